"""Whether reminders leave the house: what the workers' signs of life say, for whoever asks."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.notices.models import WorkerBeat

SILENT_AFTER = timedelta(minutes=2)  # a worker goes round every two seconds


class Trouble(enum.Enum):
    """Why no reminder goes out."""

    NONE = "none"  # a worker never ran here
    SILENT = "silent"  # none is alive
    CLOCK = "clock"  # its time jumped: it waits till time is steady
    STUCK = "stuck"  # something is due, and nothing was sent


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """The latest sign of life, and what the workers that are alive have seen."""

    at: datetime | None
    overdue: int = 0  # reminders that are due while nothing goes out
    jumped_at: datetime | None = None

    @property
    def age(self) -> timedelta | None:
        """How long ago any worker went its round."""
        return None if self.at is None else clock.now() - self.at

    @property
    def trouble(self) -> Trouble | None:
        """Why no reminder goes out; None when they do."""
        if self.age is None:
            return Trouble.NONE
        if self.age > SILENT_AFTER:
            return Trouble.SILENT
        if self.jumped_at is not None:
            return Trouble.CLOCK
        return Trouble.STUCK if self.overdue else None


def is_away() -> bool:
    """True when no worker is alive: what it does besides sending waits as well."""
    return feel().trouble in (Trouble.NONE, Trouble.SILENT)


def feel() -> Pulse:
    """Read the pulse in one statement; any worker that is alive may raise the alarm."""
    beats = db.session.execute(
        sa.select(WorkerBeat.at, WorkerBeat.overdue, WorkerBeat.clock_jumped_at).order_by(
            WorkerBeat.at.desc()
        )
    ).all()
    if not beats:
        return Pulse(at=None)
    newest = beats[0].at
    alive = [beat for beat in beats if newest - beat.at <= SILENT_AFTER]
    jumps = [beat.clock_jumped_at for beat in alive if beat.clock_jumped_at is not None]
    return Pulse(
        at=newest,
        overdue=max(beat.overdue for beat in alive),
        jumped_at=max(jumps, default=None),
    )
