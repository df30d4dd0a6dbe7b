"""What the worker looks after between sendings: who is still unreached, and its own pulse."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.core.db import db
from app.notices.calls import Matter, ask_to_call
from app.notices.models import IS_WAITING, WAKES_AT, CallListEntry, Delivery, Reminder, WorkerBeat
from app.notices.steadiness import JUMP

AHEAD = timedelta(hours=12)  # before the start a person must take over from the phone
LATE = timedelta(minutes=5)  # what is due for longer counts as overdue
OUR_TROUBLE = ("failing", "busy", "barred", "broken")  # why it was put back: no wish of hers
FORGOTTEN = timedelta(days=1)  # a worker that is silent for so long is gone


def call_unreached(*, now: datetime) -> int:
    """Half a day before the start: whom no reminder has reached goes on the call list."""
    rows = db.session.execute(_UNREACHED, {"now": now, "soon": now + AHEAD}).all()
    # Who got the appointment later than that has just spoken with somebody.
    late = [row for row in rows if row.planned_at <= row.starts_at - AHEAD]
    for row in late:
        matter = Matter(
            client_id=row.client_id, subject="appointment", subject_id=row.id, version=row.version
        )
        ask_to_call(matter, reason="not_accepted", now=now)
    return len(late)


def _about_this(table: type[Reminder] | type[CallListEntry]) -> sa.ColumnElement[bool]:
    """Rows of the same client about the same version of the appointment."""
    return sa.and_(
        table.carrier_id == Appointment.carrier_id,
        table.client_id == Participation.client_id,
        table.subject == "appointment",
        table.subject_id == Appointment.id,
        table.version == Appointment.version,
    )


_PLANNED_AT = sa.func.min(Reminder.created_at)
_UNREACHED = (
    sa.select(
        Participation.client_id,
        Appointment.id,
        Appointment.version,
        Appointment.starts_at,
        _PLANNED_AT.label("planned_at"),
    )
    .join(Appointment, Appointment.id == Participation.appointment_id)
    .join(Reminder, _about_this(Reminder))
    .where(
        Appointment.state.in_(COMING),
        Appointment.starts_at > sa.bindparam("now", type_=Appointment.starts_at.type),
        Appointment.starts_at <= sa.bindparam("soon", type_=Appointment.starts_at.type),
        Participation.reply.is_(None),
        TAKES_PART,
        ~sa.exists().where(
            _about_this(CallListEntry),
            sa.or_(CallListEntry.done_at.is_(None), CallListEntry.outcome != "not_needed"),
        ),
    )
    .group_by(Participation.client_id, Appointment.id)
    .having(
        sa.func.sum(
            sa.case(
                (sa.or_(Reminder.state == "accepted", Reminder.reason == "covered"), 1), else_=0
            )
        )
        == 0
    )
)


def late(*, now: datetime) -> list[datetime]:
    """When those reminders of the open carrier were due that should have gone out by now.

    Nobody has taken them up, or no push service could be reached; not those that wait for the
    end of quiet hours, for a device or for their turn.
    """
    until = now - LATE
    is_held_up = sa.and_(Reminder.due_at <= until, Reminder.reason.in_(OUR_TROUBLE))
    rows = sa.select(Reminder.due_at).where(
        IS_WAITING, sa.or_(sa.literal(until) >= WAKES_AT, is_held_up)
    )
    return list(db.session.scalars(rows))


def last_accepted() -> datetime | None:
    """When a push service last took a message of the open carrier."""
    return db.session.scalar(sa.select(sa.func.max(Delivery.accepted_at)))


def beat(name: str, *, now: datetime, overdue: int, jumped_at: datetime | None = None) -> None:
    """Leave a sign of life; those of workers long gone, or from the future, are taken away."""
    values = {"at": now, "overdue": overdue, "clock_jumped_at": jumped_at}
    db.session.merge(WorkerBeat(name=name, **values))
    is_nonsense = sa.or_(WorkerBeat.at < now - FORGOTTEN, WorkerBeat.at > now + JUMP)
    db.session.execute(sa.delete(WorkerBeat).where(WorkerBeat.name != name, is_nonsense))
