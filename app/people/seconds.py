"""The second person: who replaces a device of somebody nobody expected is looked at by a colleague.

A colleague has no part in the case, so no name is shown: only who asks, and the name of the key
that stands on the phone.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.people import enrolment
from app.people.models import Enrolment, Person, RoleGrant


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One device that a colleague asks to look at."""

    id: int
    asked_by: str
    label: str
    device: str


def waiting_for(viewer: Viewer, *, now: datetime) -> list[Waiting]:
    """What this colleague may confirm now, the longest waiting first."""
    rows = db.session.execute(
        sa.select(
            Enrolment.id,
            sa.func.coalesce(Person.full_name, Person.call_name).label("asked_by"),
            Enrolment.label,
            Enrolment.device,
        )
        .join(Person, Person.id == Enrolment.issued_by_id)
        .where(_open_to(viewer, now=now))
        .order_by(Enrolment.confirmed_at)
    )
    return [Waiting(**row._mapping) for row in rows]


def confirm(enrolment_id: int, *, by: Viewer, now: datetime) -> None:
    """The colleague went there and saw person and device; raise Missing when it is not theirs."""
    held = db.session.scalar(
        sa.select(Enrolment)
        .where(Enrolment.id == enrolment_id, _open_to(by, now=now))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise Missing
    enrolment.activate(held, by=by, now=now)


def _open_to(viewer: Viewer, *, now: datetime) -> sa.ColumnElement[bool]:
    """Of the same carrier, begun and confirmed by somebody else, and not for the viewer herself."""
    own = sa.select(RoleGrant.id).where(RoleGrant.carrier_id == (viewer.carrier_id or 0))
    return sa.and_(
        Enrolment.role_grant_id.in_(own),
        Enrolment.state == "registered",
        Enrolment.confirmed_at.is_not(None),
        Enrolment.expires_at > now,
        Enrolment.issued_by_id != viewer.person_id,
        Enrolment.person_id != viewer.person_id,
    )
