"""When an offer is open: the one place where rules become days, with the holidays of the state.

All times are wall times in Berlin, naive: a course at 14:00 is at 14:00 in summer and in winter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

import holidays
from dateutil import rrule

from app.core.i18n import N_

HORIZON = timedelta(days=400)  # beyond it a next date helps nobody
_DAYS = {
    "MO": rrule.MO,
    "TU": rrule.TU,
    "WE": rrule.WE,
    "TH": rrule.TH,
    "FR": rrule.FR,
    "SA": rrule.SA,
    "SU": rrule.SU,
}

# Translators: public holidays in Baden-Württemberg.
HOLIDAYS = {
    "Neujahr": N_("New Year's Day"),
    "Heilige Drei Könige": N_("Epiphany"),
    "Karfreitag": N_("Good Friday"),
    "Ostermontag": N_("Easter Monday"),
    "Erster Mai": N_("Labour Day"),
    "Christi Himmelfahrt": N_("Ascension Day"),
    "Pfingstmontag": N_("Whit Monday"),
    "Fronleichnam": N_("Corpus Christi"),
    "Tag der Deutschen Einheit": N_("Day of German Unity"),
    "Allerheiligen": N_("All Saints' Day"),
    "Erster Weihnachtstag": N_("Christmas Day"),
    "Zweiter Weihnachtstag": N_("Second day of Christmas"),
}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An RRULE in columns, as HSDS has it: `byday` is "MO,WE", or "2TU", "-1FR" in a month.

    Days of the month stand in `bymonthday` ("1,15"), and `byday` may be empty.
    """

    byday: str
    opens_at: time
    closes_at: time
    freq: str = "WEEKLY"
    interval: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    bymonthday: str = ""

    @property
    def days(self) -> tuple[tuple[int, int], ...]:
        """Pairs (which one in the month or 0, weekday from Monday = 0)."""
        listed = tuple(_DAYS)
        parts = [part.strip() for part in self.byday.split(",") if part.strip()]
        return tuple((int(part[:-2] or 0), listed.index(part[-2:])) for part in parts)

    @property
    def month_days(self) -> tuple[int, ...]:
        """Days of the month, from 1."""
        return tuple(int(day) for day in self.bymonthday.split(",") if day.strip())


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """From one wall time to another on one day."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How it is at one moment: open until, or when next."""

    now: Slot | None = None
    next: Slot | None = None  # the one after `now`, or the next one at all


@cache
def _calendar() -> holidays.HolidayBase:
    # because: without `language` the names follow the server's environment
    return holidays.country_holidays("DE", subdiv="BW", language="de")


def holiday_on(day: date) -> str | None:
    """The msgid of the public holiday on a day, None on other days."""
    name = _calendar().get(day)
    return None if name is None else HOLIDAYS.get(name, name)


@lru_cache(8192)
def _days(rule: Rule, first: date, last: date) -> tuple[date, ...]:
    """The days of a rule between two days, both included, holidays too."""
    # Weekly rules without a first day repeat every week: any anchor will do, the nearest is quick.
    anchor = rule.valid_from or first
    last = min(last, rule.valid_to or last)
    listed = tuple(_DAYS.values())
    days = rrule.rrule(
        rrule.MONTHLY if rule.freq == "MONTHLY" else rrule.WEEKLY,
        dtstart=datetime.combine(anchor, time.min),
        interval=rule.interval,
        byweekday=[listed[day](nth) if nth else listed[day] for nth, day in rule.days] or None,
        bymonthday=rule.month_days or None,
        until=datetime.combine(last, time.min),
    )
    found = days.between(
        datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True
    )
    return tuple(when.date() for when in found)


def closed_on(rule: Rule, *, first: date, last: date) -> list[date]:
    """The public holidays between two days on which it would be, were they none."""
    return [day for day in _days(rule, first, last) if holiday_on(day) is not None]


def slots(rules: Iterable[Rule], *, first: date, last: date) -> list[Slot]:
    """All slots of these rules that begin between two days, in order."""
    return sorted(
        Slot(
            starts=datetime.combine(day, rule.opens_at), ends=datetime.combine(day, rule.closes_at)
        )
        for rule in rules
        for day in _days(rule, first, last)
        if holiday_on(day) is None
    )


def coming(rules: Iterable[Rule], *, now: datetime) -> Iterator[Slot]:
    """Slots that are not over yet, in order; looks a fortnight ahead first, then a year."""
    listed = tuple(rules)
    near, far = now.date() + timedelta(days=14), now.date() + HORIZON
    for first, last in ((now.date(), near), (near + timedelta(days=1), far)):
        yield from (slot for slot in slots(listed, first=first, last=last) if slot.ends > now)


def opening_at(rules: Iterable[Rule], now: datetime) -> Opening:
    """Whether it is open at this wall time, and when it is next."""
    ahead = coming(rules, now=now)
    first = next(ahead, None)
    if first is None or first.starts > now:
        return Opening(next=first)
    return Opening(now=first, next=next((s for s in ahead if s.starts > now), None))
