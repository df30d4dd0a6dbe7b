"""Whether a schedule takes place on a day, for the database: what schedules.py says in Python.

So "open now" and "this week" are conditions like others, and nobody reads a region's hours to
show twenty offers. A test compares both, rule by rule.
"""

import calendar
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.core.db import db
from app.offers.models import WEEKDAYS, Offer, Schedule
from app.offers.schedules import holiday_on

_A_MONDAY = date(1970, 1, 5)
_ITS_JULIAN_DAY = 2440591.5


def open_at(now: datetime) -> sa.ColumnElement[bool]:
    """Offers that are open at this wall time in Berlin."""
    running = sa.and_(Schedule.opens_at <= now.time(), Schedule.closes_at > now.time())
    open_now = sa.select(Schedule.offer_id).where(takes_place_on(now.date()), running)
    return Offer.id.in_(open_now)


def within_days(days: int, now: datetime) -> sa.ColumnElement[bool]:
    """Offers that take place, today or on one of the days after it, and are not over."""
    today = now.date()
    ahead = sa.and_(takes_place_on(today), Schedule.closes_at > now.time())
    later = [takes_place_on(today + timedelta(days=n)) for n in range(1, days)]
    own = sa.select(Schedule.id).where(Schedule.offer_id == Offer.id, sa.or_(ahead, *later))
    return own.exists()


def takes_place_on(day: date) -> sa.ColumnElement[bool]:
    """True for schedules with this day, which is no public holiday."""
    if holiday_on(day) is not None:
        return sa.false()
    return sa.and_(
        sa.or_(Schedule.valid_from.is_(None), Schedule.valid_from <= day),
        sa.or_(Schedule.valid_to.is_(None), Schedule.valid_to >= day),
        _is_its_month_day(day),
        sa.or_(_is_weekly(day), _is_monthly(day)),
    )


def _is_weekly(day: date) -> sa.ColumnElement[bool]:
    """Its weekday, in a week that counts: weeks begin on Monday."""
    weeks = (day - _A_MONDAY).days // 7 - _days_since_monday(Schedule.valid_from) // 7
    return sa.and_(
        Schedule.freq == "WEEKLY",
        sa.or_(Schedule.byday == "", Schedule.byday.contains(WEEKDAYS[day.weekday()])),
        sa.or_(Schedule.interval == 1, weeks % Schedule.interval == 0),
    )


def _is_monthly(day: date) -> sa.ColumnElement[bool]:
    """Its weekday, counted from the beginning or the end of a month that counts."""
    code, last = WEEKDAYS[day.weekday()], _length_of_month(day)
    nths = ("", f"{(day.day - 1) // 7 + 1}", f"-{(last - day.day) // 7 + 1}")
    first = sa.extract("year", Schedule.valid_from) * 12 + sa.extract("month", Schedule.valid_from)
    months = day.year * 12 + day.month - sa.cast(first, sa.Integer)
    return sa.and_(
        Schedule.freq == "MONTHLY",
        sa.or_(Schedule.byday == "", *(_lists(Schedule.byday, nth + code) for nth in nths)),
        sa.or_(Schedule.interval == 1, months % Schedule.interval == 0),
    )


def _is_its_month_day(day: date) -> sa.ColumnElement[bool]:
    from_the_end = day.day - _length_of_month(day) - 1
    return sa.or_(
        Schedule.bymonthday == "",
        _lists(Schedule.bymonthday, str(day.day)),
        _lists(Schedule.bymonthday, str(from_the_end)),
    )


def _lists(column: sa.SQLColumnExpression[str], one: str) -> sa.ColumnElement[bool]:
    """True when one stands in a list with commas."""
    return ("," + sa.func.replace(column, " ", "") + ",").contains(f",{one},")


def _length_of_month(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _days_since_monday(column: sa.SQLColumnExpression[date | None]) -> sa.ColumnElement[int]:
    """Days since a Monday long ago, as each database counts them."""
    if db.engine.dialect.name == "sqlite":
        return sa.cast(sa.func.julianday(column) - _ITS_JULIAN_DAY, sa.Integer)
    return sa.type_coerce(column - sa.literal(_A_MONDAY), sa.Integer)
