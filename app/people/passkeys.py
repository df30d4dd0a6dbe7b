"""Passkeys: what browsers are asked for, and what is checked of what they answer (WebAuthn)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import webauthn
from flask import current_app
from webauthn.helpers import (
    generate_challenge,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAttachment,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.core.db import db
from app.people.models import Challenge, Enrolment, Passkey, Person

CHALLENGE_LIFE = timedelta(minutes=5)
_TIMEOUT = int(CHALLENGE_LIFE.total_seconds() * 1000)  # milliseconds
_LARGEST = 20_000  # letters of an answer; real ones have about 1,000


class Unproven(Exception):
    """A browser's answer does not prove what it should; why is nobody's business outside."""


@contextmanager
def _unproven_if_it_fails() -> Iterator[None]:
    """Around the library's work on what a browser sent."""
    try:
        yield
    except Exception as error:  # because: hostile bytes; whatever it trips over means "no"
        raise Unproven from error


@dataclass(frozen=True, kw_only=True)
class _Site:
    """Who we are to passkeys."""

    rp_id: str
    origin: str


def _site() -> _Site:
    settings = current_app.config["SETTINGS"]
    return _Site(rp_id=settings.host, origin=settings.origin)


def new_challenge(
    purpose: str, *, browser: bytes, now: datetime, enrolment_id: int | None = None
) -> bytes:
    """Store 64 random bytes that one browser must have signed within five minutes."""
    db.session.execute(sa.delete(Challenge).where(Challenge.expires_at <= now))
    value = generate_challenge()
    db.session.add(
        Challenge(
            value=value,
            purpose=purpose,
            browser_hash=browser,
            enrolment_id=enrolment_id,
            expires_at=now + CHALLENGE_LIFE,
        )
    )
    return value


def take_challenge(
    answer: AuthenticationCredential | RegistrationCredential,
    purpose: str,
    *,
    browser: bytes,
    now: datetime,
    enrolment_id: int | None = None,
) -> bytes:
    """Delete the challenge this answer names and return it; the caller commits at once.

    Deleted before anything is verified: a challenge works once, whatever the answer is worth.
    """
    with _unproven_if_it_fails():
        named = parse_client_data_json(answer.response.client_data_json).challenge
    row = db.session.execute(
        sa.delete(Challenge)
        .where(
            Challenge.value == named,
            Challenge.purpose == purpose,
            Challenge.browser_hash == browser,
            Challenge.enrolment_id.is_not_distinct_from(enrolment_id),
        )
        .returning(Challenge.value, Challenge.expires_at)
    ).one_or_none()
    if row is None or now >= row.expires_at:
        raise Unproven
    return bytes(row.value)


def options_to_make(enrolment: Enrolment, person: Person, *, challenge: bytes) -> dict[str, Any]:
    """What navigator.credentials.create() gets: a resident key behind the screen lock."""
    options = webauthn.generate_registration_options(
        rp_id=_site().rp_id,
        rp_name="Schrittweise",
        user_id=person.passkey_handle,
        user_name=enrolment.label,
        challenge=challenge,
        timeout=_TIMEOUT,
        exclude_credentials=[] if enrolment.purpose == "recover" else _known_to(person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            # A phone keeps its own passkey; staff may also bring a security key.
            authenticator_attachment=None
            if enrolment.is_alone
            else AuthenticatorAttachment.PLATFORM,
            # A key that is not listed anywhere is not copied either, on most phones.
            resident_key=ResidentKeyRequirement.DISCOURAGED
            if person.is_protected
            else ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json_dict(options)


def _known_to(person_id: int) -> list[PublicKeyCredentialDescriptor]:
    """Passkeys the person has: a device that holds one says so instead of making another."""
    ids = db.session.scalars(
        sa.select(Passkey.credential_id).where(
            Passkey.person_id == person_id, Passkey.revoked_at.is_(None), Passkey.is_active
        )
    )
    return _described(ids)


def _described(ids: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in ids]


def options_to_show(*, challenge: bytes, known: Iterable[Passkey] = ()) -> dict[str, Any]:
    """What navigator.credentials.get() gets: the known passkeys by name, else any of ours."""
    options = options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=_site().rp_id,
            challenge=challenge,
            timeout=_TIMEOUT,
            allow_credentials=_described(passkey.credential_id for passkey in known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )
    if not options.get("allowCredentials"):
        options.pop("allowCredentials", None)  # some devices refuse an empty list
    return options


def read_new(answer: str) -> RegistrationCredential:
    """Read what navigator.credentials.create() gave; raise Unproven for anything else."""
    with _unproven_if_it_fails():
        return parse_registration_credential_json(_short(answer))


def read_shown(answer: str) -> AuthenticationCredential:
    """Read what navigator.credentials.get() gave; raise Unproven for anything else."""
    with _unproven_if_it_fails():
        return parse_authentication_credential_json(_short(answer))


def _short(answer: str) -> str:
    if len(answer) > _LARGEST:
        raise Unproven
    return answer


def verify_new(answer: RegistrationCredential, *, challenge: bytes) -> VerifiedRegistration:
    """Check a new passkey: challenge, origin, relying party, user verified."""
    with _unproven_if_it_fails():
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site().rp_id,
            expected_origin=_site().origin,
            require_user_verification=True,  # the library's default is False
        )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a verified signature tells."""

    sign_count: int
    is_backed_up: bool


def verify_shown(
    answer: AuthenticationCredential,
    passkey: Passkey,
    *,
    handle: bytes,
    challenge: bytes,
    is_named: bool = False,
) -> Shown:
    """Check a passkey that was shown: owner, challenge, origin, relying party, user verified.

    `is_named`: we asked for this very passkey, so a protected one need not say whose it is.
    """
    said = answer.response.user_handle
    if said != handle and not (is_named and not said):  # the library does not compare the owner
        raise Unproven
    with _unproven_if_it_fails():
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site().rp_id,
            expected_origin=_site().origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # compared by the caller, who must also report it
            require_user_verification=True,  # the library's default is False
        )
    return Shown(sign_count=verified.new_sign_count, is_backed_up=verified.credential_backed_up)


def find_owner(credential_id: bytes) -> tuple[Passkey, Person] | None:
    """The usable passkey with this id and who it belongs to."""
    row = db.session.execute(
        sa.select(Passkey, Person)
        .join(Person, Person.id == Passkey.person_id)
        .where(
            Passkey.credential_id == credential_id,
            Passkey.is_active,
            Passkey.revoked_at.is_(None),
        )
        .with_for_update(of=Passkey)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def is_known(credential_id: bytes) -> bool:
    """True when this passkey was ever registered, by anybody."""
    found = sa.select(Passkey.id).where(Passkey.credential_id == credential_id)
    return db.session.scalar(found) is not None
