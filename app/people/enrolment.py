"""The ceremony that lets a phone in: a code on one screen becomes a passkey on another.

issued -> opened -> matched -> registered -> active, or expired, burned, refused, fallback.
A verb that comes too late or twice changes nothing: a repeat after a crash is harmless. What a
wrong try leaves behind must be kept, so verbs return and the screens show the state; they do
not raise.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.core.access import SYSTEM, Role, Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.people import devices, passkeys, queries
from app.people.events import (
    EnrolmentEnded,
    EnrolmentIssued,
    EnrolmentOpenedElsewhere,
    PasskeyAdded,
)
from app.people.labels import new_label, two_digits
from app.people.models import FINAL_STATES, Enrolment, Passkey, Person, RoleGrant

LIFE = timedelta(minutes=10)
LIFE_ALONE = timedelta(minutes=60)  # an invitation travels by another way than a screen
_WRONG_NUMBERS = 2
_FAILURES = 3


def issue(
    grant: RoleGrant,
    *,
    purpose: str,
    by: Viewer,
    now: datetime,
    client_id: int | None = None,
) -> tuple[Enrolment, str]:
    """Begin a ceremony; return it and the secret of its code, which is not kept anywhere."""
    end_open_ones(grant.person_id, state="burned", by=by, now=now)
    secret = secrets.token_urlsafe(32)
    enrolment = Enrolment(
        purpose=purpose,
        person_id=grant.person_id,
        role_grant_id=grant.id,
        issued_by_id=by.person_id,
        secret_hash=fingerprint(secret),
        state="issued",
        label=new_label(),
        issued_at=now,
        expires_at=now + (LIFE_ALONE if by.person_id is None else LIFE),
    )
    db.session.add(enrolment)
    db.session.flush()
    publish(
        EnrolmentIssued(
            occurred_at=now,
            by=by,
            client_id=client_id,
            enrolment_id=enrolment.id,
            person_id=grant.person_id,
            purpose=purpose,
        )
    )
    return enrolment, secret


def end_open_ones(person_id: int, *, state: str, by: Viewer, now: datetime) -> None:
    """End whatever ceremony of a person is still under way."""
    still_open = sa.select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.state.not_in(FINAL_STATES)
    )
    for enrolment in db.session.scalars(_held(still_open)):
        _settle(enrolment, now=now)
        _end(enrolment, state, by=by, now=now)


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
        return
    enrolment.wrong_numbers += 1
    if enrolment.wrong_numbers >= _WRONG_NUMBERS:
        _end(enrolment, "burned", by=by, now=now)
    else:
        _draw_numbers(enrolment)


def begin_making(
    enrolment: Enrolment, *, browser: bytes, now: datetime
) -> dict[str, object] | None:
    """What the phone needs to make a passkey; None unless the numbers matched."""
    if enrolment.state != "matched":
        return None
    challenge = passkeys.new_challenge("enrol", browser=browser, now=now, enrolment_id=enrolment.id)
    person = db.session.get_one(Person, enrolment.person_id)
    return passkeys.options_to_make(enrolment, person, challenge=challenge)


def register(
    enrolment: Enrolment, made: VerifiedRegistration, *, device: str, now: datetime
) -> None:
    """Keep the passkey the phone made, still asleep until the staff member confirms."""
    if enrolment.state != "matched":
        return
    if passkeys.is_known(made.credential_id):
        _end(enrolment, "refused", by=SYSTEM, now=now)
        return
    passkey = Passkey(
        person_id=enrolment.person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        is_backed_up=made.credential_backed_up,
        label=enrolment.label,
        device=device,
        created_at=now,
    )
    db.session.add(passkey)
    db.session.flush()
    enrolment.passkey_id = passkey.id
    enrolment.device = device
    enrolment.state = "registered"
    if enrolment.is_alone:
        _activate(enrolment, by=_phone_of(enrolment), now=now, client_id=None)


def count_failure(enrolment: Enrolment, *, now: datetime) -> None:
    """The phone could not make a passkey; the third time another way in is needed."""
    if enrolment.state != "matched":
        return
    enrolment.failures += 1
    if enrolment.failures >= _FAILURES:
        _end(enrolment, "fallback", by=_phone_of(enrolment), now=now)


def confirm(
    enrolment: Enrolment, *, by: Viewer, now: datetime, client_id: int | None = None
) -> None:
    """The staff member saw the right phone: its passkey wakes up."""
    if enrolment.state == "registered":
        _activate(enrolment, by=by, now=now, client_id=client_id)


def cancel(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    """The staff member stops; a passkey that was made already never wakes up."""
    _end(enrolment, "burned", by=by, now=now)


def lock_out(person_id: int, *, by: Viewer, now: datetime, client_id: int | None = None) -> None:
    """A phone is lost: end sessions, passkeys and open ceremonies at once. Nothing is asked."""
    end_open_ones(person_id, state="burned", by=by, now=now)
    devices.revoke_all(person_id, by=by, now=now, client_id=client_id)


def _activate(enrolment: Enrolment, *, by: Viewer, now: datetime, client_id: int | None) -> None:
    passkey = db.session.get_one(Passkey, enrolment.passkey_id)
    if enrolment.purpose == "recover":
        devices.revoke_all(enrolment.person_id, by=by, now=now, client_id=client_id)
    passkey.is_active = True
    enrolment.state = "active"
    enrolment.ended_at = now
    publish(
        PasskeyAdded(
            occurred_at=now,
            by=by,
            client_id=client_id,
            person_id=enrolment.person_id,
            passkey_id=passkey.id,
            purpose=enrolment.purpose,
            is_backed_up=passkey.is_backed_up,
        )
    )


def _settle(enrolment: Enrolment, *, now: datetime) -> None:
    """Write down that the time ran out."""
    if enrolment.state_at(now) != enrolment.state:
        _end(enrolment, "expired", by=SYSTEM, now=now)


def _end(enrolment: Enrolment, state: str, *, by: Viewer, now: datetime) -> None:
    if enrolment.state in FINAL_STATES:
        return
    enrolment.state = state
    enrolment.ended_at = now
    if enrolment.passkey_id is not None:
        db.session.get_one(Passkey, enrolment.passkey_id).revoked_at = now
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


def _phone_of(enrolment: Enrolment) -> Viewer:
    """The person at the phone, who has no session yet."""
    grant = db.session.get_one(RoleGrant, enrolment.role_grant_id)
    return Viewer(role=Role(grant.role), person_id=grant.person_id, carrier_id=grant.carrier_id)
