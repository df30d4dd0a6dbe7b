"""When a reminder is due: wall times in the zone of its subject, moved out of quiet hours.

Aware arithmetic in Python is no help here: the day before a change of the clocks is 23 or 25
hours long, and people agree on "the day before at 17:00", not on hours.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.notices.offsets import Rhythm, family, number

LAST_CALL = timedelta(minutes=10)  # before the start: what arrives later helps nobody
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One reminder to be: its word, and the instant it is due."""

    offset: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """From one wall time to another, over midnight when it ends earlier than it begins."""

    begins: time
    ends: time
    zone: str = clock.ZONE

    def over(self, instant: datetime) -> datetime:
        """Return the instant itself, or the end of the quiet hours it falls into."""
        wall = clock.local(instant)
        if not self._cover(wall.time()):
            return instant
        day = wall.date() + DAY if wall.time() >= self.ends else wall.date()
        end = datetime.combine(day, self.ends)
        found = _after_gap(end, self.zone)
        # In the autumn hour that comes twice the first of the two may lie behind us.
        return found if found > instant else clock.instant(end, self.zone, is_second=True)

    def _cover(self, wall: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= wall < self.ends
        return wall >= self.begins or wall < self.ends


def plan(
    starts_local: datetime,
    *,
    rhythm: Rhythm,
    latest: datetime,
    quiet: QuietHours,
    now: datetime,
    zone: str = clock.ZONE,
) -> list[Planned]:
    """Return the reminders of a rhythm that still make sense before `latest`, first one first."""
    due = [
        Planned(
            offset=offset, due_at=quiet.over(_before_gap(wall(offset, starts_local, rhythm), zone))
        )
        for offset in rhythm.offsets
    ]
    return sorted((one for one in due if now < one.due_at < latest), key=lambda one: one.due_at)


def wall(offset: str, starts_local: datetime, rhythm: Rhythm) -> datetime:
    """The wall time an offset means: so many hours before, or so many days before at that time."""
    count = number(offset)
    if family(offset) == "h":
        return starts_local - count * HOUR
    return datetime.combine(starts_local.date() - count * DAY, rhythm.at)


def end_of(day: date) -> datetime:
    """The instant at which a day is over: till then a deadline may still be met."""
    return clock.begin_of(day + DAY)


def _before_gap(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time; one that the clocks skip in spring becomes an hour earlier."""
    try:
        return clock.instant(wall, zone)
    except clock.NotOnTheClock:
        return clock.instant(wall - HOUR, zone)


def _after_gap(wall: datetime, zone: str) -> datetime:
    """The same, an hour later: quiet hours never end early."""
    try:
        return clock.instant(wall, zone)
    except clock.NotOnTheClock:
        return clock.instant(wall + HOUR, zone)
