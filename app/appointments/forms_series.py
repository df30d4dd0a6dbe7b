"""What a manager says of several dates or several people at once."""

from datetime import date
from typing import Any

import wtforms
from wtforms.validators import Optional

from app.appointments.forms_desk import MeetingForm
from app.appointments.kinds import KIND_TEXTS
from app.appointments.series import Rhythm
from app.appointments.words_desk import RHYTHMS
from app.core.forms import DateField, Form, IntegerField, SelectField, small
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import t


def _rhythms() -> list[tuple[str, str]]:
    return [(key, t(words)) for key, words in RHYTHMS.items()]


def _group() -> list[tuple[str, str]]:
    return [("group", t(KIND_TEXTS["group"].title))]


def _ticked(name: str, coerce: Any) -> wtforms.SelectMultipleField:
    """Several of a list that the template draws."""
    return wtforms.SelectMultipleField(
        name=f"{name}[]", coerce=coerce, choices=[], validate_choice=False
    )


class NewMeetingForm(MeetingForm):
    """A new appointment, or a series of them: its dates are looked at before they are made."""

    rhythm = SelectField(_l("How often"), choices=_rhythms, default="")
    count = IntegerField(_l("How many dates"), validators=[Optional()])
    until = DateField(_l("Or until this day"))
    skips_holidays = wtforms.BooleanField(
        _l("Leave out public holidays in Baden-Württemberg"), default=True
    )
    dates = _ticked("dates", date.fromisoformat)
    shown = wtforms.StringField()  # the dates that stood on the page, ticked or not

    @property
    def is_series(self) -> bool:
        """True when it takes place more than once."""
        return bool(self.rhythm.data)

    @property
    def all_dates(self) -> list[date]:
        """The dates that follow from what was typed."""
        rule = Rhythm(
            word=self.rhythm.data,
            until=self.until.data,
            count=self.count.data,
            skips_holidays=self.skips_holidays.data,
        )
        return rule.dates_from(self.when.starts_local.date())

    @staticmethod
    def as_text(dates: list[date]) -> str:
        """The dates as the hidden field keeps them."""
        return ",".join(day.isoformat() for day in dates)

    def was_shown(self, dates: list[date]) -> bool:
        """True when exactly these dates stood on the page, so that the ticks are about them."""
        return bool(self.shown.data == self.as_text(dates))

    def chosen_of(self, dates: list[date]) -> list[date]:
        """Those that are ticked."""
        return [day for day in dates if day in (self.dates.data or ())]


class PeopleForm(Form):
    """Who comes: names that are ticked, and a part of a name to find more of them."""

    clients = _ticked("clients", small)
    words = wtforms.StringField(_l("Find by name"))
    find = wtforms.SubmitField()  # shows names, and changes nothing
    is_all = wtforms.BooleanField()  # in all later dates of the series as well


class GroupForm(NewMeetingForm, PeopleForm):
    """A new group meeting, or a series of them."""

    kind = SelectField(_l("What it is"), choices=_group, default="group")


class TakeOutForm(Form):
    """Out of this date alone, or of all after it as well."""

    is_all = wtforms.BooleanField()
