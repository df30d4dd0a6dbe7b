"""Make, move, cancel and answer appointments. Reminders and the trail follow by event."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.appointments import queries
from app.appointments.events import (
    AppointmentCancelled,
    AppointmentMade,
    AppointmentMoved,
    BringItemTicked,
    ReplyGiven,
    ReplyTakenUp,
)
from app.appointments.meeting import Meeting, When
from app.appointments.models import (
    COMING,
    REPLIES,
    Appointment,
    BringItem,
    Participation,
    ends_at,
)
from app.appointments.refusals import (
    ChangedMeanwhile,
    HasBegun,
    HasMoved,
    IsCancelled,
    NobodyInvited,
    NoSuchAnswer,
    NotTheirStep,
)
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish

__all__ = ["Meeting", "When"]  # what the verbs take


def make(clients: Sequence[Client], *, what: Meeting, by: Viewer, now: datetime) -> Appointment:
    """Give clients a confirmed appointment; each of them answers for herself.

    Asked for twice, it is made once: the second tap gets the one that stands.
    """
    if not clients:
        raise NobodyInvited
    starts_at = what.when.instant(now=now)
    if (twin := _find_twin(clients[0], what, starts_at=starts_at)) is not None:
        return twin
    if what.step_id is not None and not any(
        queries.has_step(client.id, what.step_id) for client in clients
    ):
        raise NotTheirStep
    appointment = Appointment(
        organiser_id=by.person_id,
        kind=what.kind,
        starts_local=what.when.starts_local,
        starts_at=starts_at,
        minutes=what.when.minutes,
        place=what.place,
        address=what.address,
        note=what.note,
        is_sensitive=what.is_sensitive,
        step_id=what.step_id,
        created_at=now,
    )
    db.session.add(appointment)
    db.session.flush()
    for client in clients:
        _invite(client, appointment, what)
        _tell_of_time(AppointmentMade, appointment, client.id, by=by, now=now)
    return appointment


def _find_twin(client: Client, what: Meeting, *, starts_at: datetime) -> Appointment | None:
    """The same meeting of this client at the same time and place, when it stands already."""
    hold(client.id)
    return db.session.scalar(
        sa.select(Appointment)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(
            Participation.client_id == client.id,
            Appointment.starts_at == starts_at,
            Appointment.kind == what.kind,
            Appointment.place == what.place,
            Appointment.address == what.address,
            Appointment.state.in_(COMING),
        )
        .limit(1)
    )


def _invite(client: Client, appointment: Appointment, what: Meeting) -> None:
    """Add one participant and her own list of what to bring."""
    part = Participation(appointment_id=appointment.id, client_id=client.id)
    db.session.add(part)
    db.session.flush()
    things = [(paper, None) for paper in what.papers] + [(None, own) for own in what.own_things]
    for sort, (paper, own_words) in enumerate(things):
        db.session.add(
            BringItem(participation_id=part.id, doc_type=paper, own_words=own_words, sort=sort)
        )


def _tell_of_time(
    fact: type[AppointmentMade] | type[AppointmentMoved],
    appointment: Appointment,
    client_id: int,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Publish for one participant that the appointment is at this time."""
    publish(
        fact(
            occurred_at=now,
            by=by,
            client_id=client_id,
            appointment_id=appointment.id,
            version=appointment.version,
            starts_local=appointment.starts_local,
            zone=appointment.zone,
        )
    )


def demand_unchanged(appointment: Appointment, *, version: int | None) -> None:
    """Refuse a change by somebody who read another version: it would move it back unseen."""
    if version != appointment.version:
        raise ChangedMeanwhile


def move(
    appointment: Appointment, *, to: When, place: str, address: str, by: Viewer, now: datetime
) -> None:
    """Give it another time or place. The row stays; answers were for the old one and go."""
    _refuse_final(appointment, now=now)
    starts_at = to.instant(now=now)
    after = (to.starts_local, starts_at, to.minutes, place, address)
    if after == (
        appointment.starts_local,
        appointment.starts_at,
        appointment.minutes,
        appointment.place,
        appointment.address,
    ):
        return
    appointment.starts_local, appointment.starts_at, appointment.minutes = after[:3]
    appointment.place, appointment.address = place, address
    appointment.ends_at = ends_at(starts_at, to.minutes)
    appointment.version += 1
    for part in _parts(appointment):
        part.reply = part.replied_at = part.handled_at = None
        _tell_of_time(AppointmentMoved, appointment, part.client_id, by=by, now=now)


def cancel(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """Say that it will not take place; once is enough, a repeat changes nothing."""
    if appointment.state == "cancelled_staff":
        return
    _refuse_final(appointment, now=now)
    appointment.state = "cancelled_staff"
    for part in _parts(appointment):
        publish(
            AppointmentCancelled(
                occurred_at=now,
                by=by,
                client_id=part.client_id,
                appointment_id=appointment.id,
                version=appointment.version,
            )
        )


def reply(
    appointment: Appointment, *, answer: str, version: int, by: Viewer, now: datetime
) -> None:
    """Note what the client answers to the time she read; she may change it until the start.

    The same answer again changes nothing, so a repeated sending is harmless.
    """
    if answer not in REPLIES:
        raise NoSuchAnswer
    _refuse_final(appointment, now=now)
    if version != appointment.version:
        raise HasMoved
    part = _own_part(appointment, by)
    if part.reply == answer:
        return
    part.reply, part.replied_at, part.handled_at = answer, now, None
    publish(
        ReplyGiven(
            occurred_at=now,
            by=by,
            client_id=part.client_id,
            appointment_id=appointment.id,
            version=appointment.version,
            reply=answer,
        )
    )


def take_up_reply(part: Participation, answer: str, *, by: Viewer, now: datetime) -> None:
    """Note that the desk deals with the answer it read; a repeat changes nothing.

    What she has answered since waits for the desk as it is.
    """
    if part.reply != answer or part.handled_at is not None:
        return
    part.handled_at = now
    appointment = _appointment_of(part)
    publish(
        ReplyTakenUp(
            occurred_at=now,
            by=by,
            client_id=part.client_id,
            appointment_id=appointment.id,
            version=appointment.version,
        )
    )


def tick_bring(item: BringItem, *, have_it: bool, by: Viewer, now: datetime) -> None:
    """Note that a thing to bring lies ready, or not (any more)."""
    if item.have_it == have_it:
        return
    item.have_it = have_it
    part = db.session.get_one(Participation, item.participation_id)
    appointment = _appointment_of(part)
    publish(
        BringItemTicked(
            occurred_at=now,
            by=by,
            client_id=part.client_id,
            appointment_id=appointment.id,
            version=appointment.version,
            item_id=item.id,
            have_it=have_it,
        )
    )


def _refuse_final(appointment: Appointment, *, now: datetime) -> None:
    """Refuse to touch what is cancelled, over, or going on."""
    if appointment.state.startswith("cancelled"):
        raise IsCancelled
    if appointment.state not in COMING or appointment.starts_at <= now:
        raise HasBegun


def _parts(appointment: Appointment) -> Sequence[Participation]:
    """Everybody who takes part: news of the appointment is for all of them."""
    return db.session.scalars(
        sa.select(Participation)
        .where(Participation.appointment_id == appointment.id)
        .order_by(Participation.id)
    ).all()


def _own_part(appointment: Appointment, by: Viewer) -> Participation:
    """The participation of the client who answers."""
    return db.session.scalars(
        sa.select(Participation).where(
            Participation.appointment_id == appointment.id,
            Participation.client_id.in_(clients_of(by)),
        )
    ).one()


def _appointment_of(part: Participation) -> Appointment:
    return db.session.get_one(Appointment, part.appointment_id)
