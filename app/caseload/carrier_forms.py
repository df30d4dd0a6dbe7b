"""What is typed about a change of carrier: to whom and when, what she said, who will help her."""

import wtforms

from app.caseload.carrier_changes import Proposal
from app.caseload.consents_words import HOW
from app.core import clock
from app.core.forms import DateField, Filled, Form, IntegerField, SelectField, at_most
from app.core.i18n import LANGUAGES, N_
from app.core.i18n import lazy_gettext as _l


class ChangeForm(Form):
    """To which carrier, from which day on."""

    to_carrier_id = SelectField(_l("To whom"), coerce=int, choices=[])
    on_day = DateField(_l("First day"), validators=[Filled()])

    @property
    def proposal(self) -> Proposal:
        """What was typed, as the service takes it."""
        on_day = self.on_day.data or clock.today()
        return Proposal(to_carrier_id=self.to_carrier_id.data, on_day=on_day)


class SaidForm(Form):
    """What she said in the talk, how, and in which language it was explained."""

    # Translators: what the client says to another organisation helping her
    answer = SelectField(_l("Answer"), choices=[("yes", N_("yes")), ("no", N_("no"))])
    how = SelectField(
        _l("How"),
        choices=[(key, HOW[key]) for key in ("oral", "oral_with_interpreter", "signature")],
    )
    language = SelectField(
        _l("In which language it was explained"),
        choices=[(one.code, one.autonym) for one in LANGUAGES.values()],
    )


class PinForm(Form):
    """Her PIN, typed once more."""

    pin = wtforms.PasswordField(_l("Your PIN: 6 digits"), [Filled(), at_most(12)])


class CallOffForm(Form):
    """Which carrier and day are called off."""

    to_carrier_id = IntegerField(validators=[Filled()])
    on_day = DateField(validators=[Filled()])

    @property
    def proposal(self) -> Proposal:
        """The same, as the service takes it."""
        on_day = self.on_day.data or clock.today()
        return Proposal(to_carrier_id=self.to_carrier_id.data or 0, on_day=on_day)
