"""How long reminders lay due before they were sent: whether the workers keep up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder

LATELY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Dwell:
    """What was sent lately: half of it, nearly all, and all of it waited no longer than this."""

    count: int
    half: timedelta
    nearly_all: timedelta  # 95 of 100
    longest: timedelta


def measure(*, now: datetime) -> Dwell | None:
    """Look at all carriers; None when nothing was sent."""
    found = sorted(_waits(now))
    if not found:
        return None
    return Dwell(
        count=len(found),
        half=_at(found, 50),
        nearly_all=_at(found, 95),
        longest=found[-1],
    )


def _waits(now: datetime) -> Iterator[timedelta]:
    """From falling due to the service's yes, of what went out at the first try: what waited for
    the end of quiet hours, or for a service that failed, did not wait for us."""
    sent = sa.select(Reminder.due_at, Reminder.ended_at).where(
        Reminder.state == "accepted", Reminder.attempts == 1, Reminder.ended_at > now - LATELY
    )
    for carrier_id in db.session.scalars(sa.select(Carrier.id)).all():
        with carrier_opened(carrier_id):
            for due_at, ended_at in db.session.execute(sent):
                if ended_at is not None:  # as of everything that was accepted
                    yield ended_at - due_at


def _at(waits: Sequence[timedelta], percent: int) -> timedelta:
    """The shortest wait that so many of a hundred did not exceed."""
    return waits[-(-len(waits) * percent // 100) - 1]
