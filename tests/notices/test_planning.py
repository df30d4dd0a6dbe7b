"""When reminders are due: wall times, the changes of the clocks, quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest

from app.core import clock
from app.notices.offsets import PROPOSED
from app.notices.planning import LAST_CALL, QuietHours, plan

NEVER = QuietHours(begins=time(0), ends=time(0))
NIGHT = QuietHours(begins=time(21), ends=time(7))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def due(
    starts: datetime, *, quiet: QuietHours = NEVER, now: datetime = LONG_AGO
) -> dict[str, datetime]:
    """The wall times in Berlin at which reminders of an appointment are due."""
    latest = clock.instant(starts) - LAST_CALL
    found = plan(starts, rhythm=PROPOSED["appointment"], latest=latest, quiet=quiet, now=now)
    return {planned.offset: clock.local(planned.due_at) for planned in found}


def test_three_days_a_day_and_two_hours_before() -> None:
    assert due(datetime(2026, 11, 24, 14)) == {
        "d3": datetime(2026, 11, 21, 17),
        "d1": datetime(2026, 11, 23, 17),
        "h2": datetime(2026, 11, 24, 12),
    }


def test_a_skipped_hour_counts_real_hours_backwards() -> None:
    starts = datetime(2027, 3, 28, 4, 30)
    walls = due(starts)
    assert walls["h2"] == datetime(2027, 3, 28, 1, 30)
    assert clock.instant(starts) - clock.instant(walls["h2"]) == timedelta(hours=2)


def test_what_is_past_is_not_planned() -> None:
    starts = datetime(2026, 11, 24, 14)
    assert set(due(starts, now=clock.instant(datetime(2026, 11, 22, 9)))) == {"d1", "h2"}
    assert set(due(starts, now=clock.instant(datetime(2026, 11, 24, 11, 59)))) == {"h2"}
    assert due(starts, now=clock.instant(datetime(2026, 11, 24, 12))) == {}


def test_quiet_hours_move_a_reminder_to_their_end() -> None:
    assert due(datetime(2026, 11, 24, 8, 30), quiet=NIGHT)["h2"] == datetime(2026, 11, 24, 7)
    late_worker = QuietHours(begins=time(16), ends=time(19, 30))
    assert due(datetime(2026, 11, 24, 14), quiet=late_worker)["d1"] == datetime(
        2026, 11, 23, 19, 30
    )


def test_a_reminder_that_quiet_hours_make_pointless_is_left_out() -> None:
    assert set(due(datetime(2026, 11, 24, 7, 5), quiet=NIGHT)) == {"d3", "d1"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 24, 20, 59), datetime(2026, 11, 24, 20, 59)),
        (datetime(2026, 11, 24, 21), datetime(2026, 11, 25, 7)),
        (datetime(2026, 11, 24, 23, 59), datetime(2026, 11, 25, 7)),
        (datetime(2026, 11, 24, 6, 59), datetime(2026, 11, 24, 7)),
        (datetime(2026, 11, 24, 7), datetime(2026, 11, 24, 7)),
        (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 7)),  # the night of 25 hours
        (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 7)),  # and the one of 23
    ],
)
def test_the_end_of_a_night(moment: datetime, expected: datetime) -> None:
    assert clock.local(NIGHT.over(clock.instant(moment))) == expected


def test_quiet_hours_never_lead_back_in_time() -> None:
    odd = QuietHours(begins=time(22), ends=time(2, 30))
    begin = datetime(2026, 10, 24, 21, tzinfo=UTC)
    for minute in range(8 * 60):
        moment = begin + timedelta(minutes=minute)
        assert odd.over(moment) >= moment
    gap = clock.instant(datetime(2027, 3, 28, 1, 30))
    assert clock.local(odd.over(gap)) == datetime(2027, 3, 28, 3, 30)
