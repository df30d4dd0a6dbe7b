"""What stands beside a reminder: a later one of its matter, others of its day, one to yield to.

Parts of the statement that reads what is due.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.notices.models import WAITING, Reminder

PAUSE = timedelta(hours=12)  # between two pushes to one client

# News of an appointment that is over is a message that still names it.
_IS_NEWS_OF_ONE = sa.and_(
    Reminder.subject == "message",
    sa.or_(Reminder.offset.startswith("cancelled"), Reminder.offset.startswith("answered")),
)
IS_ABOUT_ONE = sa.or_(Reminder.subject == "appointment", _IS_NEWS_OF_ONE)
APPOINTMENT_ID = sa.case((IS_ABOUT_ONE, Reminder.subject_id))
IS_LESSER = Reminder.subject.not_in(("appointment", "message"))
CHOSEN_KIND = sa.case((_IS_NEWS_OF_ONE, "appointment"), else_=Reminder.subject)


def has_newer() -> sa.ColumnElement[bool]:
    """A later reminder about the same thing waits and is due as well, at the instant `now`."""
    newer = aliased(Reminder)
    return sa.exists().where(
        newer.carrier_id == Reminder.carrier_id,
        newer.client_id == Reminder.client_id,
        newer.subject == Reminder.subject,
        newer.subject_id == Reminder.subject_id,
        newer.state.in_(WAITING),
        newer.due_at <= sa.bindparam("now", type_=Reminder.due_at.type),
        sa.or_(
            newer.due_at > Reminder.due_at,
            sa.and_(newer.due_at == Reminder.due_at, newer.id > Reminder.id),
        ),
    )


def gives_way_to() -> sa.ColumnElement[datetime | None]:
    """The reminder of an appointment that falls into the pause a lesser one would begin.

    `soon` is the end of that pause.
    """
    next_one = aliased(Reminder)
    nearest = sa.select(sa.func.min(next_one.due_at)).where(
        next_one.carrier_id == Reminder.carrier_id,
        next_one.client_id == Reminder.client_id,
        next_one.subject == "appointment",
        next_one.state.in_(WAITING),
        next_one.due_at <= sa.bindparam("soon", type_=Reminder.due_at.type),
    )
    return sa.case((IS_LESSER, nearest.correlate(Reminder).scalar_subquery()))


def that_day(**only: bool) -> sa.ColumnElement[int]:
    """How many of its kind there are on its day, itself included: appointments or open steps."""
    other = aliased(Reminder)
    steps = sa.select(sa.func.count(other.subject_id.distinct())).where(
        other.carrier_id == Reminder.carrier_id,
        other.client_id == Reminder.client_id,
        other.subject == "step",
        other.version == Reminder.version,
        other.state.in_(WAITING),
    )
    return sa.case(
        (IS_ABOUT_ONE, _appointments_that_day(**only)),
        (Reminder.subject == "step", steps.correlate(Reminder).scalar_subquery()),
        else_=1,
    )


def _appointments_that_day(**only: bool) -> sa.ScalarSelect[int]:
    """How many appointments the client still has on the day of this one, it included."""
    other = aliased(Appointment)
    count = (
        sa.select(sa.func.count())
        .select_from(Participation)
        .join(other, other.id == Participation.appointment_id)
        .where(
            Participation.client_id == Reminder.client_id,
            TAKES_PART,
            sa.func.coalesce(Participation.reply, "") != "no",
            other.state.in_(COMING),
            sa.func.date(other.starts_local) == sa.func.date(Appointment.starts_local),
            *(getattr(other, name) == value for name, value in only.items()),
        )
    )
    return count.correlate(Reminder, Appointment).scalar_subquery()
