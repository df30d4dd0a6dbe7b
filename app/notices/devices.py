"""Which browsers of a client can be sent reminders, and how they come to an end."""

from datetime import datetime

import sqlalchemy as sa

from app.caseload.gates import outdated
from app.caseload.models import Client
from app.caseload.purposes import PUSH
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish
from app.notices.events import DeviceRemoved
from app.notices.models import PushSubscription
from app.people.models import Session

# Looked up by its number: there are many more ended sessions than devices.
_REVOKED = sa.exists().where(
    Session.id == PushSubscription.session_id, Session.revoked_at.is_not(None)
)

# Not removed, her yes is to the present text, and the session that asked for it has not been ended
# from another device.
IS_WORKING = sa.and_(
    PushSubscription.removed_at.is_(None),
    PushSubscription.client_id.not_in(outdated(PUSH)),
    ~_REVOKED,
)


# Of the client of the statement around it: at least one browser can be sent reminders.
IS_REACHED = (
    sa.select(PushSubscription.id)
    .where(PushSubscription.client_id == Client.id, IS_WORKING)
    .correlate(Client)
    .exists()
)


def has_device(client_id: int) -> bool:
    """True when at least one browser of this client can be sent reminders."""
    statement = sa.select(PushSubscription.id).where(
        PushSubscription.client_id == client_id, IS_WORKING
    )
    return db.session.execute(statement.limit(1)).first() is not None


def remove(subscription: PushSubscription, *, because: str, by: Viewer, now: datetime) -> None:
    """Send nothing to this browser any more; a repeat changes nothing."""
    if subscription.removed_at is not None:
        return
    subscription.removed_at, subscription.removed_because = now, because
    publish(
        DeviceRemoved(
            occurred_at=now,
            by=by,
            client_id=subscription.client_id,
            subscription_id=subscription.id,
            because=because,
        )
    )
