"""Stories of appointments through the services, as the pages tell them."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments import moves, outcomes, queries, requests, service
from app.appointments.models import (
    Appointment,
    AppointmentChange,
    MoveRequest,
    Participation,
)
from app.appointments.service import When
from app.appointments.wishes import Wish
from app.core import clock
from app.core.db import db, transaction
from tests.appointments.conftest import in_days, meeting
from tests.cast import Member

MORNINGS = Wish(days=("TU", "TH"), parts=("morning",), topic="housing", own_words="Brief")


def ask(member: Member, **more: Any) -> Appointment:
    """A client asks for an appointment."""
    assert member.client is not None
    values = {"kind": "counselling", "wish": MORNINGS, **more}
    with transaction():
        return requests.ask(member.client, **values, by=member.viewer, now=clock.now())


def propose(asked: Appointment, by: Member, **more: Any) -> None:
    """Her manager proposes a time."""
    with transaction():
        requests.propose(asked, what=meeting(**more), by=by.viewer, now=clock.now())


def reply(appointment: Appointment, word: str, by: Member) -> None:
    """She answers to the time as it is."""
    with transaction():
        service.reply(
            appointment, answer=word, version=appointment.version, by=by.viewer, now=clock.now()
        )


def ask_to_move(appointment: Appointment, by: Member, wish: Wish = MORNINGS) -> None:
    """She asks for another time."""
    with transaction():
        moves.ask(
            appointment, wish=wish, version=appointment.version, by=by.viewer, now=clock.now()
        )


def move(appointment: Appointment, by: Member, days: int = 6) -> None:
    """The desk gives it another time."""
    with transaction():
        service.move(
            appointment,
            to=When(starts_local=in_days(days), minutes=45),
            place=appointment.place,
            address=appointment.address,
            by=by.viewer,
            now=clock.now(),
        )


def cancel(appointment: Appointment, by: Member) -> None:
    """One of them cancels it."""
    with transaction():
        service.cancel(appointment, by=by.viewer, now=clock.now())


def note(appointment: Appointment, by: Member, outcome: str, reason: str | None = None) -> None:
    """The desk notes how it went for the first one who takes part."""
    with transaction():
        outcomes.record(
            appointment,
            part_of(appointment),
            outcome=outcome,
            reason=reason,
            by=by.viewer,
            now=clock.now(),
        )


def take_back(appointment: Appointment, by: Member) -> None:
    """The desk undoes it."""
    with transaction():
        outcomes.take_back(appointment, part_of(appointment), by=by.viewer, now=clock.now())


def offer_again(appointment: Appointment, by: Member, days: int = 9) -> Appointment:
    """The desk offers another time after a missed one."""
    when = When(starts_local=in_days(days), minutes=45)
    (card,) = queries.get_cards(appointment.id, seen_by=by.viewer)
    what = outcomes.again(card, when=when, place=card.place, address=card.address, link=None)
    with transaction():
        return outcomes.offer_again(appointment, what=what, by=by.viewer, now=clock.now())


def part_of(appointment: Appointment) -> Participation:
    """The first one who takes part."""
    return (
        db.session.scalars(
            sa.select(Participation)
            .where(Participation.appointment_id == appointment.id)
            .order_by(Participation.id)
        ).first()
        or Participation()
    )


def wishes_of(appointment: Appointment) -> list[MoveRequest]:
    """Every wish for a time of this appointment, the first one first."""
    return list(
        db.session.scalars(
            sa.select(MoveRequest)
            .join(Participation, Participation.id == MoveRequest.participation_id)
            .where(Participation.appointment_id == appointment.id)
            .order_by(MoveRequest.id)
        )
    )


def way_of(appointment: Appointment) -> list[tuple[str, int, int | None]]:
    """Each state it came to, at which version, by whom."""
    rows = db.session.execute(
        sa.select(AppointmentChange.state, AppointmentChange.version, AppointmentChange.by_id)
        .where(AppointmentChange.appointment_id == appointment.id)
        .order_by(AppointmentChange.id)
    )
    return [(row.state, row.version, row.by_id) for row in rows]


def later(**time: float) -> None:
    """Let time pass; it adds up from the real now."""
    clock.shift(timedelta(**time))
