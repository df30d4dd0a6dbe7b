"""A client says at once that she can come to none of the dates of a series; and takes it back."""

from datetime import datetime

import sqlalchemy as sa

from app.appointments import machine, service
from app.appointments.events import ReplyTakenBack
from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.appointments.telling import tell
from app.core.access import Viewer
from app.core.db import db


def decline_all(appointment: Appointment, *, version: int, by: Viewer, now: datetime) -> None:
    """Note "I cannot come" for every date of the series that lies ahead.

    As with one date, the desk takes the answer up; nothing is cancelled. What she had answered
    before is kept, in case it was a mistake.
    """
    machine.refuse_final(appointment, now=now)
    machine.refuse_other_time(appointment, version=version)
    for one, hers in _ahead(appointment, machine.own_part(appointment, by), now=now):
        if hers.reply == "no":
            continue
        before = hers.reply, hers.replied_at, hers.handled_at
        service.reply(one, answer="no", version=one.version, by=by, now=now)
        hers.reply_before, hers.replied_before_at, hers.handled_before_at = before


def undo(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """Take back what one act declined: her answers are as before, as far as the dates lie ahead.

    They are known by their instant. What was changed since stays; a repeat changes nothing.
    """
    part = machine.own_part(appointment, by)
    said_at = part.replied_at
    for one, hers in _ahead(appointment, part, now=now):
        if hers.reply == "no" and hers.replied_at == said_at:
            hers.answer_as_before()
            db.session.flush()
            tell(ReplyTakenBack, one, hers.client_id, by=by, now=now)


def _ahead(
    appointment: Appointment, part: Participation, *, now: datetime
) -> list[tuple[Appointment, Participation]]:
    """Her dates of the series that have not begun."""
    is_one = appointment.series is None
    which = Appointment.id == appointment.id if is_one else Appointment.series == appointment.series
    rows = db.session.execute(
        sa.select(Appointment, Participation)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(
            which,
            Participation.client_id == part.client_id,
            TAKES_PART,
            Appointment.state.in_(COMING),
            Appointment.starts_at > now,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [(one, hers) for one, hers in rows]
