"""What somebody changes in their own account: the language, and which browsers stay signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.access import Entry, Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people.events import PersonLanguageChosen, SignedOut
from app.people.models import Person, RoleGrant, Session
from app.people.sessions import life_of, revoke


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """One browser in which the person is signed in."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool  # the one that asks


def open_sessions(viewer: Viewer, *, now: datetime) -> list[OpenSession]:
    """The browsers in which this person is signed in now: this one first, then the latest."""
    rows = db.session.execute(
        sa.select(
            Session.id,
            Session.device,
            Session.created_at,
            Session.last_seen_at,
            Session.entry,
            RoleGrant.role,
        )
        .join(RoleGrant, RoleGrant.id == Session.role_grant_id)
        .where(Session.person_id == viewer.person_id, Session.revoked_at.is_(None))
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
    )
    found = [
        OpenSession(
            id=row.id,
            device=row.device,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this=row.id == viewer.session_id,
        )
        for row in rows
        if _is_alive(row, now=now)
    ]
    return sorted(found, key=lambda one: not one.is_this)


def _is_alive(row: Any, *, now: datetime) -> bool:
    absolute, idle = life_of(Role(row.role), Entry(row.entry))
    return bool(now < row.created_at + absolute and now < row.last_seen_at + idle)


def end_session(session_id: int, *, by: Viewer, now: datetime) -> None:
    """Sign out one browser of this person; what is not theirs raises Missing."""
    own = sa.select(Session.id).where(
        Session.id == session_id,
        Session.person_id == by.person_id,
        Session.revoked_at.is_(None),
    )
    if db.session.scalar(own) is None:
        raise Missing
    revoke(session_id, now=now)
    publish(SignedOut(occurred_at=now, by=by, session_id=session_id))


def set_language(code: str, *, by: Viewer, now: datetime) -> None:
    """From now on everything speaks this language to this person: pages, reminders, calls."""
    person = db.session.get_one(Person, by.person_id)
    if person.ui_language == code:
        return
    person.ui_language = code
    publish(PersonLanguageChosen(occurred_at=now, by=by, person_id=person.id, language=code))
