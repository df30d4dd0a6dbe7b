"""When something of Integreat takes place: its week of opening hours, its dates, its series.

Wall times count as they stand in the file. Whatever our rules cannot say (every fifth week, once
a year) becomes the single dates that the file lists.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from dateutil import rrule

from app.core import clock
from app.core.forms import YEARS
from app.offers.models import WEEKDAYS
from app.offers.schedules import Rule
from app.offers.words import NTH

Row = Mapping[str, Any]
_LATEST = time(23, 59)
_PARTS = re.compile(r"^RRULE:(\S+)$", re.MULTILINE)
_BEGINNING = re.compile(r"^DTSTART:(\d{8}T\d{6})Z?$", re.MULTILINE)
_BYDAY = re.compile(r"([+-]?\d)?([A-Z]{2})$")
_MOST_WEEKS = 4  # between two dates of a rule of ours
_MOST_DATES = 14  # rules of one offer
_COUNTED = 500  # a series of more dates than that has no end


class Impossible(ValueError):
    """These times make no sense."""


def rules_of_week(week: Sequence[Row]) -> list[Rule]:
    """Opening hours of seven days, Monday first; days with the same hours share a rule."""
    if len(week) != len(WEEKDAYS):
        raise Impossible
    days: dict[tuple[time, time], list[str]] = {}
    for name, day in zip(WEEKDAYS, week, strict=True):
        for span in _spans(day):
            days.setdefault(span, []).append(name)
    return [
        Rule(byday=",".join(names), opens_at=opens, closes_at=closes)
        for (opens, closes), names in days.items()
    ]


def _spans(day: Row) -> list[tuple[time, time]]:
    """The hours of one day; by appointment only is no opening hour."""
    if day.get("closed") or day.get("appointmentOnly"):
        return []
    if day.get("allDay"):
        return [(time.min, _LATEST)]
    return [_span(slot["start"], slot["end"]) for slot in day.get("timeSlots") or ()]


def _span(start: str, end: str) -> tuple[time, time]:
    opens, closes = _time(start), _time(end)
    if closes == time.min:  # midnight, at the end of this day
        closes = _LATEST
    if closes <= opens:
        raise Impossible
    return opens, closes


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise Impossible from error


def rules_of_event(dates: Sequence[Row], recurrence: str | None) -> list[Rule]:
    """The rules of an event, of which the file may list many dates."""
    events = sorted((row["event"] for row in dates), key=lambda event: str(event["start"]))
    if recurrence:
        series = _series(recurrence, events[0])
        if series is not None:
            return [series]
    return [_one(event) for event in events[:_MOST_DATES]]


def _one(event: Row) -> Rule:
    """A single date, or the same hours on each day of some time."""
    first, last, opens, closes = _ends(event)
    if last == first:
        return _rule(first, last, (WEEKDAYS[first.weekday()],), opens, closes)
    days = WEEKDAYS[:5] if event.get("only_weekdays") else WEEKDAYS
    return _rule(first, last, days, opens, closes)


def _rule(first: date, last: date | None, days: Iterable[str], opens: time, closes: time) -> Rule:
    return Rule(
        byday=",".join(days), opens_at=opens, closes_at=closes, valid_from=first, valid_to=last
    )


def _ends(event: Row) -> tuple[date, date, time, time]:
    """First and last day, and the hours of a day, as clocks in Berlin show them."""
    try:
        start, end = (datetime.fromisoformat(str(event[name])) for name in ("start", "end"))
    except (KeyError, ValueError) as error:
        raise Impossible from error
    if end.date() < start.date() or not {start.year, end.year} <= set(YEARS):
        raise Impossible
    if event.get("all_day"):
        return start.date(), end.date(), time.min, _LATEST
    opens, closes = _span(start.time().isoformat(), end.time().isoformat())
    return start.date(), end.date(), opens, closes


def _series(recurrence: str, event: Row) -> Rule | None:
    """A rule of repetition as ours, None when ours cannot say it.

    The hours are those of the event itself, since DTSTART is written in UTC.
    """
    found = _PARTS.search(recurrence)
    if found is None:
        raise Impossible
    parts = dict(part.split("=", 1) for part in found[1].split(";") if "=" in part)
    first, last, opens, closes = _ends(event)
    days = _days(parts, first)
    began = min(first, _beginning(recurrence) or first)
    every = int(parts.get("INTERVAL", "1"))
    if last != first or not days or not 1 <= every <= _MOST_WEEKS:
        return None
    is_monthly = parts["FREQ"] == "MONTHLY"
    if parts["FREQ"] == "DAILY" and every > 1:
        return None
    return Rule(
        byday=",".join(days),
        freq="MONTHLY" if is_monthly else "WEEKLY",
        interval=every,
        opens_at=opens,
        closes_at=closes,
        valid_from=began,
        valid_to=_until(found[1], parts, began),
    )


def _beginning(recurrence: str) -> date | None:
    """The first day of a series, which files of later months no longer list."""
    found = _BEGINNING.search(recurrence)
    if found is None:
        return None
    naive = datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007  # UTC, see below
    return clock.local(naive.replace(tzinfo=UTC)).date() if naive.year in YEARS else None


def _days(parts: Mapping[str, str], first: date) -> list[str]:
    """The weekdays of a rule, in a month with their number; empty when it has none of ours."""
    given = [_BYDAY.match(day) for day in parts.get("BYDAY", "").split(",") if day]
    if None in given or parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}:
        return []
    found = [(match[1], match[2]) for match in given if match and match[2] in WEEKDAYS]
    match parts.get("FREQ"):
        case "DAILY":
            return [] if found else list(WEEKDAYS)
        case "WEEKLY":
            return [day for _nth, day in found] or [WEEKDAYS[first.weekday()]]
        case "MONTHLY":
            named = [(int(nth or 0), day) for nth, day in found]
            return [f"{nth}{day}" for nth, day in named] if _are_ours(named) else []
    return []


def _are_ours(named: Sequence[tuple[int, str]]) -> bool:
    """True when our rules know which one of the month each of these is."""
    return all(nth in NTH for nth, _day in named)


def _until(text: str, parts: Mapping[str, str], first: date) -> date | None:
    """The last day; None for a series that never ends."""
    try:
        if "UNTIL" in parts:
            until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()  # noqa: DTZ007  # a day
            return until if until.year in YEARS else None
        if int(parts.get("COUNT", _COUNTED + 1)) > _COUNTED:
            return None
        start = datetime.combine(first, time.min)
        return list(rrule.rrulestr(text, dtstart=start))[-1].date()
    except (ValueError, IndexError) as error:
        raise Impossible from error
