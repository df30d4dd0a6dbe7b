"""What becomes of appointments when a case ends."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.models import COMING, ELSEWHERE, Appointment, Participation
from app.appointments.service import cancel
from app.caseload.events import CaseClosed
from app.core.db import db

_Part = aliased(Participation)


def ends_with_case(client_id: int, *, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What an appointment must be to end with the case of this client: a wish that nobody
    answered, or a meeting of her alone with her manager. What takes place elsewhere, or in a
    group, takes place without the manager too."""
    others, hers = (
        sa.select(_Part.id)
        .where(_Part.appointment_id == Appointment.id, whose)
        .correlate(Appointment)
        .exists()
        for whose in (_Part.client_id != client_id, _Part.client_id == client_id)
    )
    is_ahead = sa.and_(
        Appointment.state.in_(COMING),
        Appointment.starts_at > now,
        Appointment.kind.not_in(ELSEWHERE),
    )
    return hers, ~others, sa.or_(Appointment.state == "requested", is_ahead)


def cancel_with_case(event: CaseClosed) -> None:
    """Cancel what was to take place with her manager; the client is told of each, of a series
    once."""
    assert event.client_id is not None  # noqa: S101  # because: a case is somebody's
    found = db.session.scalars(
        sa.select(Appointment)
        .where(*ends_with_case(event.client_id, now=event.occurred_at))
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()
    told: set[uuid.UUID | None] = set()
    for appointment in found:
        cancel(appointment, by=event.by, now=event.occurred_at, is_more=appointment.series in told)
        told |= {appointment.series} - {None}
