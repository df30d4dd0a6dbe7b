"""Appointments as people see them. A sensitive one shows only its time outside its own page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.cards import AppointmentCard, WaitingReply, cards_from, reply_from, veiled
from app.appointments.models import COMING, NEEDS_ANSWER, Appointment, BringItem, Participation
from app.caseload.models import Client, ManagerProfile
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing

__all__ = [
    "AppointmentCard",
    "WaitingReply",
    "coming",
    "find_last_place",
    "get_appointment",
    "get_bring_item",
    "get_cards",
    "get_participation",
    "get_reply",
    "has_step",
    "past",
    "replies_waiting",
    "start_of_today",
]

_PARTS = (
    sa.select(
        Appointment.id,
        Participation.id.label("participation_id"),
        Participation.client_id,
        Client.given_name,
        Client.family_name,
        Appointment.starts_at,
        Appointment.ends_at,
        Appointment.starts_local,
        Appointment.minutes,
        Appointment.kind,
        Appointment.place,
        Appointment.address,
        Appointment.note,
        Appointment.step_id,
        ManagerProfile.full_name.label("organiser_name"),
        Participation.reply,
        Participation.replied_at,
        Participation.handled_at,
        Appointment.version,
        Appointment.state,
        Appointment.is_sensitive,
    )
    .join(Appointment, Appointment.id == Participation.appointment_id)
    .join(Client, Client.id == Participation.client_id)
    .outerjoin(ManagerProfile, ManagerProfile.person_id == Appointment.organiser_id)
)


def coming(
    client_ids: sa.Select[int], *, seen_by: Viewer, limit: int = 5, since: datetime | None = None
) -> list[AppointmentCard]:
    """What lies ahead (or is going on) for these clients, next first; one statement.

    `since` takes in what ended after that instant, such as this morning's.
    """
    parts = _parts_of(client_ids, seen_by).where(
        Appointment.state.in_(COMING), Appointment.ends_at > (since or clock.now())
    )
    window = parts.order_by(Appointment.starts_at, Participation.id).limit(limit).subquery()
    rows = _with_bring_items(window, window.c.starts_at, window.c.participation_id)
    return [veiled(card) for card in cards_from(rows)]


def past(client_ids: sa.Select[int], *, seen_by: Viewer, limit: int = 5) -> list[AppointmentCard]:
    """What is over or was cancelled, newest first; one statement."""
    is_over = sa.or_(Appointment.ends_at <= clock.now(), Appointment.state.not_in(COMING))
    parts = _parts_of(client_ids, seen_by).where(is_over, Appointment.state != "requested")
    window = parts.order_by(Appointment.starts_at.desc(), Participation.id).limit(limit).subquery()
    rows = _with_bring_items(window, window.c.starts_at.desc(), window.c.participation_id)
    return [veiled(card) for card in cards_from(rows)]


def get_cards(appointment_id: int, *, seen_by: Viewer) -> list[AppointmentCard]:
    """One appointment with all there is to it, for its own page: a card for each client the
    viewer may see, so just one for a client. Missing whether absent or foreign."""
    parts = _parts_of(clients_of(seen_by), seen_by).where(Appointment.id == appointment_id)
    window = parts.subquery()
    found = cards_from(_with_bring_items(window, window.c.participation_id))
    if not found:
        raise Missing
    return found


def _parts_of(client_ids: sa.Select[int], seen_by: Viewer) -> sa.Select[*tuple[Any, ...]]:
    """The appointments of these clients, as far as the viewer may see them."""
    return _PARTS.where(
        Participation.client_id.in_(client_ids), Participation.client_id.in_(clients_of(seen_by))
    )


def _with_bring_items(window: sa.Subquery, *order: Any) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Each row of the window with what to bring; the window's limit stays a limit of cards."""
    statement = (
        sa.select(
            window,
            BringItem.id.label("item_id"),
            BringItem.doc_type,
            BringItem.own_words,
            BringItem.have_it,
        )
        .outerjoin(BringItem, BringItem.participation_id == window.c.participation_id)
        .order_by(*order, BringItem.sort, BringItem.id)
    )
    return db.session.execute(statement).all()


def get_appointment(appointment_id: int, *, seen_by: Viewer) -> Appointment:
    """Return the appointment itself, for a change; Missing whether absent or foreign.

    It is locked till the change is over: an answer and a move cannot pass each other by.
    """
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(seen_by))
    )
    found = db.session.scalar(
        sa.select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.id.in_(theirs))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing
    return found


def get_participation(participation_id: int, *, seen_by: Viewer) -> Participation:
    """Return one client's part, for a change; Missing whether absent or foreign."""
    found = db.session.scalar(
        sa.select(Participation)
        .where(
            Participation.id == participation_id, Participation.client_id.in_(clients_of(seen_by))
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Missing
    return found


def get_bring_item(item_id: int, *, of: int, seen_by: Viewer) -> BringItem:
    """Return a thing to bring to appointment `of`; Missing whether absent or foreign."""
    found = db.session.scalar(
        sa.select(BringItem)
        .join(Participation, Participation.id == BringItem.participation_id)
        .where(
            BringItem.id == item_id,
            Participation.appointment_id == of,
            Participation.client_id.in_(clients_of(seen_by)),
        )
    )
    if found is None:
        raise Missing
    return found


def replies_waiting(*, seen_by: Viewer) -> list[WaitingReply]:
    """Answers of the caseload that need somebody, the nearest appointment first."""
    statement = _REPLIES.where(
        Participation.client_id.in_(clients_of(seen_by)),
        Participation.reply.in_(NEEDS_ANSWER),
        Participation.handled_at.is_(None),
        Appointment.state.in_(COMING),
    ).order_by(Appointment.starts_at, Participation.id)
    return [reply_from(row) for row in db.session.execute(statement)]


def get_reply(participation_id: int, *, seen_by: Viewer) -> WaitingReply:
    """One answer, taken up or not; Missing when absent, foreign or not given."""
    row = db.session.execute(
        _REPLIES.where(
            Participation.id == participation_id,
            Participation.client_id.in_(clients_of(seen_by)),
            Participation.reply.is_not(None),
        )
    ).one_or_none()
    if row is None:
        raise Missing
    return reply_from(row)


_REPLIES = (
    sa.select(
        Participation.id.label("participation_id"),
        Participation.appointment_id,
        Participation.client_id,
        Client.given_name,
        Client.family_name,
        Participation.reply,
        Participation.replied_at,
        Participation.handled_at,
        Appointment.starts_local,
    )
    .join(Appointment, Appointment.id == Participation.appointment_id)
    .join(Client, Client.id == Participation.client_id)
)


def find_last_place(*, seen_by: Viewer) -> tuple[str, str] | None:
    """Place and address of the meeting this manager made last, of those she may still see.

    Neither of a sensitive one nor of a home visit: that address is where another client lives.
    """
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(seen_by))
    )
    row = db.session.execute(
        sa.select(Appointment.place, Appointment.address)
        .where(
            Appointment.organiser_id == seen_by.person_id,
            Appointment.is_sensitive.is_(False),
            Appointment.kind != "outreach",
            Appointment.id.in_(theirs),
        )
        .order_by(Appointment.created_at.desc(), Appointment.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.place, row.address)


def start_of_today() -> datetime:
    """The instant this day began in Baden-Württemberg."""
    midnight = datetime.combine(clock.today(), datetime.min.time())
    return clock.instant(midnight)


def has_step(client_id: int, step_id: int) -> bool:
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
