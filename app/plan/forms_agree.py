"""What a client says about a proposed plan: yes, or what she wants otherwise."""

from wtforms import HiddenField, PasswordField, TextAreaField

from app.core.forms import LONG, Filled, Form, at_most
from app.core.i18n import lazy_gettext as _l


class AgreeForm(Form):
    """Her yes names the version that she read."""

    no = HiddenField(validators=[Filled()])
    content_hash = HiddenField(validators=[Filled()])


class PinYesForm(AgreeForm):
    """The same of somebody without a passkey: she types her PIN once more."""

    pin = PasswordField(_l("Your PIN: 6 digits"), [Filled(), at_most(12)])


class ChangeWishForm(Form):
    """What she wants otherwise; she need not say."""

    wish = TextAreaField(
        _l("What do you want to change? You can leave this empty."), [at_most(LONG)]
    )
