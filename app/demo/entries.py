"""Entry links: a random token per invented person, kept as a hash, good while the demo runs."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.crypto import fingerprint
from app.core.db import db, one_or_missing
from app.demo.models import DemoEntry
from app.people.models import Person, RoleGrant

KEPT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody to be in the demo town, and the secret that lets you in as them."""

    name: str
    role: str
    language: str
    entry_token: str


def issue(grant: RoleGrant, person: Person, *, now: datetime) -> DemoPerson:
    """Add an entry for a person in a role; the caller commits."""
    token = secrets.token_urlsafe(24)
    db.session.add(DemoEntry(role_grant_id=grant.id, token_hash=fingerprint(token), created_at=now))
    return DemoPerson(
        name=person.call_name, role=grant.role, language=person.ui_language, entry_token=token
    )


def renew(*, now: datetime) -> list[DemoPerson]:
    """Give everybody who has an entry a new token, since old ones cannot be shown again.

    Links of the last day go on working: somebody may have one open on a phone.
    """
    grants = sa.select(DemoEntry.role_grant_id).distinct()
    rows = db.session.execute(
        sa.select(RoleGrant, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.id.in_(grants))
        .order_by(RoleGrant.id)
    ).all()
    people = [issue(grant, person, now=now) for grant, person in rows]
    db.session.execute(sa.delete(DemoEntry).where(DemoEntry.created_at < now - KEPT))
    return people


def get_grant(token: str) -> RoleGrant:
    """Return the role this token opens; raise Missing for any other token."""
    return one_or_missing(
        sa.select(RoleGrant)
        .join(DemoEntry, DemoEntry.role_grant_id == RoleGrant.id)
        .where(DemoEntry.token_hash == fingerprint(token))
    )


def is_empty_town() -> bool:
    """True while nobody lives in the database."""
    return db.session.scalar(sa.select(Person.id).limit(1)) is None
