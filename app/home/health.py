"""Whether the house stands: the database answers, and the reminder worker still goes round."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.notices.models import WorkerBeat

SILENT_AFTER = timedelta(minutes=5)  # a worker goes round every two seconds


@dataclass(frozen=True, kw_only=True)
class Health:
    """What /healthz answers."""

    database: str  # ok, unreachable
    worker: str  # ok, silent, clock (its time jumped), none (never started here), unknown
    worker_age: int | None = None  # seconds since the latest round of any worker
    overdue: int | None = None  # reminders that were due and not yet taken up in that round

    @property
    def is_good(self) -> bool:
        """False when somebody must look: pages fail, or reminders no longer leave."""
        return self.database == "ok" and self.worker in ("ok", "none")

    def as_json(self) -> dict[str, Any]:
        """The answer's fields."""
        return asdict(self)


def examine() -> Health:
    """Ask the database for the latest sign of life of a worker."""
    latest = sa.select(WorkerBeat.at, WorkerBeat.overdue, WorkerBeat.clock_jumped_at)
    latest = latest.order_by(WorkerBeat.at.desc()).limit(1)
    try:
        row = db.session.execute(latest).one_or_none()
    except sa.exc.DBAPIError:  # its text may hold an address or a name: it is not passed on
        db.session.rollback()
        return Health(database="unreachable", worker="unknown")
    if row is None:
        return Health(database="ok", worker="none")
    age = clock.now() - row.at
    at_work = "ok" if row.clock_jumped_at is None else "clock"
    return Health(
        database="ok",
        worker="silent" if age > SILENT_AFTER else at_work,
        worker_age=int(age.total_seconds()),
        overdue=row.overdue,
    )
