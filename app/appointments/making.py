"""Make an appointment: what it is about, who comes, what each brings and needs."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.appointments import machine
from app.appointments.events import AppointmentMade, AppointmentProposed
from app.appointments.meeting import Meeting, demand_place
from app.appointments.models import (
    COMING,
    TAKES_PART,
    Appointment,
    BringItem,
    Participation,
    ends_at,
)
from app.appointments.refusals import NobodyInvited, NotTheirStep
from app.appointments.refusals_desk import GroupIsFull
from app.appointments.telling import tell_of_time
from app.caseload.models import Client
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db
from app.people.models import Person

MOST_TOGETHER = 30  # clients of one appointment


def make(
    clients: Sequence[Client],
    *,
    what: Meeting,
    by: Viewer,
    now: datetime,
    state: str = "confirmed",
    series: uuid.UUID | None = None,
    rhythm: str | None = None,
    is_more: bool = False,
) -> Appointment:
    """Give clients an appointment, or propose one; each of them answers for herself.

    Asked for twice, it is made once: the second tap gets the one that stands.
    """
    if not clients:
        raise NobodyInvited
    if len(clients) > MOST_TOGETHER:
        raise GroupIsFull
    starts_at = what.when.instant(now=now)
    if (twin := _find_twin(clients[0], what, starts_at=starts_at)) is not None:
        return twin
    demand_step(what, clients)
    appointment = Appointment(state=state, series=series, rhythm=rhythm, created_at=now)
    fill(appointment, what, starts_at=starts_at, by=by)
    db.session.add(appointment)
    db.session.flush()
    machine.write_down(appointment, by=by, now=now)
    fact = AppointmentMade if state == "confirmed" else AppointmentProposed
    for client in clients:
        part = Participation(appointment_id=appointment.id, client_id=client.id)
        prepare(part, what)
        tell_of_time(fact, appointment, client.id, by=by, now=now, is_more=is_more)
    return appointment


def demand_step(what: Meeting, clients: Sequence[Client]) -> None:
    """Refuse a step that is in nobody's plan of those who come."""
    if what.step_id is not None and not any(
        _has_step(client.id, what.step_id) for client in clients
    ):
        raise NotTheirStep


def _has_step(client_id: int, step_id: int) -> bool:
    """True when the step is in this client's plan (and not one she keeps for herself)."""
    # Strangers never import one another: the plan's table is named here as in a foreign key.
    step = sa.table(
        "step",
        sa.column("id", sa.Integer),
        sa.column("client_id", sa.Integer),
        sa.column("private_to_client", sa.Boolean),
    )
    statement = (
        sa.select(Client.id)
        .join(step, step.c.client_id == Client.id)
        .where(Client.id == client_id, step.c.id == step_id, step.c.private_to_client == sa.false())
    )
    return db.session.execute(statement).first() is not None


def fill(appointment: Appointment, what: Meeting, *, starts_at: datetime, by: Viewer) -> None:
    """Write into the row what the manager says of the meeting; she is its organiser."""
    demand_place(what.kind, what.link)
    appointment.organiser_id = by.person_id or 0
    appointment.kind = what.kind
    appointment.starts_local, appointment.starts_at = what.when.starts_local, starts_at
    appointment.minutes = what.when.minutes
    appointment.ends_at = ends_at(starts_at, what.when.minutes)
    appointment.place, appointment.address, appointment.link = what.place, what.address, what.link
    appointment.note, appointment.step_id = what.note, what.step_id
    appointment.is_sensitive, appointment.is_accompanied = what.is_sensitive, what.is_accompanied


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
            TAKES_PART,
        )
        .limit(1)
    )


def prepare(part: Participation, what: Meeting) -> None:
    """Give one participant her own list of what to bring, and the interpreter she needs."""
    part.interpreter_kind = what.interpreter_kind
    part.interpreter_language = what.interpreter_language if what.interpreter_kind else None
    if part.interpreter_kind and not part.interpreter_language:
        part.interpreter_language = _language_of(part.client_id)
    db.session.add(part)
    db.session.flush()
    papers = [(paper, None) for paper in what.papers]
    bring(part, [*papers, *((None, own) for own in what.own_things)])


def bring(part: Participation, things: Sequence[tuple[str | None, str | None]]) -> None:
    """Write down what one participant is to bring: papers of the catalogue, or own words."""
    for sort, (paper, own_words) in enumerate(things):
        db.session.add(
            BringItem(participation_id=part.id, doc_type=paper, own_words=own_words, sort=sort)
        )


def _language_of(client_id: int) -> str:
    """The language she reads: most likely the one she speaks."""
    found = sa.select(Person.ui_language).join(Client, Client.person_id == Person.id)
    return db.session.scalars(found.where(Client.id == client_id)).one()
