"""A client asks for an appointment; the desk proposes a time."""

from datetime import datetime

import sqlalchemy as sa

from app.appointments import machine, wishes
from app.appointments.events import AppointmentAsked, AppointmentProposed
from app.appointments.making import demand_step, fill, prepare
from app.appointments.meeting import Meeting
from app.appointments.models import Appointment, Participation
from app.appointments.refusals import AskedEnough, NobodyToAsk
from app.appointments.telling import tell, tell_of_time
from app.appointments.wishes import Wish
from app.caseload.models import Case, Client
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db

MOST_OPEN = 3  # wishes of one client that wait
USUAL = 45  # minutes, until the desk says how long it takes


def ask(
    client: Client,
    *,
    kind: str,
    wish: Wish,
    is_sensitive: bool = False,
    needs_interpreter: bool = False,
    by: Viewer,
    now: datetime,
) -> Appointment:
    """Ask for an appointment. The same matter again is the same wish, put newly."""
    hold(client.id)
    open_ones = _open_requests(client)
    found = next((one for one in open_ones if one.is_same(kind, wish.topic)), None)
    if found is not None:
        wishes.keep(found.part, wish, now=now)
        return found.appointment
    if len(open_ones) >= MOST_OPEN:
        raise AskedEnough
    part = _add(client, kind=kind, is_sensitive=is_sensitive, wish=wish, now=now)
    if needs_interpreter:
        part.interpreter_kind, part.interpreter_language = "professional", by.language
    appointment = db.session.get_one(Appointment, part.appointment_id)
    machine.write_down(appointment, by=by, now=now)
    tell(AppointmentAsked, appointment, client.id, by=by, now=now)
    return appointment


class OpenRequest:
    """A wish for an appointment that waits."""

    def __init__(self, appointment: Appointment, part: Participation) -> None:
        self.appointment, self.part = appointment, part

    def is_same(self, kind: str, topic: str | None) -> bool:
        """True when it is about the same."""
        wish = wishes.find_open(self.part)
        return self.appointment.kind == kind and wish is not None and wish.topic == topic


def _open_requests(client: Client) -> list[OpenRequest]:
    rows = db.session.execute(
        sa.select(Appointment, Participation)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(Participation.client_id == client.id, Appointment.state == "requested")
        .order_by(Appointment.id)
    )
    return [OpenRequest(row.Appointment, row.Participation) for row in rows]


def _add(
    client: Client, *, kind: str, is_sensitive: bool, wish: Wish, now: datetime
) -> Participation:
    """The row of a wish: of version 0, and at the first time that would suit."""
    first = wishes.first_time(wish, now=now)
    appointment = Appointment(
        organiser_id=_contact_of(client),
        kind=kind,
        starts_local=first,
        starts_at=clock.instant(first),
        minutes=USUAL,
        place="",
        address="",
        is_sensitive=is_sensitive,
        version=0,
        state="requested",
        created_at=now,
    )
    db.session.add(appointment)
    db.session.flush()
    part = Participation(appointment_id=appointment.id, client_id=client.id)
    db.session.add(part)
    db.session.flush()
    wishes.keep(part, wish, now=now)
    return part


def _contact_of(client: Client) -> int:
    """The manager of her open case."""
    found = db.session.scalar(
        sa.select(Case.manager_id)
        .where(Case.client_id == client.id, Case.ended_on.is_(None))
        .limit(1)
    )
    if found is None:
        raise NobodyToAsk
    return found


def propose(appointment: Appointment, *, what: Meeting, by: Viewer, now: datetime) -> None:
    """Offer a time for what was asked for; who proposes it is its organiser."""
    machine.demand_state(appointment, "requested")
    starts_at = what.when.instant(now=now)
    (part,) = machine.parts_of(appointment)
    demand_step(what, [db.session.get_one(Client, part.client_id)])
    fill(appointment, what, starts_at=starts_at, by=by)
    appointment.version += 1
    machine.go(appointment, "proposed", by=by, now=now)
    prepare(part, what)
    wishes.answer(appointment, part, "accepted", by=by, now=now)
    tell_of_time(AppointmentProposed, appointment, part.client_id, by=by, now=now)
