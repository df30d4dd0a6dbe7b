"""What a client agreed to, and whether a purpose is allowed now. Every row by `seen_by`."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.caseload.consents_models import IS_LAST, Consent
from app.caseload.gates import in_force, state_today
from app.caseload.models import ManagerProfile
from app.caseload.purposes import PURPOSES, Purpose
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing


@dataclass(frozen=True, kw_only=True)
class ConsentCard:
    """The last word of one thread, as people read it."""

    id: int
    thread: uuid.UUID
    state: str  # as it is today: time and a new text act without anybody writing it down
    purpose: Purpose
    language: str
    recipient: str
    scope: str
    occasion: str
    explained_by: str | None
    how: str | None
    given_at: datetime | None
    valid_until: date | None
    at: datetime

    @property
    def is_given(self) -> bool:
        """True while it holds."""
        return self.state == "given"

    @property
    def is_asked(self) -> bool:
        """True when an answer is waited for: a question, or a text that has changed."""
        return self.state in ("offered", "superseded")


_CARDS = sa.select(
    Consent.id,
    Consent.thread,
    Consent.state,
    Consent.purpose,
    Consent.text_version,
    Consent.language,
    Consent.recipient,
    Consent.scope,
    Consent.occasion,
    ManagerProfile.full_name.label("explained_by"),
    Consent.how,
    Consent.given_at,
    Consent.valid_until,
    Consent.at,
).outerjoin(ManagerProfile, ManagerProfile.person_id == Consent.explained_by_id)


def consents_of(client_id: int, *, seen_by: Viewer) -> list[ConsentCard]:
    """The last word of each thread, newest first; one statement."""
    return _cards(Consent.client_id == client_id, seen_by=seen_by)


def own_consents(viewer: Viewer) -> list[ConsentCard]:
    """The same for the client who is signed in."""
    return _cards(seen_by=viewer)


def get_card(consent_id: int, *, seen_by: Viewer) -> ConsentCard:
    """The last word of the thread a row belongs to; Missing whether absent or foreign."""
    found = _cards(Consent.thread.in_(_thread_of(consent_id)), seen_by=seen_by)
    if not found:
        raise Missing
    return found[0]


def get_in_force(consent_id: int, *purposes: str, of: int, seen_by: Viewer) -> ConsentCard:
    """The same of client `of`, only while it holds and is for one of these purposes."""
    found = _cards(
        Consent.thread.in_(_thread_of(consent_id)),
        Consent.client_id == of,
        *in_force(*purposes),
        seen_by=seen_by,
    )
    if not found:
        raise Missing
    return found[0]


def get_last(consent_id: int, *, seen_by: Viewer) -> Consent:
    """The last row of a thread, for what follows it; Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(Consent).where(
            Consent.thread.in_(_thread_of(consent_id)),
            IS_LAST,
            Consent.client_id.in_(clients_of(seen_by)),
        )
    )


def last_in(thread: uuid.UUID) -> Consent:
    """The last row of a thread that another row of ours rests on."""
    return db.session.scalars(sa.select(Consent).where(Consent.thread == thread, IS_LAST)).one()


def _thread_of(consent_id: int) -> sa.Select[Any]:
    return sa.select(Consent.thread).where(Consent.id == consent_id)


def _cards(*where: sa.ColumnElement[bool], seen_by: Viewer) -> list[ConsentCard]:
    rows = db.session.execute(
        _CARDS.where(IS_LAST, Consent.client_id.in_(clients_of(seen_by)), *where).order_by(
            Consent.at.desc(), Consent.id.desc()
        )
    )
    return [_card(row) for row in rows if row.purpose in PURPOSES]


def _card(row: Any) -> ConsentCard:
    values = dict(row._mapping)
    values.pop("text_version")
    values["purpose"] = PURPOSES[row.purpose]
    return ConsentCard(**{**values, "state": state_today(row)})
