"""Publish facts about an appointment as it is now."""

from datetime import datetime
from typing import Any

from app.appointments.events import (
    AppointmentFact,
    AppointmentMade,
    AppointmentMoved,
    AppointmentProposed,
)
from app.appointments.models import Appointment
from app.core.access import Viewer
from app.core.events import publish


def tell(
    fact: type[AppointmentFact],
    appointment: Appointment,
    client_id: int,
    *,
    by: Viewer,
    now: datetime,
    **more: Any,
) -> None:
    """Publish a fact about this appointment, as it is now, of one client."""
    publish(
        fact(
            occurred_at=now,
            by=by,
            client_id=client_id,
            appointment_id=appointment.id,
            version=appointment.version,
            **more,
        )
    )


def tell_of_time(
    fact: type[AppointmentMade | AppointmentProposed | AppointmentMoved],
    appointment: Appointment,
    client_id: int,
    *,
    by: Viewer,
    now: datetime,
    is_more: bool = False,
) -> None:
    """Tell one participant that the appointment is at this time."""
    starts_local, zone = appointment.starts_local, appointment.zone
    tell(
        fact,
        appointment,
        client_id,
        by=by,
        now=now,
        starts_local=starts_local,
        zone=zone,
        is_more=is_more,
    )
