"""Calendar links: made, read and ended. A link is a secret; whoever has it reads times, no more."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.calendar import Entry
from app.appointments.cards import AppointmentCard
from app.appointments.events import CalendarLinkEnded, CalendarLinkMade
from app.appointments.feeds_models import CalendarFeed
from app.appointments.models import (
    ELSEWHERE,
    ENDINGS,
    STATE_FOR_HER,
    Appointment,
    AppointmentChange,
    Participation,
)
from app.caseload.queries import clients_of, get_self
from app.core import clock
from app.core.access import Role, Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.core.events import publish
from app.people.events import AccountClosed, PhonesLocked
from app.people.models import Person, RoleGrant
from app.people.queries import is_granted

STAYS = timedelta(days=30)  # what is over or cancelled
MOST = 500  # entries of one feed
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_changed = sa.func.coalesce(
    sa.select(sa.func.max(AppointmentChange.at))
    .where(AppointmentChange.appointment_id == Appointment.id)
    .scalar_subquery(),
    Appointment.created_at,
)
_is_cancelled = Appointment.state.in_(ENDINGS)
# A calendar believes what has the higher number, so cancelling raises it (RFC 5545, 3.8.7.4).
_sequence = Appointment.version + sa.case((_is_cancelled, 1), else_=0)
# The same for one client: she may have left a group, or be in it again.
_hers = (
    (_sequence + Participation.revision).label("sequence"),
    STATE_FOR_HER.label("state"),
    sa.case((Participation.ended_at > _changed, Participation.ended_at), else_=_changed).label(
        "changed_at"
    ),
)
_everybodys = (_sequence.label("sequence"), Appointment.state, _changed.label("changed_at"))
# A room that says nothing of a client: neither where she lives nor whom else she meets.
_room = sa.case(
    (
        sa.and_(
            Appointment.is_sensitive.is_(False),
            Appointment.kind.not_in((*ELSEWHERE, "outreach")),
            Appointment.link.is_(None),
        ),
        Appointment.place,
    )
)
_COLUMNS = (
    Appointment.ics_uid.label("uid"),
    Appointment.zone,
    Appointment.starts_at,
    Appointment.ends_at,
)


def is_token(text: str) -> bool:
    """True for what could be one; anything else is not even looked up."""
    return _TOKEN.fullmatch(text) is not None


def make(*, by: Viewer, now: datetime) -> str:
    """Make a link and return its secret, which nobody can be told again. The old one ends."""
    # Of two taps at once the second waits here.
    db.session.get_one(Person, by.person_id, with_for_update=True)
    _revoke(*_own(by), now=now)
    token = secrets.token_urlsafe(32)
    made = CalendarFeed(
        token_hash=fingerprint(token),
        person_id=by.person_id,
        role=by.role,
        carrier_id=by.carrier_id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    publish(CalendarLinkMade(occurred_at=now, by=by, client_id=_client_id(by), feed_id=made.id))
    return token


def end(*, by: Viewer, now: datetime) -> None:
    """End one's own link at once; without one nothing happens."""
    for feed_id in _revoke(*_own(by), now=now):
        publish(
            CalendarLinkEnded(occurred_at=now, by=by, client_id=_client_id(by), feed_id=feed_id)
        )


def end_with_access(event: PhonesLocked | AccountClosed) -> None:
    """Who is locked out keeps no link: a lost phone must not go on showing times."""
    _revoke(CalendarFeed.person_id == event.person_id, now=event.occurred_at)


def own_since(viewer: Viewer) -> datetime | None:
    """Since when the viewer has a link in this role; None without one."""
    return db.session.scalar(
        sa.select(CalendarFeed.created_at).where(CalendarFeed.revoked_at.is_(None), *_own(viewer))
    )


def find_reader(token: str, *, now: datetime) -> tuple[int, Viewer] | None:
    """The feed that a link opens and who reads it; None when it is not good (any more)."""
    row = db.session.execute(
        sa.select(
            CalendarFeed.id,
            CalendarFeed.person_id,
            CalendarFeed.role,
            CalendarFeed.carrier_id,
            Person.ui_language,
        )
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(
            CalendarFeed.token_hash == fingerprint(token),
            CalendarFeed.revoked_at.is_(None),
            sa.exists().where(
                RoleGrant.person_id == CalendarFeed.person_id,
                RoleGrant.role == CalendarFeed.role,
                RoleGrant.carrier_id == CalendarFeed.carrier_id,
                is_granted(RoleGrant, clock.local(now).date()),
            ),
        )
    ).one_or_none()
    if row is None:
        return None
    return row.id, Viewer(
        role=Role(row.role),
        person_id=row.person_id,
        language=row.ui_language,
        carrier_id=row.carrier_id,
    )


def entries_of(viewer: Viewer, *, now: datetime) -> list[Entry]:
    """What stands in the viewer's feed, first things first; one statement.

    Of a manager: what she is part of, with the room. What was only asked for has no time.
    """
    statement = _meetings_of(viewer) if viewer.role is Role.MANAGER else _parts_of(viewer)
    names = statement.selected_columns
    is_lately = sa.case(
        (names.state.in_(ENDINGS), names.changed_at), else_=Appointment.ends_at
    ) > sa.literal(now - STAYS, Appointment.ends_at.type)
    rows = db.session.execute(
        statement.where(Appointment.version > 0, is_lately)
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST)
    )
    return [Entry(**row._mapping) for row in rows]


def _meetings_of(viewer: Viewer) -> sa.Select[Any]:
    """What a manager is part of, once each, with the room."""
    theirs = sa.select(Participation.appointment_id).where(
        Participation.client_id.in_(clients_of(viewer))
    )
    return sa.select(*_COLUMNS, *_everybodys, _room.label("place")).where(
        Appointment.id.in_(theirs),
        sa.or_(Appointment.kind.not_in(ELSEWHERE), Appointment.is_accompanied),
    )


def _parts_of(viewer: Viewer) -> sa.Select[Any]:
    """A client's own appointments, as they stand for her."""
    return (
        sa.select(*_COLUMNS, *_hers)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(Participation.client_id.in_(clients_of(viewer)))
    )


def entry_of(card: AppointmentCard) -> Entry:
    """One appointment that its client takes into her calendar herself: with the place.

    Of a sensitive one the time alone, here too. The card says who may see it.
    """
    row = db.session.execute(
        sa.select(*_COLUMNS, *_hers)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(Participation.id == card.participation_id)
    ).one()
    where = ", ".join(part for part in (card.place, card.address) if part)
    return Entry(**row._mapping, place=None if card.is_sensitive else where)


def _own(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        CalendarFeed.person_id == viewer.person_id,
        CalendarFeed.role == viewer.role,
        CalendarFeed.carrier_id == viewer.carrier_id,
    )


def _revoke(*which: sa.ColumnElement[bool], now: datetime) -> list[int]:
    return list(
        db.session.scalars(
            sa.update(CalendarFeed)
            .where(CalendarFeed.revoked_at.is_(None), *which)
            .values(revoked_at=now)
            .returning(CalendarFeed.id)
        )
    )


def _client_id(by: Viewer) -> int | None:
    """In whose trail it is told."""
    return get_self(by).id if by.role is Role.CLIENT else None
