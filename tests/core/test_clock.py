"""The calendar day: looked for once, and another one from the very instant it begins in Berlin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], date]:
    """Set the clock to an instant in UTC."""

    def set_to(instant: datetime) -> date:
        monkeypatch.setattr(clock, "now", lambda: instant)
        return clock.today()

    return set_to


@pytest.mark.parametrize(
    "begins",
    [
        datetime(2026, 11, 22, 23, tzinfo=UTC),  # winter: an hour ahead of UTC
        datetime(2026, 7, 1, 22, tzinfo=UTC),  # summer: two
        datetime(2026, 3, 28, 23, tzinfo=UTC),  # 23 hours long
        datetime(2026, 10, 24, 22, tzinfo=UTC),  # 25
    ],
)
def test_a_day_begins_and_ends_with_its_midnight(
    at: Callable[[datetime], date], begins: datetime
) -> None:
    day = clock.local(begins).date()
    ends = clock.begin_of(day + timedelta(days=1))
    a_moment = timedelta(microseconds=1)
    assert at(begins) == at(ends - a_moment) == at(begins + timedelta(hours=12)) == day
    assert at(ends) == day + timedelta(days=1)
    assert at(begins - a_moment) == day - timedelta(days=1)  # the clock was put back
    assert at(begins) == day
