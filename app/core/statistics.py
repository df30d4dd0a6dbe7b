"""How large the tables are, for SQLite's planner; PostgreSQL finds out by itself.

Without it a lookup by carrier alone looks as good as one by step: a caseload of 200 then takes
seconds instead of hundredths. A connection keeps the figures it began with, so the pool renews
its connections from time to time.
"""

from datetime import datetime, timedelta

from app.core.db import analyze, db

EVERY = timedelta(hours=6)
RENEWED_AFTER = 3600  # seconds a pooled connection lives
ROWS = 1000  # looked at per index: quick, however large a table is


def refresh_statistics() -> None:
    """Measure the tables now."""
    if db.engine.dialect.name == "sqlite":
        analyze(db.engine, rows=ROWS)


class KeepStatistics:
    """The worker's chore: at its start, and a few times a day."""

    def __init__(self) -> None:
        self._measured_at: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Measure when it is time; a clock that went back counts as time."""
        before = self._measured_at
        if before is None or not before <= now < before + EVERY:
            refresh_statistics()
            self._measured_at = now
