"""Appointments as other calendars read them (RFC 5545, RFC 7986).

Whoever looks at such a calendar learns that there is an appointment, and when: the word is the
same for all, there is no kind, name or reason. A place stands only where it was put in on purpose.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.core import clock
from app.core.i18n import gettext

REFRESH = timedelta(hours=6)
_STATUS = {
    "proposed": "TENTATIVE",
    "cancelled_client": "CANCELLED",
    "cancelled_staff": "CANCELLED",
}  # of every other one: CONFIRMED; whether somebody came is nobody's business there


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a calendar may know of one appointment."""

    uid: uuid.UUID
    sequence: int  # higher with each change that a calendar must follow
    state: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: str | None = None


def written(entries: Sequence[Entry]) -> bytes:
    """The file with these entries; the same ones give the same bytes."""
    made = Calendar()
    made.add("prodid", "-//Schrittweise//Schrittweise//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        made.add(name, gettext("Appointments"))
    # The library leaves out what RFC 7986 demands.
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for entry in entries:
        made.add_component(_event(entry))
    if entries:
        _add_zones(made, entries)
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    made = Event()
    made.add("uid", str(entry.uid))
    # The same at each fetch, so that nothing looks new while nothing has changed.
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("sequence", entry.sequence)
    made.add("status", _STATUS.get(entry.state, "CONFIRMED"))
    made.add("class", "PRIVATE")
    made.add("summary", gettext("Appointment"))
    starts, ends = _times(entry)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    if entry.place:
        made.add("location", entry.place, parameters={"LANGUAGE": "de"})
    return made


def _times(entry: Entry) -> tuple[datetime, datetime]:
    """Both ends by the clock on the wall; in UTC where that clock shows the same hour twice."""
    there = ZoneInfo(entry.zone)
    walls = [at.astimezone(there) for at in (entry.starts_at, entry.ends_at)]
    if any(clock.comes_twice(at.replace(tzinfo=None, fold=0), entry.zone) for at in walls):
        return entry.starts_at, entry.ends_at
    return walls[0], walls[1]


def _add_zones(made: Calendar, entries: Sequence[Entry]) -> None:
    """Describe the zone for the time these entries span, not for all its history."""
    first = min(entry.starts_at for entry in entries).date()
    last = max(entry.ends_at for entry in entries).date()
    day = timedelta(days=1)
    made.add_missing_timezones(first - day, last + day)
