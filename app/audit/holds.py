"""Legal holds: nothing of a client is deleted or moved away until a day. She reads why."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from app.audit.events import DataHeld, DataHoldLifted
from app.audit.refusals import NoSuchClient
from app.caseload.hold_models import LegalHold
from app.caseload.models import Client
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish


def holds() -> Sequence[LegalHold]:
    """Holds that count today, the soonest to end first; one statement."""
    statement = sa.select(LegalHold).where(
        LegalHold.lifted_at.is_(None), LegalHold.until_on >= clock.today()
    )
    return db.session.scalars(statement.order_by(LegalHold.until_on, LegalHold.id)).all()


def set_hold(
    client_id: int, *, reason: str, until_on: date, by: Viewer, now: datetime
) -> LegalHold:
    """Keep everything of a client of this carrier until a day."""
    hold(client_id)
    if db.session.scalar(sa.select(Client.id).where(Client.id == client_id)) is None:
        raise NoSuchClient
    row = LegalHold(
        client_id=client_id, reason=reason, until_on=until_on, set_at=now, set_by_id=by.person_id
    )
    db.session.add(row)
    db.session.flush()
    publish(DataHeld(occurred_at=now, by=by, client_id=client_id, hold_id=row.id))
    return row


def lift(hold_id: int, *, by: Viewer, now: datetime) -> None:
    """Take a hold back; a second tap changes nothing."""
    row = db.session.scalar(sa.select(LegalHold).where(LegalHold.id == hold_id))
    if row is None:
        raise Missing
    if row.lifted_at is None:
        row.lifted_at = now
        publish(DataHoldLifted(occurred_at=now, by=by, client_id=row.client_id, hold_id=row.id))
