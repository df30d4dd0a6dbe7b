"""What a manager says about the course of a case and its end."""

from datetime import date

import wtforms

from app.caseload.case_words import END_REASONS_AT_DESK
from app.caseload.cases import Ending
from app.core import clock
from app.core.forms import SHORT, DateField, Filled, Form, SelectField, at_most, required
from app.core.i18n import lazy_gettext as _l


class EndForm(Form):
    """Until when it is meant to go on."""

    planned_end_on = DateField(_l("Planned until"), validators=[required()])

    @property
    def day(self) -> date:
        """The day that was typed."""
        return self.planned_end_on.data or clock.today()


class ExtensionForm(EndForm):
    """Until when it goes on, and why longer than planned."""

    planned_end_on = DateField(_l("Goes on until"), validators=[required()], id="extension-until")
    reason = wtforms.StringField(
        _l("Why it goes on longer"), validators=[Filled(), at_most(SHORT)], id="extension-reason"
    )


class Ticks(wtforms.SelectMultipleField):
    """What stays open, looked at; what had to be ticked, the database says at that moment."""

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        """Whatever was ticked."""


class ClosingForm(Form):
    """Why it ends, when, and what stays open."""

    end_reason = SelectField(_l("Why it ends"), choices=tuple(END_REASONS_AT_DESK.items()))
    ended_on = DateField(_l("Last day"), validators=[required()])
    left = Ticks(_l("What stays open"), choices=[], name="left[]", id="left")

    @property
    def ending(self) -> Ending:
        """What was typed, as the service takes it."""
        return Ending(reason=self.end_reason.data, on=self.ended_on.data or clock.today())
