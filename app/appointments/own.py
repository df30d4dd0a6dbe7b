"""The appointments of the client who is signed in, by statements built once."""

import functools
from typing import Any

import sqlalchemy as sa

from app.appointments.cards import AppointmentCard, cards_from, veiled
from app.appointments.folding import SIBLING, is_first
from app.appointments.models import COMING, ENDINGS, STATE_FOR_HER, Appointment, Participation
from app.appointments.queries import AS_IT_RUNS, PARTS, ahead_of, first_of, with_bring_items
from app.caseload.queries import ANY_CLIENT, is_of
from app.core.access import Role, Viewer
from app.core.reading import read

PAST_AT_ONCE = 5


@functools.cache
def _own_coming(limit: int, *, also_asked: bool, folded: bool) -> sa.Select[*tuple[Any, ...]]:
    """Built once for each way to ask: every look at a client's pages does."""
    own = PARTS.where(is_of(Participation.client_id, ANY_CLIENT))
    return first_of(ahead_of(own, also_asked=also_asked, folded=folded), limit)


def own_coming(
    viewer: Viewer, *, limit: int, also_asked: bool = False, folded: bool = False
) -> list[AppointmentCard]:
    """What coming() finds for the client who is signed in; nothing for anybody else."""
    if viewer.role is not Role.CLIENT:
        return []
    statement = _own_coming(limit, also_asked=also_asked, folded=folded)
    rows = read(statement, reader=viewer.person_id)
    return [veiled(card) for card in cards_from(rows)]


def own_next(viewer: Viewer) -> AppointmentCard | None:
    """What lies ahead first (or is going on) for the client who is signed in."""
    return next(iter(own_coming(viewer, limit=1)), None)


def own_past(viewer: Viewer) -> list[AppointmentCard]:
    """What is over or was cancelled for the client who is signed in, newest first; one statement.

    Of a series that was cancelled to its end the first date stands for all.
    """
    if viewer.role is not Role.CLIENT:
        return []
    rows = read(_own_past(), reader=viewer.person_id)
    return [veiled(card) for card in cards_from(rows)]


@functools.cache
def _own_past() -> sa.Select[*tuple[Any, ...]]:
    """Built once, as what lies ahead."""
    is_over = sa.or_(Appointment.ends_at <= AS_IT_RUNS, STATE_FOR_HER.not_in(COMING))
    is_told = sa.or_(
        Appointment.starts_at <= AS_IT_RUNS, is_first(ENDINGS, SIBLING.starts_at > AS_IT_RUNS)
    )
    own = is_of(Participation.client_id, ANY_CLIENT)
    # What was only ever asked for (version 0) had no time, so it has no past.
    parts = PARTS.where(own, is_over, is_told, Appointment.version > 0)
    newest = parts.order_by(Appointment.starts_at.desc(), Participation.id)
    window = newest.limit(PAST_AT_ONCE).subquery()
    return with_bring_items(window, window.c.starts_at.desc(), window.c.participation_id)
