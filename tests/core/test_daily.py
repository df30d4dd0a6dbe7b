"""A daily chore: at the start, once each day, and again when it failed."""

from datetime import datetime

import pytest

from app.core import clock
from app.core.daily import Daily

EVENING, MIDNIGHT = datetime(2026, 11, 22, 23, 59), datetime(2026, 11, 23)  # in Berlin


def test_once_a_day_in_berlin() -> None:
    done: list[datetime] = []
    chore = Daily(done.append)
    for wall in (datetime(2026, 11, 22), EVENING, MIDNIGHT, MIDNIGHT, EVENING):
        chore(clock.instant(wall))
    assert [clock.local(at).day for at in done] == [22, 23, 22]


def test_what_failed_is_tried_again() -> None:
    asked: list[datetime] = []

    def work(now: datetime) -> None:
        asked.append(now)
        if len(asked) == 1:
            raise OSError("disk full")

    chore = Daily(work)
    with pytest.raises(OSError, match="disk full"):
        chore(clock.instant(EVENING))
    chore(clock.instant(EVENING))
    chore(clock.instant(EVENING))
    assert len(asked) == 2
