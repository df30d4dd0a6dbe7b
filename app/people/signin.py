"""Signing in by passkey, showing it once more, and signing out."""

from datetime import datetime

import sqlalchemy as sa
from webauthn.helpers.structs import AuthenticationCredential

from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people import passkeys
from app.people.events import PasskeyCountWentBack, SignedIn, SignedOut
from app.people.models import Enrolment, Passkey, Person, RoleGrant, Session
from app.people.passkeys import Unproven
from app.people.queries import is_granted
from app.people.sessions import id_of, revoke, revoke_of_passkey, start_session


class CountWentBack(Unproven):
    """The passkey's counter did not grow: a copy may exist. Refused, and reported."""

    def __init__(self, passkey: Passkey) -> None:
        super().__init__()
        self.passkey = passkey


def prove(answer: AuthenticationCredential, *, challenge: bytes, now: datetime) -> Passkey:
    """Return the passkey that signed; unknown, revoked, locked and forged all raise Unproven."""
    found = passkeys.find_owner(answer.raw_id)
    if found is None:
        raise Unproven
    passkey, person = found
    shown = passkeys.verify_shown(
        answer, passkey, handle=person.passkey_handle, challenge=challenge
    )
    # Synced passkeys report 0 for ever; a counter that is in use must grow.
    if (shown.sign_count or passkey.sign_count) and shown.sign_count <= passkey.sign_count:
        raise CountWentBack(passkey)
    passkey.sign_count = shown.sign_count
    passkey.is_backed_up = shown.is_backed_up
    passkey.last_used_at = now
    return passkey


def report_count(passkey: Passkey, *, now: datetime) -> None:
    """Write down that a passkey may have been copied."""
    publish(
        PasskeyCountWentBack(
            occurred_at=now,
            by=Viewer(role=Role.SYSTEM, person_id=None),
            person_id=passkey.person_id,
            passkey_id=passkey.id,
        )
    )


def sign_in(
    passkey: Passkey, *, device: str, now: datetime, before: Viewer | None = None
) -> tuple[str, Role]:
    """Begin a new session and end the one this browser had; return its token and role.

    Raises Unproven when the person has no role today.
    """
    grant = _grant_for(passkey, before)
    if grant is None:
        raise Unproven
    if before is not None and before.session_id is not None:
        revoke(before.session_id, now=now)
    token = start_session(grant, device=device, now=now, passkey_id=passkey.id)
    _tell(grant, token, passkey_id=passkey.id, now=now, before=before)
    return token, Role(grant.role)


def show_again(passkey: Passkey, *, device: str, now: datetime, before: Viewer) -> tuple[str, Role]:
    """Renew the proof of presence of somebody signed in; only their own passkey counts."""
    if passkey.person_id != before.person_id:
        raise Unproven
    return sign_in(passkey, device=device, now=now, before=before)


def enter(
    enrolment: Enrolment, *, device: str, now: datetime, before: Viewer | None = None
) -> tuple[str, Role]:
    """Begin the first session of a phone whose ceremony is complete; return token and role.

    May be repeated until the code's time is over: an answer can be lost on the way.
    """
    if enrolment.state != "active" or now >= enrolment.expires_at:
        raise Missing
    if before is not None and before.session_id is not None:
        revoke(before.session_id, now=now)
    revoke_of_passkey(enrolment.passkey_id, now=now)
    grant = db.session.get_one(RoleGrant, enrolment.role_grant_id)
    token = start_session(grant, device=device, now=now, passkey_id=enrolment.passkey_id)
    _tell(grant, token, passkey_id=enrolment.passkey_id or 0, now=now, before=before)
    return token, Role(grant.role)


def _tell(
    grant: RoleGrant, token: str, *, passkey_id: int, now: datetime, before: Viewer | None
) -> None:
    """Publish that a session began, and which one of the same person it goes on from."""
    is_same = before is not None and before.person_id == grant.person_id
    publish(
        SignedIn(
            occurred_at=now,
            by=Viewer(
                role=Role(grant.role), person_id=grant.person_id, carrier_id=grant.carrier_id
            ),
            passkey_id=passkey_id,
            session_id=id_of(token),
            renews_session_id=before.session_id if before is not None and is_same else None,
        )
    )


def sign_out(viewer: Viewer, *, now: datetime) -> str:
    """End the session; return the name under which the browser kept things for this person."""
    if viewer.session_id is not None:
        revoke(viewer.session_id, now=now)
        publish(SignedOut(occurred_at=now, by=viewer, session_id=viewer.session_id))
    person = db.session.get_one(Person, viewer.person_id)
    return str(person.public_id)


def _grant_for(passkey: Passkey, before: Viewer | None) -> RoleGrant | None:
    """The role to act in: the one this browser shows, else the last one used, else the oldest."""
    valid = (
        sa.select(RoleGrant)
        .where(RoleGrant.person_id == passkey.person_id, is_granted(RoleGrant, clock.today()))
        .order_by(RoleGrant.id)
    )
    if before is not None and before.person_id == passkey.person_id:
        held = sa.select(Session.role_grant_id).where(Session.id == before.session_id)
        if kept := db.session.scalar(valid.where(RoleGrant.id.in_(held))):
            return kept
    last_used = sa.select(sa.func.max(Session.id)).where(
        Session.person_id == passkey.person_id, Session.role_grant_id == RoleGrant.id
    )
    latest = sa.func.coalesce(last_used.scalar_subquery(), 0).desc()
    return db.session.scalar(valid.order_by(None).order_by(latest, RoleGrant.id).limit(1))
