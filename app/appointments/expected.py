"""Who was expected at the desk today: a device in place of a lost one is given more easily then."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments.models import ON_ITS_DAY, STATE_FOR_HER, Appointment, Participation
from app.core import clock
from app.core.db import db


def is_expected(client_id: int, now: datetime) -> bool:
    """True when an appointment of this client today was made before today.

    One that is made on the spot would prove nothing.
    """
    day = clock.local(now).date()
    begins, ends = clock.begin_of(day), clock.begin_of(day + timedelta(days=1))
    found = (
        sa.select(Appointment.id)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(
            Participation.client_id == client_id,
            STATE_FOR_HER.in_(ON_ITS_DAY),
            Appointment.starts_at >= begins,
            Appointment.starts_at < ends,
            Appointment.created_at < begins,
        )
    )
    return db.session.scalar(found.limit(1)) is not None
