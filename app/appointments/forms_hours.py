"""What a manager types about her open hours."""

from datetime import date

import wtforms

from app.appointments.hours_queries import DAY, HoursText
from app.core.forms import (
    SHORT,
    DateField,
    Filled,
    Form,
    SelectField,
    TimeField,
    at_most,
    required,
)
from app.core.i18n import format_date
from app.core.i18n import lazy_gettext as _l

A_MONDAY = date(2024, 1, 1)  # so that weekdays are named in the reader's language


def _weekdays() -> list[tuple[str, str]]:
    return [(str(number), format_date(A_MONDAY + number * DAY, "EEEE")) for number in range(7)]


class HoursForm(Form):
    """One weekly time without appointment."""

    weekday = SelectField(_l("Day of the week"), choices=_weekdays, default="0")
    opens = TimeField(_l("From"), validators=[required()])
    closes = TimeField(_l("Until"), validators=[required()])
    place = wtforms.StringField(_l("Building and room"), validators=[Filled(), at_most(SHORT)])
    valid_from = DateField(_l("First day"), validators=[required()])
    valid_to = DateField(_l("Last day (optional)"))
    on_holidays = wtforms.BooleanField(_l("Also on public holidays"))

    @property
    def text(self) -> HoursText:
        """The time as the service takes it."""
        opens, closes, valid_from = self.opens.data, self.closes.data, self.valid_from.data
        if opens is None or closes is None or valid_from is None:
            raise ValueError("read the hours of a form that was validated")
        return HoursText(
            weekday=int(self.weekday.data),
            opens=opens,
            closes=closes,
            place=self.place.data or "",
            valid_from=valid_from,
            valid_to=self.valid_to.data,
            on_holidays=self.on_holidays.data,
        )


class ClosureForm(Form):
    """Days that are left out."""

    first_on = DateField(_l("First day"), validators=[required()])
    last_on = DateField(_l("Last day"), validators=[required()])

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last one."""
        first_on, last_on = self.first_on.data, self.last_on.data
        if first_on is None or last_on is None:
            raise ValueError("read the days of a form that was validated")
        return first_on, last_on
