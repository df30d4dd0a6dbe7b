"""Signing in by passkey or PIN, showing a passkey once more, and signing out."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from webauthn.helpers.structs import AuthenticationCredential

from app.core import clock
from app.core.access import Entry, Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.tenancy import carrier_opened
from app.people import enrolment, passkeys
from app.people.events import KioskOpened, PasskeyCountWentBack, SignedIn, SignedOut
from app.people.models import DeviceToken, Enrolment, Passkey, RoleGrant, Session
from app.people.passkeys import Unproven
from app.people.queries import is_granted
from app.people.sessions import id_of, revoke, revoke_of, start_session


class CountWentBack(Unproven):
    """The passkey's counter did not grow: a copy may exist. Refused, and reported."""

    def __init__(self, passkey: Passkey) -> None:
        super().__init__()
        self.passkey = passkey


def prove(
    answer: AuthenticationCredential,
    *,
    challenge: bytes,
    now: datetime,
    known: Collection[Passkey] = (),
) -> Passkey:
    """Return the passkey that signed; unknown, revoked, locked and forged all raise Unproven.

    `known`: the passkeys this browser was asked for by name.
    """
    found = passkeys.find_owner(answer.raw_id)
    if found is None:
        raise Unproven
    passkey, person = found
    shown = passkeys.verify_shown(
        answer,
        passkey,
        handle=person.passkey_handle,
        challenge=challenge,
        is_named=passkey.id in {one.id for one in known},
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
    token = _begin(grant, made=passkey, device=device, now=now, before=before)
    return token, Role(grant.role)


def show_again(passkey: Passkey, *, device: str, now: datetime, before: Viewer) -> tuple[str, Role]:
    """Renew the proof of presence of somebody signed in; only their own passkey counts."""
    if passkey.person_id != before.person_id:
        raise Unproven
    return sign_in(passkey, device=device, now=now, before=before)


def sign_in_by_pin(
    known: DeviceToken, *, device: str, now: datetime, before: Viewer | None = None
) -> str:
    """The same for who typed the right PIN: always as a client; returns the session's token."""
    grant = _client_grant(known.person_id)
    if grant is None:
        raise Unproven
    if before is not None and before.session_id is not None:
        revoke(before.session_id, now=now)
    return _begin(grant, made=known, device=device, now=now, before=before)


def enter(
    ceremony: Enrolment, *, device: str, now: datetime, before: Viewer | None = None
) -> tuple[str, Role, Entry]:
    """Begin the first session of a phone whose ceremony is complete: token, role, way in.

    May be repeated until the code's time is over: an answer can be lost on the way.
    """
    if ceremony.state != "active" or now >= ceremony.expires_at:
        raise Missing
    if before is not None and before.session_id is not None:
        revoke(before.session_id, now=now)
    grant = db.session.get_one(RoleGrant, ceremony.role_grant_id)
    if ceremony.purpose == "kiosk":
        return _enter_kiosk(ceremony, grant, device=device, now=now), Role.CLIENT, Entry.KIOSK
    made = enrolment.made_in(ceremony)
    revoke_of(made, now=now)
    token = _begin(grant, made=made, device=device, now=now, before=before)
    return token, Role(grant.role), entry_of(made)


def _enter_kiosk(ceremony: Enrolment, grant: RoleGrant, *, device: str, now: datetime) -> str:
    """Nobody is signed in on that computer, so the carrier of her trail is opened here."""
    carrier_id = grant.carrier_id or 0
    by = Viewer(role=Role.MANAGER, person_id=ceremony.issued_by_id, carrier_id=carrier_id)
    with carrier_opened(carrier_id):
        told = ceremony.trail_client_id
        token = open_kiosk(grant, by=by, device=device, now=now, client_id=told)
        db.session.flush()
    return token


def entry_of(made: Passkey | DeviceToken) -> Entry:
    """The way in that this device has."""
    return Entry.PASSKEY if isinstance(made, Passkey) else Entry.PIN


def _begin(
    grant: RoleGrant,
    *,
    made: Passkey | DeviceToken,
    device: str,
    now: datetime,
    before: Viewer | None,
) -> str:
    is_passkey = isinstance(made, Passkey)
    token = start_session(
        grant,
        device=device,
        now=now,
        entry=entry_of(made),
        passkey_id=made.id if is_passkey else None,
        device_token_id=None if is_passkey else made.id,
    )
    _tell(grant, token, made=made, now=now, before=before)
    return token


def open_kiosk(
    grant: RoleGrant, *, by: Viewer, device: str, now: datetime, client_id: int | None = None
) -> str:
    """Begin a client's quarter of an hour on a computer that is not hers."""
    token = start_session(grant, device=device, now=now, entry=Entry.KIOSK)
    publish(
        KioskOpened(
            occurred_at=now,
            by=by,
            client_id=client_id,
            person_id=grant.person_id,
            session_id=id_of(token),
        )
    )
    return token


def _tell(
    grant: RoleGrant,
    token: str,
    *,
    made: Passkey | DeviceToken,
    now: datetime,
    before: Viewer | None,
) -> None:
    """Publish that a session began, and which one of the same person it goes on from."""
    is_same = before is not None and before.person_id == grant.person_id
    publish(
        SignedIn(
            occurred_at=now,
            by=Viewer(
                role=Role(grant.role), person_id=grant.person_id, carrier_id=grant.carrier_id
            ),
            passkey_id=made.id if isinstance(made, Passkey) else None,
            device_token_id=None if isinstance(made, Passkey) else made.id,
            session_id=id_of(token),
            renews_session_id=before.session_id if before is not None and is_same else None,
        )
    )


def sign_out(viewer: Viewer, *, now: datetime) -> None:
    """End the session of the one in front."""
    if viewer.session_id is not None:
        revoke(viewer.session_id, now=now)
        publish(SignedOut(occurred_at=now, by=viewer, session_id=viewer.session_id))


def _client_grant(person_id: int) -> RoleGrant | None:
    """The person's role of a client, as long as it is granted."""
    return db.session.scalar(
        sa.select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == Role.CLIENT,
            is_granted(RoleGrant, clock.today()),
        )
    )


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
