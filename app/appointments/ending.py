"""What becomes of appointments when a case ends."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.groups import take_out
from app.appointments.machine import is_group
from app.appointments.models import COMING, ELSEWHERE, Appointment, Participation
from app.appointments.service import cancel
from app.caseload.carrier_events import CaseMovedAway
from app.caseload.events import CaseClosed
from app.core.db import db

_Part = aliased(Participation)


def ends_with_case(client_id: int, *, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What an appointment must be to end with the case of this client: a wish that nobody
    answered, or a meeting with her manager. What takes place elsewhere takes place anyway."""
    hers = (
        sa.select(_Part.id)
        .where(
            _Part.appointment_id == Appointment.id,
            _Part.client_id == client_id,
            _Part.ended.is_(None),
        )
        .correlate(Appointment)
        .exists()
    )
    is_ahead = sa.and_(
        Appointment.state.in_(COMING),
        Appointment.starts_at > now,
        Appointment.kind.not_in(ELSEWHERE),
    )
    return hers, sa.or_(Appointment.state == "requested", is_ahead)


def cancel_with_case(event: CaseClosed | CaseMovedAway) -> None:
    """Cancel what was to take place with her manager, and take her out of groups; the client is
    told of each, of a series once."""
    assert event.client_id is not None  # noqa: S101  # because: a case is somebody's
    found = db.session.scalars(
        sa.select(Appointment)
        .where(*ends_with_case(event.client_id, now=event.occurred_at))
        .order_by(Appointment.starts_at, Appointment.id)
    ).all()
    series: dict[uuid.UUID | int, list[Appointment]] = {}
    for appointment in found:
        series.setdefault(appointment.series or appointment.id, []).append(appointment)
    for dates in series.values():
        if is_group(dates[0]):
            take_out(dates, event.client_id, by=event.by, now=event.occurred_at)
            continue
        for place, appointment in enumerate(dates):
            cancel(appointment, by=event.by, now=event.occurred_at, is_more=place > 0)
