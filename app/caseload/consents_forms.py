"""What a client types about consents: a number to be called at; what she shares, until when."""

import wtforms

from app.core.forms import DateField, Filled, Form, IntegerField, SelectField, at_most
from app.core.i18n import lazy_gettext as _l
from app.core.phones import CanBeDialled, find_number


class NumberForm(Form):
    """A telephone number."""

    phone = wtforms.TelField(
        _l("Your phone number"), validators=[Filled(), at_most(40), CanBeDialled()]
    )

    @property
    def number(self) -> str:
        """The number as it is kept (E.164)."""
        return find_number(self.phone.data or "") or ""


class ShareForm(Form):
    """What she shows, until when."""

    kind = SelectField(choices=[("appointment", ""), ("step", "")])
    thing = IntegerField(validators=[Filled()])
    until = DateField(_l("Until"))
