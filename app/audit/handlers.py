"""What the trail writes down when something happened."""

from typing import Any

import sqlalchemy as sa

from app.audit.events import RecordSeen
from app.audit.models import AccessLog, TrailEntry
from app.audit.resting import demand_awake
from app.caseload.models import Case
from app.core.access import Role
from app.core.db import db
from app.core.events import DomainEvent

# What has a column of its own, and what names or reaches a person: a trail holds ids.
_OWN_COLUMNS = ("occurred_at", "by", "client_id", "full_name", "office_phone")


def write_entry(event: DomainEvent) -> None:
    """Write one row: into the client's own trail, or into the one of the shared directory.

    A record at rest refuses it, and with it the change.
    """
    demand_awake(event)
    if event.client_id is not None:
        db.session.add(
            AccessLog(
                client_id=event.client_id,
                person_id=event.by.person_id,
                role=event.by.role,
                what=_named(event),
                at=event.occurred_at,
                reason=event.reason if isinstance(event, RecordSeen) else None,
                stood_in=_stands_in(event),
            )
        )
        return
    facts = {k: str(v) for k, v in vars(event).items() if k not in _OWN_COLUMNS}
    db.session.add(
        TrailEntry(
            person_id=event.by.person_id,
            role=event.by.role,
            what=_named(event),
            facts=facts,
            at=event.occurred_at,
        )
    )


def _named(event: DomainEvent) -> str:
    """The event's name; a reading also says what was read."""
    log = getattr(event, "log", None)
    return type(event).__name__ if log is None else f"{type(event).__name__}:{log}"


def _stands_in(event: DomainEvent) -> Any:
    """Whether a manager acts who is not the client's own; asked in the very insert."""
    if event.by.role is not Role.MANAGER:
        return False
    own = sa.select(Case.id).where(
        Case.client_id == event.client_id,
        Case.manager_id == event.by.person_id,
        Case.ended_on.is_(None),
    )
    return ~own.exists()
