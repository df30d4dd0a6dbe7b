"""Which date of a series stands for the others, and until when it goes: parts of statements."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.models import COMING, Appointment, Participation

SIBLING, _part = aliased(Appointment), aliased(Participation)
# Other dates of the same series, of the same client, as far as they stand.
_OF_SERIES = (
    SIBLING.carrier_id == Appointment.carrier_id,
    SIBLING.series == Appointment.series,
    _part.appointment_id == SIBLING.id,
    _part.client_id == Participation.client_id,
)
UNTIL = (
    sa.select(sa.func.max(SIBLING.starts_local))
    .where(*_OF_SERIES, _part.ended.is_(None), SIBLING.state.in_(COMING))
    .correlate(Appointment, Participation)
    .scalar_subquery()
)


def is_first(states: Sequence[str], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """No earlier date of the same series is in one of these states for this client."""
    state = sa.func.coalesce(_part.ended, SIBLING.state)
    is_earlier = (SIBLING.starts_at < Appointment.starts_at, state.in_(states))
    earlier = sa.exists().where(*_OF_SERIES, *is_earlier, *where)
    return ~earlier.correlate(Appointment, Participation)
