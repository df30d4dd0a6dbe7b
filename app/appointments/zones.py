"""The instant of an appointment follows from its wall time, by the rules its zone has now."""

from datetime import datetime

import sqlalchemy as sa

from app.appointments.models import Appointment, ends_at
from app.core import clock
from app.core.db import db


def put_right(*, now: datetime) -> None:
    """Reckon the instants of all coming appointments of the open carrier anew."""
    coming = sa.select(Appointment).where(Appointment.starts_at > now)
    for appointment in db.session.scalars(coming):
        instants = _instants(appointment.starts_local, appointment.zone)
        if instants and appointment.starts_at not in instants:
            appointment.starts_at = instants[0]
            appointment.ends_at = ends_at(instants[0], appointment.minutes)
    db.session.flush()


def _instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """One, or two in the autumn hour that comes twice, or none in the one that is skipped."""
    try:
        return clock.instant(wall, zone), clock.instant(wall, zone, is_second=True)
    except clock.NotOnTheClock:
        return ()
