"""When a reminder is due: wall times in the appointment's zone, moved out of quiet hours.

Aware arithmetic in Python is no help here: the day before a change of the clocks is 23 or 25
hours long, and people agree on "the day before at 17:00", not on hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.core import clock

LAST_CALL = timedelta(minutes=10)  # before the start: what arrives later helps nobody
EVENING = time(17)
DAYS_BEFORE = {"d3": 3, "d1": 1}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One reminder to be: which of the defaults, and the instant it is due."""

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
    starts_local: datetime, *, zone: str, starts_at: datetime, quiet: QuietHours, now: datetime
) -> list[Planned]:
    """Return the reminders that still make sense for an appointment, first one first."""
    latest = starts_at - LAST_CALL
    found = []
    for offset, wall in _walls(starts_local):
        due_at = quiet.over(_before_gap(wall, zone))
        if now < due_at < latest:
            found.append(Planned(offset=offset, due_at=due_at))
    return found


def _walls(starts_local: datetime) -> Iterator[tuple[str, datetime]]:
    """Three days before and the day before, both in the evening; two hours before."""
    for offset, days in DAYS_BEFORE.items():
        yield offset, datetime.combine(starts_local.date() - days * DAY, EVENING)
    yield "h2", starts_local - 2 * HOUR


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
