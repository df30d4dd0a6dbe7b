"""Working days of the state: the first time that would suit, and three working days ago."""

from datetime import date, datetime

import pytest

from app.appointments import wishes
from app.appointments.workdays import after_working_days, is_working_day


@pytest.mark.parametrize(
    ("days", "parts", "since", "first"),
    [
        ((), (), date(2026, 11, 23), datetime(2026, 11, 23, 9)),
        (("TH",), ("afternoon",), date(2026, 11, 23), datetime(2026, 11, 26, 14)),
        (("MO",), ("morning", "afternoon"), date(2026, 4, 4), datetime(2026, 4, 13, 9)),
        (("FR",), (), date(2026, 12, 24), datetime(2027, 1, 8, 9)),  # Christmas, New Year
        ((), (), date(2027, 1, 6), datetime(2027, 1, 7, 9)),  # Epiphany, a holiday here
    ],
)
def test_the_first_time_that_would_suit_is_on_a_working_day(
    days: tuple[str, ...], parts: tuple[str, ...], since: date, first: datetime
) -> None:
    assert wishes.first_fit(days, parts, since=since) == first
    assert is_working_day(first.date())


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (date(2026, 11, 26), date(2026, 11, 23)),  # Thursday: what was on Monday
        (date(2026, 11, 24), date(2026, 11, 19)),  # Tuesday: over the weekend
        (date(2026, 6, 8), date(2026, 6, 2)),  # Corpus Christi on the 4th
        (date(2026, 12, 28), date(2026, 12, 22)),
    ],
)
def test_three_working_days_know_the_holidays_of_the_state(until: date, last: date) -> None:
    assert after_working_days(3, until=until) == last
