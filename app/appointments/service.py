"""Make, move, cancel and answer appointments. Reminders and the trail follow by event."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.appointments import groups, machine, wishes
from app.appointments.events import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    BringItemTicked,
    ReplyGiven,
    ReplyTakenUp,
    RequestClosed,
)
from app.appointments.machine import demand_unchanged, own_part, parts_of, refuse_final
from app.appointments.making import make
from app.appointments.meeting import Meeting, When, demand_place
from app.appointments.models import REPLIES, Appointment, BringItem, Participation, ends_at
from app.appointments.refusals import NoSuchAnswer
from app.appointments.telling import tell, tell_of_time
from app.caseload import received
from app.core.access import Role, Viewer
from app.core.db import db

__all__ = ["Meeting", "When", "demand_unchanged", "make"]


def move(
    appointment: Appointment,
    *,
    to: When,
    place: str,
    address: str,
    link: str | None = None,
    by: Viewer,
    now: datetime,
    is_more: bool = False,
) -> None:
    """Give it another time or place. The row stays; answers were for the old one and go.

    A proposal whose time has passed may still get another. A new time answers the wish for one.
    """
    if appointment.state != "proposed":
        refuse_final(appointment, now=now)
    demand_place(appointment.kind, link)
    starts_at = to.instant(now=now)
    new = (to.starts_local, starts_at, to.minutes, place, address, link)
    if new == _time_and_place(appointment):
        return
    is_other_time = starts_at != appointment.starts_at
    appointment.starts_local, appointment.starts_at, appointment.minutes = new[:3]
    appointment.place, appointment.address, appointment.link = new[3:]
    appointment.ends_at = ends_at(starts_at, to.minutes)
    appointment.version += 1
    machine.write_down(appointment, by=by, now=now)
    for part in parts_of(appointment):
        part.answer(None, None)
        if is_other_time:
            wishes.answer(appointment, part, "accepted", by=by, now=now)
        tell_of_time(AppointmentMoved, appointment, part.client_id, by=by, now=now, is_more=is_more)


def _time_and_place(appointment: Appointment) -> tuple[Any, ...]:
    when = (appointment.starts_local, appointment.starts_at, appointment.minutes)
    return (*when, appointment.place, appointment.address, appointment.link)


def cancel(appointment: Appointment, *, by: Viewer, now: datetime, is_more: bool = False) -> None:
    """Say that it will not take place; once is enough, a repeat changes nothing.

    A client cancels her own appointment; a group she leaves. The desk takes it up.
    """
    is_hers = by.role is Role.CLIENT
    if is_hers and machine.is_group(appointment):
        groups.leave(appointment, by=by, now=now)
        return
    state = "cancelled_client" if is_hers else "cancelled_staff"
    if appointment.state == state:
        return
    is_wish = appointment.state == "requested"
    if not is_wish:
        refuse_final(appointment, now=now)
    parts = parts_of(appointment)
    machine.go(appointment, state, by=by, now=now)
    fact = RequestClosed if is_wish else AppointmentCancelled
    for part in parts:
        wishes.close(part, "declined", by=by, now=now)
        if is_hers and not is_wish:
            part.answer("no", now)
        tell(fact, appointment, part.client_id, by=by, now=now, is_more=is_more)


def confirm(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """Note that both sides agree on the proposed time; a repeat changes nothing."""
    if appointment.state == "confirmed":
        return
    refuse_final(appointment, now=now)
    machine.go(appointment, "confirmed", by=by, now=now)
    for part in parts_of(appointment):
        tell(AppointmentConfirmed, appointment, part.client_id, by=by, now=now)


def reply(
    appointment: Appointment,
    *,
    answer: str,
    version: int,
    op_id: uuid.UUID | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Note what the client answers to the time she read; she may change it until the start.

    The same tap sent again changes nothing, nor does the same answer. Who comes to a
    proposed time confirms it, and wishes for no other one; for a group nobody speaks but herself.
    """
    if answer not in REPLIES:
        raise NoSuchAnswer
    part = own_part(appointment, by)
    if _came_before(op_id, part, now=now):
        return
    refuse_final(appointment, now=now)
    machine.refuse_other_time(appointment, version=version)
    if part.reply == answer:
        return
    part.answer(answer, now)
    tell(ReplyGiven, appointment, part.client_id, by=by, now=now, reply=answer)
    if answer == "yes":
        wishes.answer(appointment, part, "declined", by=by, now=now)
        if not machine.is_group(appointment):
            confirm(appointment, by=by, now=now)


def take_up_reply(part: Participation, answer: str, *, by: Viewer, now: datetime) -> None:
    """Note that the desk deals with the answer it read; a repeat changes nothing.

    What she said in one act, of several dates, is one answer. What she has answered since waits
    for the desk as it is.
    """
    if part.reply != answer:
        return
    same_act = sa.select(Participation).where(
        Participation.client_id == part.client_id,
        Participation.reply == answer,
        Participation.replied_at == part.replied_at,
        Participation.handled_at.is_(None),
    )
    for one in db.session.scalars(same_act.order_by(Participation.id)).all():
        one.handled_at = now
        tell(ReplyTakenUp, _appointment_of(one), one.client_id, by=by, now=now)


def tick_bring(
    item: BringItem,
    *,
    have_it: bool,
    op_id: uuid.UUID | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Note that a thing to bring lies ready, or not (any more)."""
    part = db.session.get_one(Participation, item.participation_id)
    if _came_before(op_id, part, now=now) or item.have_it == have_it:
        return
    item.have_it = have_it
    tell(
        BringItemTicked,
        _appointment_of(part),
        part.client_id,
        by=by,
        now=now,
        item_id=item.id,
        have_it=have_it,
    )


def _came_before(op_id: uuid.UUID | None, part: Participation, *, now: datetime) -> bool:
    """True when a phone sends a second time what it had no answer to."""
    return op_id is not None and not received.is_first(op_id, client_id=part.client_id, now=now)


def _appointment_of(part: Participation) -> Appointment:
    return db.session.get_one(Appointment, part.appointment_id)
