"""What a manager asks a client for, or writes down when it was said to her; whom she proposes."""

import wtforms

from app.caseload.consents import Terms
from app.caseload.consents_words import HOW
from app.caseload.purposes import ON_PAPER, PURPOSES
from app.core import clock
from app.core.forms import SHORT, DateField, Filled, Form, SelectField, at_most
from app.core.i18n import LANGUAGES, N_
from app.core.i18n import lazy_gettext as _l

ASK = "ask"  # on her own phone, instead of writing down what she said


class AskForm(Form):
    """What the manager asks for, or what she was told."""

    purpose = SelectField(_l("What for"), choices=[(key, PURPOSES[key].name) for key in ON_PAPER])
    recipient = wtforms.StringField(_l("To whom"), validators=[Filled(), at_most(SHORT)])
    scope = wtforms.StringField(_l("What exactly"), validators=[Filled(), at_most(SHORT)])
    occasion = wtforms.StringField(_l("Occasion"), validators=[Filled(), at_most(SHORT)])
    valid_until = DateField(_l("Valid until (optional)"))
    how = SelectField(
        # Translators: how a client gives her permission; a choice of the manager
        _l("How"),
        choices=[
            (ASK, N_("Ask her on her own phone")),
            *((key, HOW[key]) for key in ("oral", "oral_with_interpreter", "signature")),
        ],
    )
    language = SelectField(
        _l("In which language it was explained"),
        choices=[(one.code, one.autonym) for one in LANGUAGES.values()],
    )

    def validate_valid_until(self, field: wtforms.Field) -> None:
        """A day that is still ahead."""
        if field.data is not None and field.data < clock.today():
            raise wtforms.ValidationError(_l("This day is over."))

    @property
    def terms(self) -> Terms:
        """Who gets what, for which occasion, how long."""
        return Terms(
            recipient=self.recipient.data or "",
            scope=self.scope.data or "",
            occasion=self.occasion.data or "",
            valid_until=self.valid_until.data,
        )


class VolunteerForm(Form):
    """Who is proposed."""

    volunteer_id = SelectField(_l("Volunteer"), coerce=int, choices=[])
