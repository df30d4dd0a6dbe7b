"""A person's devices: which may come in, and locking them out at once."""

from datetime import datetime

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish
from app.people.events import PhonesLocked
from app.people.models import Passkey, Session


def devices_of(person_id: int) -> list[Passkey]:
    """The passkeys that let this person in today, newest first."""
    return list(
        db.session.scalars(
            sa.select(Passkey)
            .where(
                Passkey.person_id == person_id,
                Passkey.is_active,
                Passkey.revoked_at.is_(None),
            )
            .order_by(Passkey.id.desc())
        )
    )


def had_devices(person_id: int) -> bool:
    """True when a passkey of this person was ever in use."""
    used = sa.select(Passkey.id).where(Passkey.person_id == person_id, Passkey.is_active)
    return db.session.scalar(used.limit(1)) is not None


def revoke_all(person_id: int, *, by: Viewer, now: datetime, client_id: int | None = None) -> None:
    """End every session and passkey of a person; push subscriptions follow by event."""
    db.session.execute(
        sa.update(Passkey)
        .where(Passkey.person_id == person_id, Passkey.is_active, Passkey.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    db.session.execute(
        sa.update(Session)
        .where(Session.person_id == person_id, Session.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    publish(PhonesLocked(occurred_at=now, by=by, client_id=client_id, person_id=person_id))
