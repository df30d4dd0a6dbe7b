"""What the administration decides about plans."""

from wtforms.validators import NumberRange

from app.carriers.reviews import MONTHS
from app.core.forms import DateField, Form, IntegerField, required
from app.core.i18n import lazy_gettext as _l


class ReviewForm(Form):
    """After how many months a plan is looked at again."""

    months = IntegerField(
        _l("Months"),
        [
            required(),
            NumberRange(MONTHS[0], MONTHS[-1], message=_l("Write a number from 1 to 24.")),
        ],
    )


class CheckForm(Form):
    """By which text a legal hint was found right."""

    law_on = DateField(_l("Date of the law text you read"), [required()])
