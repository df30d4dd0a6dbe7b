"""The only place that reads the time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"
_BERLIN = ZoneInfo(ZONE)

_offset = timedelta(0)  # set by tests alone, through shift()


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def shift(offset: timedelta) -> None:
    """Let tests move the clock; zero puts it right again."""
    global _offset
    _offset = offset


def today() -> date:
    """Return the calendar day it is in Baden-Württemberg."""
    return local(now()).date()


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


def comes_twice(wall: datetime, zone: str = ZONE) -> bool:
    """True for a wall time in the autumn hour that the clocks show two times."""
    return instant(wall, zone) != instant(wall, zone, is_second=True)
