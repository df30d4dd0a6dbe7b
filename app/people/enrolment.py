"""The ceremony that lets a phone in: a code on one screen becomes a passkey on another.

issued -> opened -> matched -> registered -> active, or expired, burned, refused. A phone that
cannot make a passkey goes matched -> fallback -> registered, with a PIN; a kiosk goes from opened
to active, since nothing is to stay there. What the phone makes stands in making.py.

A verb that comes too late or twice changes nothing: a repeat after a crash is harmless. What a
wrong try leaves behind must be kept, so verbs return and the screens show the state; they do
not raise.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.access import SYSTEM, Role, Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people import devices, queries
from app.people.events import (
    EnrolmentEnded,
    EnrolmentIssued,
    EnrolmentOpenedElsewhere,
    PasskeyAdded,
    PinAdded,
)
from app.people.labels import new_label, two_digits
from app.people.models import DeviceToken, Enrolment, Passkey, Person, RoleGrant

LIFE = timedelta(minutes=10)
LIFE_ALONE = timedelta(minutes=60)  # an invitation travels by another way than a screen
LIFE_KIOSK = timedelta(minutes=2)  # the computer stands in the same room
_WRONG_NUMBERS = 2


def issue(
    grant: RoleGrant,
    *,
    purpose: str,
    by: Viewer,
    now: datetime,
    client_id: int | None = None,
    needs_second: bool = False,
) -> tuple[Enrolment, str]:
    """Begin a ceremony; return it and the secret of its code, which is not kept anywhere.

    `needs_second`: nobody expected this person today, so a colleague must confirm as well.
    """
    if purpose == "kiosk" and grant.role != Role.CLIENT:
        raise Missing
    end_open_ones(grant.person_id, state="burned", by=by, now=now)
    secret = secrets.token_urlsafe(32)
    enrolment = Enrolment(
        purpose=purpose,
        person_id=grant.person_id,
        role_grant_id=grant.id,
        issued_by_id=by.person_id,
        trail_client_id=client_id,
        secret_hash=fingerprint(secret),
        state="issued",
        label=new_label(),
        issued_at=now,
        expires_at=now + _life(purpose, by),
        needs_second=needs_second,
    )
    db.session.add(enrolment)
    db.session.flush()
    _tell_issued(enrolment, by=by, now=now)
    return enrolment, secret


def _tell_issued(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    publish(
        EnrolmentIssued(
            occurred_at=now,
            by=by,
            client_id=enrolment.trail_client_id,
            enrolment_id=enrolment.id,
            person_id=enrolment.person_id,
            purpose=enrolment.purpose,
        )
    )


def _life(purpose: str, by: Viewer) -> timedelta:
    if by.person_id is None:
        return LIFE_ALONE
    return LIFE_KIOSK if purpose == "kiosk" else LIFE


def end_open_ones(person_id: int, *, state: str, by: Viewer, now: datetime) -> None:
    """End whatever ceremony of a person is still under way."""
    still_open = sa.select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.ended_at.is_(None)
    )
    for enrolment in db.session.scalars(_held(still_open)):
        _settle(enrolment, now=now)
        end(enrolment, state, by=by, now=now)


def open_with(secret: str, *, browser: bytes, now: datetime) -> tuple[Enrolment | None, str]:
    """Bind a ceremony to the first browser that brings its secret.

    Returns it and "ours", or why this browser has no part in it: unknown, elsewhere, expired.
    """
    enrolment = _locked(Enrolment.secret_hash == fingerprint(secret))
    if enrolment is None:
        return None, "unknown"
    _settle(enrolment, now=now)
    if enrolment.browser_hash == browser:
        return enrolment, "ours"
    if enrolment.browser_hash is not None:
        enrolment.refused_openers += 1
        publish(EnrolmentOpenedElsewhere(occurred_at=now, by=SYSTEM, enrolment_id=enrolment.id))
        return enrolment, "elsewhere"
    if enrolment.state != "issued":
        return enrolment, "expired"
    enrolment.browser_hash = browser
    # An invitation from the command line has no second screen to show numbers on: its link
    # alone lets in, once, to the first browser. The operator hands it over face to face.
    enrolment.state = "matched" if enrolment.is_alone else "opened"
    _draw_numbers(enrolment)
    return enrolment, "ours"


def get_of_browser(browser: bytes | None, *, now: datetime) -> Enrolment:
    """The same, locked for a change; raise Missing for a browser without a ceremony."""
    found = queries.find_of_browser(browser) if browser else None
    enrolment = None if found is None else _locked(Enrolment.id == found.id)
    if enrolment is None:
        raise Missing
    _settle(enrolment, now=now)
    return enrolment


def get_of_issuer(person_id: int, *, issued_by: Viewer, now: datetime) -> Enrolment:
    """The same, locked for a change; raise Missing when there is none."""
    found = queries.find_of_issuer(person_id, issued_by=issued_by)
    enrolment = None if found is None else _locked(Enrolment.id == found.id)
    if enrolment is None:
        raise Missing
    _settle(enrolment, now=now)
    return enrolment


def match(enrolment: Enrolment, *, number: int, by: Viewer, now: datetime) -> None:
    """The staff member says which number the phone shows; wrong twice burns the code."""
    if enrolment.state != "opened":
        return
    if number == enrolment.number:
        enrolment.state = "matched"
        if enrolment.purpose == "kiosk":
            enrolment.state = "active"
            enrolment.ended_at = now
        return
    enrolment.wrong_numbers += 1
    if enrolment.wrong_numbers >= _WRONG_NUMBERS:
        end(enrolment, "burned", by=by, now=now)
    else:
        _draw_numbers(enrolment)


def confirm(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    """The staff member saw the right phone: it may come in, once a second person said so too."""
    if enrolment.state != "registered" or enrolment.is_seconded:
        return
    if enrolment.needs_second:
        enrolment.confirmed_at = now
        enrolment.expires_at = now + LIFE  # a colleague must come along
    else:
        activate(enrolment, by=by, now=now)


def cancel(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    """The staff member stops; what was made already never wakes up."""
    end(enrolment, "burned", by=by, now=now)


def lock_out(person_id: int, *, by: Viewer, now: datetime, client_id: int | None = None) -> None:
    """A phone is lost: end sessions, passkeys and open ceremonies at once. Nothing is asked."""
    end_open_ones(person_id, state="burned", by=by, now=now)
    devices.revoke_all(person_id, by=by, now=now, client_id=client_id)


def activate(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    """Wake up what the phone made; instead of a lost device, everything else ends."""
    if enrolment.purpose == "recover":
        devices.revoke_all(enrolment.person_id, by=by, now=now, client_id=enrolment.trail_client_id)
    if devices.had_devices(enrolment.person_id):
        db.session.get_one(Person, enrolment.person_id).device_added_at = now
    enrolment.state = "active"
    enrolment.ended_at = now
    made = made_in(enrolment)
    made.is_active = True
    facts: dict[str, Any] = {
        "occurred_at": now,
        "by": by,
        "client_id": enrolment.trail_client_id,
        "person_id": enrolment.person_id,
        "purpose": enrolment.purpose,
    }
    if isinstance(made, Passkey):
        publish(PasskeyAdded(passkey_id=made.id, is_backed_up=made.is_backed_up, **facts))
    else:
        publish(PinAdded(device_token_id=made.id, **facts))


def made_in(enrolment: Enrolment) -> Passkey | DeviceToken:
    """What the phone made in this ceremony: a passkey, or a token with a PIN."""
    if enrolment.passkey_id is not None:
        return db.session.get_one(Passkey, enrolment.passkey_id)
    return db.session.get_one(DeviceToken, enrolment.device_token_id)


def _settle(enrolment: Enrolment, *, now: datetime) -> None:
    """Write down that the time ran out."""
    if enrolment.state_at(now) != enrolment.state:
        end(enrolment, "expired", by=SYSTEM, now=now)


def end(enrolment: Enrolment, state: str, *, by: Viewer, now: datetime) -> None:
    """The ceremony came to nothing; what was made in it goes with it."""
    if enrolment.ended_at is not None:
        return
    if enrolment.has_made:
        made_in(enrolment).revoked_at = now
    enrolment.state = state
    enrolment.ended_at = now
    publish(EnrolmentEnded(occurred_at=now, by=by, enrolment_id=enrolment.id, state=state))


def _draw_numbers(enrolment: Enrolment) -> None:
    """Three different two-digit numbers, one of them the phone's, in random order."""
    drawn: set[int] = set()
    while len(drawn) < 3:
        drawn.add(two_digits())
    numbers = list(drawn)
    secrets.SystemRandom().shuffle(numbers)
    enrolment.number = secrets.choice(numbers)
    enrolment.offered_numbers = " ".join(map(str, numbers))


def _locked(condition: sa.ColumnElement[bool]) -> Enrolment | None:
    """The ceremony, held until the transaction ends: of two browsers one is the first."""
    return db.session.scalar(_held(sa.select(Enrolment).where(condition)))


def _held(ceremonies: sa.Select[Enrolment]) -> sa.Select[Enrolment]:
    """Lock the rows and read them as they are now, whatever was read of them before."""
    return ceremonies.with_for_update().execution_options(populate_existing=True)


def phone_of(enrolment: Enrolment) -> Viewer:
    """The person at the phone, who has no session yet."""
    grant = db.session.get_one(RoleGrant, enrolment.role_grant_id)
    return Viewer(role=Role(grant.role), person_id=grant.person_id, carrier_id=grant.carrier_id)
