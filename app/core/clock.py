"""The only place that reads the time.

The database's clock decides what is due and whose lease has run out: however many machines work
on it, there is one of it. PostgreSQL tells its time in the statement that opens a carrier, and at
the beginning of a transaction without one when the last time is ten seconds ago; SQLite has no
other clock than ours.
"""

import functools
import hashlib
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"
_BERLIN = ZoneInfo(ZONE)
_NOISE = timedelta(seconds=1)  # the way to the database and back: not worth following

_LATELY = timedelta(seconds=10)

_ahead = timedelta(0)  # so much the database's clock is ahead of ours, as it told last
_told_at: datetime | None = None  # by our own clock: a jump of it makes this long ago
_offset = timedelta(0)  # set by tests alone, through shift()
_ANY = datetime.min.replace(tzinfo=UTC)
_day = _ANY, _ANY, date.min  # the last one that was asked for: from when, till when


def now() -> datetime:
    """Return the present instant by the database's clock, aware, in UTC."""
    return machine() + _ahead + _offset


def machine() -> datetime:
    """Return the instant by this machine's own clock; only who compares clocks wants it."""
    return datetime.now(UTC)


def follow(told: datetime) -> None:
    """Go by the time that the database told."""
    global _ahead, _told_at
    _told_at = machine()
    ahead = told - _told_at
    if abs(ahead - _ahead) > _NOISE:
        _ahead = ahead


def was_told_lately() -> bool:
    """True when there is no need to ask the database what time it is."""
    return _told_at is not None and timedelta(0) <= machine() - _told_at < _LATELY


def elapsed() -> timedelta:
    """Return how long this machine has been running: no setting of a clock moves it.

    Where the system offers it, sleep counts as well.
    """
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(source))


def shift(offset: timedelta) -> None:
    """Let tests move the clock; zero puts it right again."""
    global _offset
    _offset = offset


def today() -> date:
    """Return the calendar day it is in Baden-Württemberg."""
    global _day
    at = now()
    begins, ends, day = _day
    if not begins <= at < ends:
        day = local(at).date()
        _day = begin_of(day), begin_of(day + timedelta(days=1)), day
    return day


def local(instant: datetime) -> datetime:
    """Return the wall time in Berlin, naive, of an aware instant."""
    return instant.astimezone(_BERLIN).replace(tzinfo=None)


class NotOnTheClock(ValueError):
    """A wall time that the clocks skip in spring."""


def instant(wall: datetime, zone: str = ZONE, *, is_second: bool = False) -> datetime:
    """Return the UTC instant of a naive wall time; of the autumn hour the first or second one.

    Raises NotOnTheClock for a time that does not exist: arithmetic on it would be an hour wrong.
    """
    found = wall.replace(tzinfo=ZoneInfo(zone), fold=int(is_second)).astimezone(UTC)
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) != wall:
        raise NotOnTheClock(wall.isoformat())
    return found


def begin_of(day: date) -> datetime:
    """Return the instant at which a day begins in Baden-Württemberg."""
    return instant(datetime.combine(day, datetime.min.time()))


@functools.cache
def rules_mark(zone: str = ZONE) -> str:
    """Return a mark of the zone's rules: another one means that the law or its table changed."""
    there = ZoneInfo(zone)
    days = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(365 * 22))
    offsets = ",".join(str(day.astimezone(there).utcoffset()) for day in days)
    return hashlib.sha256(offsets.encode()).hexdigest()[:16]


def comes_twice(wall: datetime, zone: str = ZONE) -> bool:
    """True for a wall time in the autumn hour that the clocks show two times."""
    return instant(wall, zone) != instant(wall, zone, is_second=True)
