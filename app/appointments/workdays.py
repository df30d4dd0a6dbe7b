"""Working days in Baden-Württemberg: no Saturday, no Sunday, no public holiday."""

import functools
from datetime import date, timedelta

import holidays

DAY = timedelta(days=1)


@functools.cache
def _holidays() -> holidays.HolidayBase:
    """The public holidays of the state; years are worked out when they are asked for."""
    return holidays.country_holidays("DE", subdiv="BW")


def is_holiday(day: date) -> bool:
    """True on a public holiday of the state."""
    return day in _holidays()


def is_working_day(day: date) -> bool:
    """True when offices work on this day."""
    return day.weekday() < 5 and not is_holiday(day)


def after_working_days(count: int, *, until: date) -> date:
    """The last day from which `count` working days have come by `until`, that day included."""
    day = until
    while count:
        count -= is_working_day(day)
        day -= DAY
    return day


def nth_of(day: date) -> int:
    """Which of its weekday in the month: 1 to 4, or -1 for a fifth, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1
