"""Whether the house stands: the database answers, and the reminder worker still goes round."""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.notices import pulse


@dataclass(frozen=True, kw_only=True)
class Health:
    """What /healthz answers."""

    database: str  # ok, unreachable
    worker: str  # ok, or why no reminder goes out: silent, clock, stuck, none; unknown
    worker_age: int | None = None  # seconds since the latest round of any worker
    overdue: int | None = None  # reminders that are due while nothing goes out

    @property
    def is_good(self) -> bool:
        """False when somebody must look: pages fail, or reminders no longer leave."""
        return self.database == "ok" and self.worker in ("ok", "none")

    def as_json(self) -> dict[str, Any]:
        """The answer's fields."""
        return asdict(self)


def examine() -> Health:
    """Ask the database for the latest sign of life of a worker."""
    try:
        felt = pulse.feel()
    except sa.exc.DBAPIError:  # its text may hold an address or a name: it is not passed on
        db.session.rollback()
        return Health(database="unreachable", worker="unknown")
    if felt.age is None:
        return Health(database="ok", worker="none")
    return Health(
        database="ok",
        worker=felt.trouble.value if felt.trouble else "ok",
        worker_age=int(felt.age.total_seconds()),
        overdue=felt.overdue,
    )
