"""What the phone makes in a ceremony: a passkey or, where it cannot, a token with a PIN."""

from datetime import datetime

from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.core.access import SYSTEM, Role, Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.people import passkeys, pins
from app.people.enrolment import activate, end, phone_of
from app.people.models import DeviceToken, Enrolment, Passkey, Person, RoleGrant

_FAILURES = 3


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
        end(enrolment, "refused", by=SYSTEM, now=now)
        return
    passkey = Passkey(
        person_id=enrolment.person_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        is_backed_up=made.credential_backed_up,
        is_bound=db.session.get_one(Person, enrolment.person_id).is_protected,
        label=enrolment.label,
        device=device,
        created_at=now,
    )
    db.session.add(passkey)
    db.session.flush()
    enrolment.passkey_id = passkey.id
    _is_made(enrolment, device=device)
    if enrolment.is_alone:
        activate(enrolment, by=phone_of(enrolment), now=now)


def choose_pin(enrolment: Enrolment, pin: str, *, token: str, device: str, now: datetime) -> None:
    """Keep what the person chose instead of a passkey, asleep like one; nobody else sees it."""
    if enrolment.state != "fallback" or enrolment.ended_at is not None:
        return
    made = DeviceToken(
        person_id=enrolment.person_id,
        token_hash=fingerprint(token),
        pin_hash=pins.hashed(pin, token),
        label=enrolment.label,
        device=device,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()
    enrolment.device_token_id = made.id
    _is_made(enrolment, device=device)


def _is_made(enrolment: Enrolment, *, device: str) -> None:
    enrolment.device = device
    enrolment.state = "registered"


def count_failure(enrolment: Enrolment, *, now: datetime) -> None:
    """The phone could not make a passkey; the third time another way in is needed."""
    if enrolment.state != "matched":
        return
    enrolment.failures += 1
    if enrolment.failures >= _FAILURES:
        go_without_passkey(enrolment, by=phone_of(enrolment), now=now)


def go_without_passkey(enrolment: Enrolment, *, by: Viewer, now: datetime) -> None:
    """Go on with a PIN. Staff see the data of many: without a passkey they do not come in."""
    if enrolment.state != "matched":
        return
    if db.session.get_one(RoleGrant, enrolment.role_grant_id).role == Role.CLIENT:
        enrolment.state = "fallback"
    else:
        end(enrolment, "fallback", by=by, now=now)
