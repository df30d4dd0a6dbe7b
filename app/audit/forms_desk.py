"""What staff send about data requests, holds and the time data are kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import wtforms

from app.audit.corrections import FIELDS
from app.audit.rules import Rule
from app.audit.words import GROUNDS
from app.caseload.forms import NewClientForm
from app.core import clock
from app.core.forms import (
    LONG,
    SHORT,
    DateField,
    Filled,
    Form,
    IntegerField,
    SelectField,
    at_most,
    required,
)
from app.core.i18n import N_
from app.core.i18n import lazy_gettext as _l

LONGEST = 240  # months a rule may keep data


class AnswerForm(Form):
    """Met in full, or in part for a legal ground; words for the client besides."""

    ground = SelectField(_l("Is the request met?"), choices=[("", N_("In full")), *GROUNDS.items()])
    words = wtforms.TextAreaField(_l("Answer (German)"), validators=[at_most(LONG)])


class CorrectionForm(NewClientForm):
    """The one field that is put right, read as it is when a case is opened."""

    call_name = wtforms.StringField(_l("How we call you"), validators=[Filled(), at_most(SHORT)])

    @classmethod
    def of(cls, table: str, column: str, value: Any, towns: list[tuple[str, str]]) -> Any:
        """The form with nothing but this field; None where a field has its own page."""
        wanted = FIELDS.get((table, column))
        if wanted is None:
            return None
        form = cls.read(**{wanted: value})
        for name in [field.name for field in form if field.name != wanted]:
            del form[name]
        if wanted == "municipality_ags":
            choices: Any = form[wanted]
            choices.choices = towns
        return form


class HoldForm(Form):
    """Whose data stay, why, until when."""

    client_id = IntegerField(_l("Number of the client"), validators=[required()])
    reason = wtforms.StringField(_l("Why"), validators=[Filled(), at_most(SHORT)])
    until_on = DateField(_l("Until"), validators=[required()])

    def validate_until_on(self, field: wtforms.Field) -> None:
        """A day that is still to come."""
        if isinstance(field.data, date) and field.data < clock.today():
            raise wtforms.ValidationError(_l("Choose a day that is not over."))


class LiftForm(Form):
    """Why a record is worked with again though the client did not ask for it."""

    reason = wtforms.StringField(_l("Why"), validators=[Filled(), at_most(SHORT)])


class DayForm(Form):
    """Which day is looked at."""

    day = DateField(_l("Day"))


# Translators: what happens with data when their time is over.
_ACTIONS = (("delete", N_("is deleted")), ("anonymise", N_("is made anonymous")))


def _in_reach(_form: wtforms.Form, field: wtforms.Field) -> None:
    if field.data is not None and not 0 <= field.data <= LONGEST:
        raise wtforms.ValidationError(_l("Write a number of months from 0 to 240."))


def _months() -> IntegerField:
    return IntegerField(_l("Months after the end of the case"), validators=[required(), _in_reach])


def _action() -> SelectField:
    return SelectField(_l("What happens then"), choices=_ACTIONS)


class RulesForm(Form):
    """How long each kind of data is kept, and what happens then."""

    reminders_months, reminders_action = _months(), _action()
    appointments_months, appointments_action = _months(), _action()
    notes_months, notes_action = _months(), _action()
    plan_months, plan_action = _months(), _action()
    record_months, record_action = _months(), _action()

    @classmethod
    def of(cls, decided: Mapping[str, Rule]) -> "RulesForm":
        """The form as it was sent, or with what counts now."""
        initial: dict[str, Any] = {}
        for rule in decided.values():
            initial[f"{rule.entity}_months"] = rule.months
            initial[f"{rule.entity}_action"] = rule.action
        return cls.read(**initial)
