"""A record at rest (restriction of processing, Art. 18 GDPR): it stays, and nobody works with it.

Her manager goes on reading it, since somebody must answer her. What she does herself is her own
yes to it; staff and volunteers change nothing, and nothing reminds her but what she saved herself.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.caseload.models import Client
from app.caseload.rest_events import DataFreed, DataRestricted
from app.caseload.service import hold
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Frozen
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

_AWAKE = "awake clients"  # kept in the session till its transaction ends
# Her own acts, and what time does by itself.
MAY_GO_ON = (Role.CLIENT, Role.SYSTEM)


class AtRest(Frozen):
    """She asked that her data are not used for now."""

    words = _l("The client asked that her data are not used for now. Nothing can be changed.")


def demand_awake(client_id: int) -> None:
    """Refuse what somebody else does with the record of a client who wants it left alone."""
    if client_id in db.session.info.get(_AWAKE, ()):
        return
    resting = sa.select(Client.id).where(Client.id == client_id, Client.restricted_at.is_not(None))
    if db.session.scalar(resting) is not None:
        raise AtRest


def awake(client_ids: Collection[int]) -> set[int]:
    """Who of these may be worked with; refused when it is nobody.

    Asked once for all: demand_awake() knows them till the transaction ends.
    """
    found = sa.select(Client.id).where(Client.id.in_(client_ids), Client.restricted_at.is_(None))
    ids = set(db.session.scalars(found))
    if client_ids and not ids:
        raise AtRest
    db.session.info.setdefault(_AWAKE, set()).update(ids)
    return ids


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_AWAKE, None)


def begin(client_id: int, *, by: Viewer, now: datetime) -> None:
    """Let the record rest from now on. Twice is once."""
    hold(client_id)
    client = db.session.get_one(Client, client_id, populate_existing=True)
    if client.restricted_at is None:
        client.restricted_at = now
        db.session.flush()
        publish(DataRestricted(occurred_at=now, by=by, client_id=client_id))


def end(client_id: int, *, by: Viewer, now: datetime) -> None:
    """It is worked with again. Twice is once."""
    hold(client_id)
    client = db.session.get_one(Client, client_id, populate_existing=True)
    if client.restricted_at is not None:
        client.restricted_at = None
        db.session.flush()
        publish(DataFreed(occurred_at=now, by=by, client_id=client_id))
