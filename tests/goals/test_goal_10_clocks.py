"""goal_10: round every change of the clocks a reminder is due at the wall time people agreed on."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core import clock
from app.notices import planning
from app.notices.offsets import PROPOSED
from app.notices.planning import LAST_CALL, QuietHours, plan

pytestmark = pytest.mark.goal_10

BERLIN = ZoneInfo(clock.ZONE)
NEVER = QuietHours(begins=time(0), ends=time(0))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEARS = range(2026, 2036)


def changes() -> Iterator[date]:
    """The last Sundays of March and October."""
    for year in YEARS:
        for month in (3, 10):
            last = date(year, month, 31)
            yield last - timedelta(days=(last.weekday() + 1) % 7)


def quarters() -> Iterator[tuple[date, datetime]]:
    """Each quarter of an hour that exists within 48 hours round each change."""
    for change in changes():
        first = datetime.combine(change - DAY, time(0))
        for number in range(48 * 4):
            wall = first + timedelta(minutes=15 * number)
            if not is_skipped(wall):
                yield change, wall


def is_skipped(wall: datetime) -> bool:
    """True for a wall time that the clocks skip; reckoned here, not by the code under test."""
    there_and_back = wall.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)
    return there_and_back.replace(tzinfo=None) != wall


def expected(starts: datetime) -> dict[str, datetime]:
    """The wall times of three reminders; what is skipped in spring is an hour earlier."""
    day = starts.date()
    before = starts - 2 * HOUR
    return {
        "d3": datetime.combine(day - 3 * DAY, time(17)),
        "d1": datetime.combine(day - DAY, time(17)),
        "h2": before - HOUR if is_skipped(before) else before,
    }


def wrong_walls() -> list[str]:
    """Reminders that are not due at their wall time."""
    found, seen = [], 0
    for _, starts in quarters():
        latest = starts.replace(tzinfo=BERLIN).astimezone(UTC) - LAST_CALL
        due = plan(starts, rhythm=PROPOSED["appointment"], latest=latest, quiet=NEVER, now=LONG_AGO)
        told = {
            one.offset: one.due_at.astimezone(BERLIN).replace(tzinfo=None, fold=0) for one in due
        }
        if told != expected(starts):
            found.append(f"{starts}: {told}")
        seen += len(due)
    assert seen >= 3 * 20 * (192 - 4)
    return found


def test_no_reminder_is_an_hour_off() -> None:
    assert wrong_walls() == []


def _minus_hours(wall: datetime, zone: str) -> datetime:
    """Planted: 'the day before' as 24 hours before, reckoned in UTC."""
    midnight_after = datetime.combine(wall.date() + DAY, wall.time())
    return midnight_after.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - DAY


def _fixed_offset(wall: datetime, _zone: str) -> datetime:
    """Planted: Berlin is one hour ahead, all year round."""
    return (wall - HOUR).replace(tzinfo=UTC)


def _unasked(wall: datetime, zone: str) -> datetime:
    """Planted: a skipped hour is taken as if it existed."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("naive", [_minus_hours, _fixed_offset, _unasked])
def test_planted_naive_arithmetic_is_caught(
    monkeypatch: pytest.MonkeyPatch, naive: Callable[[datetime, str], datetime]
) -> None:
    monkeypatch.setattr(planning, "_before_gap", naive)
    assert wrong_walls()


def test_quiet_hours_end_at_their_wall_time_round_every_change() -> None:
    """Catching up in any quarter of such a night waits for seven, not for six or eight."""
    night = QuietHours(begins=time(21), ends=time(7))
    for change, wall in quarters():
        instant = wall.replace(tzinfo=BERLIN).astimezone(UTC)
        until = night.over(instant).astimezone(BERLIN).replace(tzinfo=None)
        if time(7) <= wall.time() < time(21):
            assert until == wall
            continue
        day = wall.date() + DAY if wall.time() >= time(21) else wall.date()
        assert until == datetime.combine(day, time(7)), (change, wall)
