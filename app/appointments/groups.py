"""Groups: one manager, several clients who do not see each other. Who joins, leaves or is taken
out hears of it; nobody else does."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.appointments import machine, wishes
from app.appointments.events import AppointmentCancelled, AppointmentMade, AppointmentProposed
from app.appointments.making import MOST_TOGETHER, bring
from app.appointments.models import Appointment, BringItem, Participation
from app.appointments.refusals_desk import GroupIsFull, NotAGroup
from app.appointments.telling import tell, tell_of_time
from app.caseload.models import Client
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db


def add(
    appointment: Appointment,
    clients: Sequence[Client],
    *,
    by: Viewer,
    now: datetime,
    is_more: bool = False,
) -> None:
    """Take more clients into a group; who is in it already stays as she is."""
    if appointment.kind != "group":
        raise NotAGroup
    machine.refuse_final(appointment, now=now)
    if len(machine.parts_of(appointment)) + len(clients) > MOST_TOGETHER:
        raise GroupIsFull
    fact = AppointmentMade if appointment.state == "confirmed" else AppointmentProposed
    things = _things_of(appointment)
    for client in sorted(clients, key=lambda client: client.id):
        if _join(appointment, client, things):
            tell_of_time(fact, appointment, client.id, by=by, now=now, is_more=is_more)


def _join(
    appointment: Appointment, client: Client, things: Sequence[tuple[str | None, str | None]]
) -> bool:
    """Give her a part, or hers back; False when she has one."""
    hold(client.id)
    part = find_part(appointment, client.id)
    if part is None:
        part = Participation(appointment_id=appointment.id, client_id=client.id)
        db.session.add(part)
        db.session.flush()
        bring(part, things)
        return True
    if part.ended is None:
        return False
    part.ended = part.ended_at = None
    part.answer(None, None)
    part.revision += 1
    return True


def find_part(appointment: Appointment, client_id: int) -> Participation | None:
    """This client's part, whether it stands or ended."""
    return db.session.scalar(
        sa.select(Participation).where(
            Participation.appointment_id == appointment.id, Participation.client_id == client_id
        )
    )


def _things_of(appointment: Appointment) -> list[tuple[str | None, str | None]]:
    """What everybody in the group was asked to bring when it was made."""
    first = sa.select(sa.func.min(Participation.id)).where(
        Participation.appointment_id == appointment.id
    )
    rows = db.session.execute(
        sa.select(BringItem.doc_type, BringItem.own_words)
        .where(BringItem.participation_id == first.scalar_subquery())
        .order_by(BringItem.sort)
    )
    return [(row.doc_type, row.own_words) for row in rows]


def take_out(dates: Sequence[Appointment], client_id: int, *, by: Viewer, now: datetime) -> None:
    """Take one client out of a group, or of several dates of it: for her they are cancelled.

    She is told once. A repeat changes nothing.
    """
    is_told = False
    for appointment in dates:
        part = find_part(appointment, client_id)
        if part is None or part.ended is not None:
            continue
        if not machine.is_group(appointment):
            raise NotAGroup
        _end(appointment, part, "cancelled_staff", by=by, now=now, is_more=is_told)
        is_told = True


def leave(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """A client cancels her part of a group; the desk is told, the others are not."""
    part = machine.own_part(appointment, by)
    _end(appointment, part, "cancelled_client", by=by, now=now)
    part.answer("no", now)


def _end(
    appointment: Appointment,
    part: Participation,
    state: str,
    *,
    by: Viewer,
    now: datetime,
    is_more: bool = False,
) -> None:
    machine.refuse_final(appointment, now=now)
    part.ended, part.ended_at = state, now
    part.revision += 1
    wishes.close(part, "declined", by=by, now=now)
    db.session.flush()
    tell(AppointmentCancelled, appointment, part.client_id, by=by, now=now, is_more=is_more)
