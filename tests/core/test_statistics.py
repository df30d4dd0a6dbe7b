"""SQLite's planner knows how large the tables are, and goes by the narrow index."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.statistics import EVERY, KeepStatistics, refresh_statistics
from tests.cast import Member

pytestmark = pytest.mark.sqlite_only


def known() -> set[str]:
    """The tables whose size the planner knows."""
    db.session.remove()
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("sqlite_stat1"):
            return set()
        return set(connection.scalars(sa.text("SELECT DISTINCT tbl FROM sqlite_stat1")))


def test_the_planner_learns_of_the_tables(app: Any, selam: Member) -> None:
    refresh_statistics()
    assert {"client", "plan", "person"} <= known()


def test_the_worker_measures_at_its_start_and_then_now_and_then(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[int] = []
    monkeypatch.setattr("app.core.statistics.refresh_statistics", lambda: measured.append(1))
    chore, now = KeepStatistics(), clock.now()
    for at, times in [
        (now, 1),
        (now + timedelta(minutes=1), 1),
        (now + EVERY, 2),
        (now, 3),  # the clock went back
    ]:
        chore(at)
        assert len(measured) == times
