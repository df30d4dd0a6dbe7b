"""How an appointment came to be as it is: each arrow that was walked, who and when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.appointments.models import AppointmentChange, Participation
from app.caseload.models import ManagerProfile
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Change:
    """One entry of an appointment's history."""

    state: str
    version: int
    at: datetime
    who: str
    next_id: int | None


def changes_of(appointment_id: int, *, seen_by: Viewer) -> list[Change]:
    """The changes of one appointment, oldest first; none when it is absent or foreign."""
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(seen_by))
    )
    rows = db.session.execute(
        sa.select(
            AppointmentChange.state,
            AppointmentChange.version,
            AppointmentChange.at,
            sa.func.coalesce(ManagerProfile.full_name, Person.call_name, "").label("who"),
            AppointmentChange.next_id,
        )
        .outerjoin(Person, Person.id == AppointmentChange.by_id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Person.id)
        .where(
            AppointmentChange.appointment_id == appointment_id,
            AppointmentChange.appointment_id.in_(theirs),
        )
        .order_by(AppointmentChange.id)
    )
    return [Change(**row._mapping) for row in rows]


def find_next(appointment_id: int, *, seen_by: Viewer) -> int | None:
    """The appointment that was offered after a missed one; None when there is none."""
    changes = changes_of(appointment_id, seen_by=seen_by)
    return next((change.next_id for change in changes if change.next_id), None)
