"""Whether a purpose is allowed now: asked before anything is done that needs a client's yes."""

from typing import Any

import sqlalchemy as sa

from app.caseload.consents_models import IS_LAST, Consent
from app.caseload.purposes import BY_CONSENT, PURPOSES
from app.core import clock
from app.core.db import db


def state_today(row: Any) -> str:
    """The state of a last word today: a day passes, and a text changes, by themselves."""
    if row.state == "expired" and row.given_at is None:
        return "unanswered"
    if row.state != "given":
        return str(row.state)
    if row.valid_until is not None and row.valid_until < clock.today():
        return "expired"
    purpose = PURPOSES.get(row.purpose)
    is_same = purpose is not None and purpose.version == row.text_version
    return "given" if is_same else "superseded"


def in_force(*purposes: str) -> tuple[sa.ColumnElement[bool], ...]:
    """What a row of Consent must be for one of these purposes to be allowed today."""
    texts = (
        sa.and_(Consent.purpose == key, Consent.text_version == PURPOSES[key].version)
        for key in purposes
    )
    return (
        IS_LAST,
        Consent.state == "given",
        sa.or_(*texts),
        sa.or_(Consent.valid_until.is_(None), Consent.valid_until >= clock.today()),
    )


def may(client_id: int, *purposes: str) -> bool:
    """True while the client allows one of these purposes: ask before doing what needs a yes."""
    statement = sa.select(Consent.id).where(Consent.client_id == client_id, *in_force(*purposes))
    return db.session.execute(statement.limit(1)).first() is not None


def outdated(purpose: str) -> sa.Select[int]:
    """Clients whose yes was for an older text, for lists of what exists only with a yes.

    A device, a number: they come with the yes and go with its withdrawal, so this is all that is
    left to ask. It costs a look into an index.
    """
    # Asked for when the statement runs: some are built once, at the start.
    present = sa.bindparam(
        f"{purpose}_text",
        callable_=lambda: PURPOSES[purpose].version,
        type_=sa.Integer(),
        unique=True,
    )
    return sa.select(Consent.client_id).where(
        Consent.purpose == purpose,
        Consent.text_version < present,
        Consent.state == "given",
        IS_LAST,
    )


def asks() -> sa.ColumnElement[bool]:
    """What a row must be to wait for the client's answer on her first page."""
    changed = sa.or_(
        *(
            sa.and_(Consent.purpose == key, Consent.text_version < PURPOSES[key].version)
            for key in BY_CONSENT
        )
    )
    still = sa.or_(Consent.valid_until.is_(None), Consent.valid_until >= clock.today())
    is_open = sa.or_(Consent.state == "offered", sa.and_(Consent.state == "given", changed, still))
    return sa.and_(IS_LAST, is_open)
