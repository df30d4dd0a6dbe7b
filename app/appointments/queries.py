"""Appointments as people see them. A sensitive one shows only its time outside its own page."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.cards import (
    WISH_FIELDS,
    AppointmentCard,
    cards_from,
    veiled,
)
from app.appointments.folding import SIBLING, UNTIL, is_first
from app.appointments.models import (
    COMING,
    ON_ITS_DAY,
    STATE_FOR_HER,
    Appointment,
    BringItem,
    MoveRequest,
    Participation,
)
from app.caseload.models import Client, ManagerProfile
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import UtcDateTime, db, one_or_missing
from app.core.errors import Missing

__all__ = [
    "AppointmentCard",
    "coming",
    "get_appointment",
    "get_bring_item",
    "get_cards",
    "get_noted",
    "get_participation",
]

_later = aliased(MoveRequest)
# The last wish of a participant: earlier ones have been answered.
LAST_WISH = sa.and_(
    MoveRequest.participation_id == Participation.id,
    ~sa.exists().where(
        _later.carrier_id == MoveRequest.carrier_id,
        _later.participation_id == MoveRequest.participation_id,
        _later.id > MoveRequest.id,
    ),
)
WISH_COLUMNS = tuple(getattr(MoveRequest, name).label(f"wish_{name}") for name in WISH_FIELDS)
PARTS = (
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
        STATE_FOR_HER.label("state"),
        Appointment.is_sensitive,
        Appointment.link,
        Appointment.is_accompanied,
        Participation.interpreter_kind,
        Participation.interpreter_language,
        Participation.outcome,
        Participation.missed_reason,
        Participation.outcome_at,
        Appointment.series,
        Appointment.rhythm,
        UNTIL.label("series_until"),
        *WISH_COLUMNS,
    )
    .join(Appointment, Appointment.id == Participation.appointment_id)
    .join(Client, Client.id == Participation.client_id)
    .outerjoin(ManagerProfile, ManagerProfile.person_id == Appointment.organiser_id)
    .outerjoin(MoveRequest, LAST_WISH)
)


def coming(
    client_ids: sa.Select[int],
    *,
    seen_by: Viewer,
    limit: int = 5,
    since: datetime | None = None,
    also_asked: bool = False,
    folded: bool = False,
) -> list[AppointmentCard]:
    """What lies ahead (or is going on) for these clients, next first; one statement.

    `since` takes in what ended after that instant, such as this morning's, noted or not.
    `also_asked` takes in what has no time yet. `folded`: of a series only the next one.
    """
    parts = ahead_of(
        _parts_of(client_ids, seen_by), since=since, also_asked=also_asked, folded=folded
    )
    rows = db.session.execute(first_of(parts, limit)).all()
    return [veiled(card) for card in cards_from(rows)]


# The instant at which a statement runs, whenever it was built.
AS_IT_RUNS: Any = sa.bindparam("appointments_now", callable_=clock.now, type_=UtcDateTime())


def ahead_of(
    parts: sa.Select[*tuple[Any, ...]],
    *,
    since: datetime | None = None,
    also_asked: bool,
    folded: bool,
) -> sa.Select[*tuple[Any, ...]]:
    """Of these, what is not over at the instant the statement runs; see coming()."""
    stands = sa.and_(
        STATE_FOR_HER.in_(ON_ITS_DAY if since else COMING),
        Appointment.ends_at > (since or AS_IT_RUNS),
    )
    parts = parts.where(sa.or_(stands, Appointment.state == "requested") if also_asked else stands)
    return parts.where(is_first(COMING, SIBLING.ends_at > AS_IT_RUNS)) if folded else parts


def first_of(parts: sa.Select[*tuple[Any, ...]], limit: int) -> sa.Select[*tuple[Any, ...]]:
    """So many of them, the next one first, with what to bring."""
    ordered = parts.order_by(Appointment.starts_at, Appointment.id, Participation.id)
    window = ordered.limit(limit).subquery()
    return with_bring_items(window, window.c.starts_at, window.c.id, window.c.participation_id)


def dates_of(card: AppointmentCard, *, seen_by: Viewer) -> list[AppointmentCard]:
    """The dates of this client's series that lie ahead, this one included; none without one."""
    if card.series is None:
        return []
    parts = PARTS.where(
        Appointment.series == card.series,
        Participation.client_id == card.client_id,
        Participation.client_id.in_(clients_of(seen_by)),
        STATE_FOR_HER.in_(COMING),
        Appointment.ends_at > clock.now(),
    )
    window = parts.order_by(Appointment.starts_at).subquery()
    return cards_from(db.session.execute(with_bring_items(window, window.c.starts_at)).all())


def get_cards(appointment_id: int, *, seen_by: Viewer) -> list[AppointmentCard]:
    """One appointment with all there is to it, for its own page: a card for each client the
    viewer may see, so just one for a client. Missing whether absent or foreign."""
    parts = _parts_of(clients_of(seen_by), seen_by).where(Appointment.id == appointment_id)
    window = parts.subquery()
    statement = with_bring_items(window, window.c.participation_id)
    found = cards_from(db.session.execute(statement).all())
    if not found:
        raise Missing
    return found


def _parts_of(client_ids: sa.Select[int], seen_by: Viewer) -> sa.Select[*tuple[Any, ...]]:
    """The appointments of these clients, as far as the viewer may see them."""
    return PARTS.where(
        Participation.client_id.in_(client_ids), Participation.client_id.in_(clients_of(seen_by))
    )


def with_bring_items(window: sa.Subquery, *order: Any) -> sa.Select[*tuple[Any, ...]]:
    """Each row of the window with what to bring; the window's limit stays a limit of cards."""
    return (
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


def get_appointment(appointment_id: int, *, seen_by: Viewer) -> Appointment:
    """Return the appointment itself, for a change; Missing whether absent or foreign.

    It is locked till the change is over: an answer and a move cannot pass each other by.
    """
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(seen_by))
    )
    return one_or_missing(
        sa.select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.id.in_(theirs))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_participation(participation_id: int, *, seen_by: Viewer) -> Participation:
    """Return one client's part, for a change; Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(Participation)
        .where(
            Participation.id == participation_id, Participation.client_id.in_(clients_of(seen_by))
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_noted(participation_id: int, *, seen_by: Viewer) -> tuple[Appointment, Participation]:
    """Return a part with its appointment, which is locked first; Missing as above."""
    appointment_id = db.session.scalar(
        sa.select(Participation.appointment_id).where(
            Participation.id == participation_id, Participation.client_id.in_(clients_of(seen_by))
        )
    )
    appointment = get_appointment(appointment_id or 0, seen_by=seen_by)
    return appointment, get_participation(participation_id, seen_by=seen_by)


def get_bring_item(item_id: int, *, of: int, seen_by: Viewer) -> BringItem:
    """Return a thing to bring to appointment `of`; Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(BringItem)
        .join(Participation, Participation.id == BringItem.participation_id)
        .where(
            BringItem.id == item_id,
            Participation.appointment_id == of,
            Participation.client_id.in_(clients_of(seen_by)),
        )
    )
