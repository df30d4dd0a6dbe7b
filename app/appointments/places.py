"""Where a manager met people: the place that stands in the form for the next meeting."""

import sqlalchemy as sa

from app.appointments.models import Appointment, Participation
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db


def find_last_place(*, seen_by: Viewer) -> tuple[str, str] | None:
    """Place and address of the meeting this manager made last, of those she may still see.

    Neither of a sensitive one nor of a home visit: that address is where another client lives.
    """
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(seen_by))
    )
    row = db.session.execute(
        sa.select(Appointment.place, Appointment.address)
        .where(
            Appointment.organiser_id == seen_by.person_id,
            Appointment.is_sensitive.is_(False),
            Appointment.kind != "outreach",
            Appointment.link.is_(None),
            Appointment.version > 0,
            Appointment.id.in_(theirs),
        )
        .order_by(Appointment.created_at.desc(), Appointment.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.place, row.address)
