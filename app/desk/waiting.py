"""What makes a client wait for her manager, as conditions all lists and counts share."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.models import COMING, STATE_FOR_HER, Appointment
from app.caseload.models import Case, Client
from app.consultations.models import Consultation
from app.core import clock
from app.notices.models import CallListEntry
from app.notices.queries import NEWS_STAY
from app.plan.models import OPEN_STATES, Step

Condition = sa.ColumnElement[bool]
# The instant at which a statement runs, whenever it was built.
NOW: Any = sa.bindparam(None, callable_=clock.now, type_=Appointment.ends_at.type)


def help_waits() -> Condition:
    """The client cannot go on alone. Her private steps are nobody's business."""
    return sa.and_(
        Step.help_asked_at.is_not(None),
        Step.state.in_(OPEN_STATES),
        Step.private_to_client.is_(False),
    )


def suggestion_waits() -> Condition:
    """The client suggests a step of her own, and nobody has answered."""
    return sa.and_(
        Step.wished_by_client,
        Step.state == "suggested",
        Step.private_to_client.is_(False),
        Step.help_asked_at.is_(None),
    )


def is_overdue(today: date) -> Condition:
    """The day has passed; what she asked help for is counted there, once."""
    return sa.and_(
        Step.due_on < today,
        Step.state.in_(OPEN_STATES),
        Step.help_asked_at.is_(None),
        Step.private_to_client.is_(False),
    )


def is_coming() -> Condition:
    """The appointment stands and is not over."""
    return sa.and_(STATE_FOR_HER.in_(COMING), Appointment.ends_at > NOW)


def of_client(table: type[Step]) -> sa.Select[int]:
    """How many rows of a table are the client's of the outer statement."""
    return sa.select(sa.func.count(table.id)).where(table.client_id == Client.id)


def started() -> sa.Select[date]:
    """The first day of the case."""
    return sa.select(sa.func.max(Case.started_on)).where(
        Case.client_id == Client.id, Case.ended_on.is_(None)
    )


def last_talk() -> sa.Select[date]:
    """The day somebody last talked to her, as written down."""
    return sa.select(sa.func.max(Consultation.on)).where(
        Consultation.client_id == Client.id, Consultation.undone_at.is_(None)
    )


# The appointment a call is about; news is about none.
CALL_IS_ABOUT = sa.and_(
    CallListEntry.subject == "appointment", Appointment.id == CallListEntry.subject_id
)


def call_waits(midnight: datetime) -> Condition:
    """Somebody to call whom nobody has called, while the appointment is not over.

    The same as on the call list itself: notices.queries.calls_of().
    """
    matters = sa.or_(
        Appointment.starts_at >= midnight,
        sa.and_(
            CallListEntry.subject != "appointment",
            CallListEntry.created_at > midnight - NEWS_STAY,
        ),
    )
    return sa.and_(CallListEntry.done_at.is_(None), matters)
