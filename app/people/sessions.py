"""Sessions: one browser, one person, one role. The cookie's token is kept as a hash alone."""

import logging
import secrets
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.access import Entry, Role, Viewer
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.direct import cookie_named, direct_app
from app.core.reading import read
from app.core.tenancy import telling, told_by
from app.people.models import DeviceToken, Passkey, Person, RoleGrant, Session
from app.people.queries import is_granted

# Absolute and idle life. A client's is long: signing in again costs her one touch, but a
# session that is lost without a passkey costs her a trip (ASVS 7.1.1).
LIFE = {Role.CLIENT: (timedelta(days=180), timedelta(days=30))}
STAFF_LIFE = (timedelta(hours=12), timedelta(minutes=30))
KIOSK_LIFE = (timedelta(minutes=15), timedelta(minutes=15))
FRESH = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)  # last_seen is not written more often
log = logging.getLogger(__name__)


_OTHER = aliased(RoleGrant)
_LOOK_UP = (
    sa.select(
        Session.id,
        Session.created_at,
        Session.last_seen_at,
        Session.fresh_until,
        Session.entry,
        Person.id.label("person_id"),
        Person.public_id,
        Person.call_name,
        Person.ui_language,
        Person.device_added_at,
        RoleGrant.role,
        RoleGrant.carrier_id,
        telling(RoleGrant.carrier_id).label("told"),
        RoleGrant.area_ags,
        RoleGrant.organization_id,
        RoleGrant.valid_from,
        RoleGrant.valid_to,
        RoleGrant.closed_at,
        sa.exists()
        .where(
            _OTHER.person_id == Session.person_id,
            _OTHER.id != RoleGrant.id,
            is_granted(_OTHER, sa.bindparam("today", type_=sa.Date())),
        )
        .label("has_more_roles"),
    )
    .join(Person, Person.id == Session.person_id)
    .join(RoleGrant, RoleGrant.id == Session.role_grant_id)
    .where(Session.token_hash == sa.bindparam("token_hash"), Session.revoked_at.is_(None))
)


def start_session(
    grant: RoleGrant,
    *,
    device: str,
    now: datetime,
    entry: Entry = Entry.PASSKEY,
    passkey_id: int | None = None,
    device_token_id: int | None = None,
    fresh_for: timedelta = FRESH,
) -> str:
    """Add a session row and return the token for the cookie; the caller commits.

    Only a passkey proves enough to be fresh.
    """
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=fingerprint(token),
            person_id=grant.person_id,
            role_grant_id=grant.id,
            entry=entry,
            passkey_id=passkey_id,
            device_token_id=device_token_id,
            device=device,
            created_at=now,
            last_seen_at=now,
            fresh_until=now + fresh_for if entry is Entry.PASSKEY else None,
        )
    )
    return token


def id_of(token: str) -> int:
    """The id of the session this token opens; it must exist."""
    statement = sa.select(Session.id).where(Session.token_hash == fingerprint(token))
    return db.session.scalars(statement).one()


def life_of(role: Role, entry: Entry) -> tuple[timedelta, timedelta]:
    """How long a session may last, and how long nobody may look."""
    return KIOSK_LIFE if entry is Entry.KIOSK else LIFE.get(role, STAFF_LIFE)


def set_cookie(response: Response, token: str, role: Role, entry: Entry = Entry.PASSKEY) -> None:
    """Give the browser its token; it ends with the session's absolute life."""
    absolute, _idle = life_of(role, entry)
    response.set_cookie(
        current_app.config["COOKIE_NAME"],
        token,
        max_age=int(absolute.total_seconds()),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: Response) -> None:
    """Take the token away again."""
    response.delete_cookie(
        current_app.config["COOKIE_NAME"],
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def find_viewer(prolong: bool) -> Viewer | None:
    """Return who holds the request's session cookie; None when it is not good (any more)."""
    token = cookie_named(direct_app().config["COOKIE_NAME"])
    if not token:
        return None
    now = clock.now()
    today = clock.today()
    row = next(iter(read(_LOOK_UP, token_hash=fingerprint(token), today=today)), None)
    if row is None:
        return None
    told_by(row)
    role, entry = Role(row.role), Entry(row.entry)
    absolute, idle = life_of(role, entry)
    ends_at = row.created_at + absolute
    if not (now < ends_at and now < row.last_seen_at + idle and _is_granted(row, today)):
        return None
    if prolong and now - row.last_seen_at > SEEN_EVERY:
        _note_seen(row.id, now)
    return Viewer(
        role=role,
        person_id=row.person_id,
        public_id=row.public_id,
        call_name=row.call_name,
        language=row.ui_language,
        session_id=row.id,
        carrier_id=row.carrier_id,
        area_ags=row.area_ags,
        organization_id=row.organization_id,
        has_more_roles=row.has_more_roles,
        fresh_until=row.fresh_until,
        entry=entry,
        ends_at=ends_at if entry is Entry.KIOSK else None,
        device_added_at=row.device_added_at,
    )


def _note_seen(session_id: int, now: datetime) -> None:
    """Write down that somebody is here; a full disk does not keep her from reading."""
    own = sa.update(Session).where(Session.id == session_id, Session.revoked_at.is_(None))
    try:
        with transaction() as session:
            session.execute(own.values(last_seen_at=now))
    except sa.exc.OperationalError as error:
        log.error("sessions: the database takes nothing: %s", type(error).__name__)


def _is_granted(row: Any, today: date) -> bool:
    """The role is still granted today."""
    return bool(
        row.closed_at is None
        and row.valid_from <= today
        and (row.valid_to is None or today <= row.valid_to)
    )


def revoke(session_id: int, *, now: datetime) -> None:
    """End one session; it acts on the next request. The caller commits."""
    db.session.execute(
        sa.update(Session)
        .where(Session.id == session_id, Session.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_of(device: Passkey | DeviceToken, *, now: datetime) -> list[int]:
    """End the sessions one device has and return their ids. The caller commits."""
    its = Session.passkey_id if isinstance(device, Passkey) else Session.device_token_id
    return list(
        db.session.scalars(
            sa.update(Session)
            .where(its == device.id, Session.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(Session.id)
        )
    )


def find_device(session_id: int | None) -> Passkey | DeviceToken | None:
    """The device that a session was begun with; a kiosk's and the demo's have none."""
    found = db.session.get(Session, session_id) if session_id is not None else None
    if found is None:
        return None
    if found.passkey_id is not None:
        return db.session.get(Passkey, found.passkey_id)
    return db.session.get(DeviceToken, found.device_token_id) if found.device_token_id else None
