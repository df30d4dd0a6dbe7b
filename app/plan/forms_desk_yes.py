"""What the desk writes down: how the client said yes, what a review finds."""

from wtforms import HiddenField

from app.core.forms import Filled, Form, SelectField
from app.core.i18n import LANGUAGES
from app.core.i18n import lazy_gettext as _l
from app.plan import words
from app.plan.agreeing import AT_DESK


class YesForm(Form):
    """She said yes in the talk: spoken with an interpreter, or signed on paper."""

    how = SelectField(
        _l("How the client agreed"), choices=[(key, words.HOW[key]) for key in AT_DESK]
    )
    language = SelectField(
        _l("Language in which it was read"),
        choices=[(code, one.autonym) for code, one in LANGUAGES.items()],
    )
    no = HiddenField(validators=[Filled()])
    content_hash = HiddenField(validators=[Filled()])
