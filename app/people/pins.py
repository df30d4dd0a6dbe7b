"""Six digits instead of a passkey: which are good, how they are kept, how few may be tried.

A PIN works only together with the token in its own browser, and the hash is made of both: the
rows of a stolen database can be tried against nothing.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from app.core.crypto import fingerprint
from app.core.db import db
from app.people.models import DeviceToken

DIGITS = 6
WRONG = 5  # tries, then only a new ceremony in person helps
# As OWASP advises for Argon2id; the token makes guessing hopeless, this makes it slow as well.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_WELL_KNOWN = frozenset({"112233", "159753", "147258", "258369", "789456", "123321"})


def read_digits(typed: str) -> str | None:
    """Six digits of any script as 0-9: keyboards for Arabic or Persian write their own."""
    text = "".join(typed.split())
    if len(text) != DIGITS or not all(unicodedata.category(sign) == "Nd" for sign in text):
        return None
    return "".join(str(unicodedata.decimal(sign)) for sign in text)


def is_easy(pin: str) -> bool:
    """True for what people try first: repetitions, rows up and down, the well-known ones."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    is_row = len(steps) == 1 and steps <= {0, 1, 9}
    is_repeated = any(pin == pin[:size] * (DIGITS // size) for size in (1, 2, 3))
    return is_row or is_repeated or pin in _WELL_KNOWN


def is_taken(pin: str, tokens: Collection[str]) -> bool:
    """True when somebody else's PIN in the same browser is the same: it would open their pages."""
    rows = db.session.execute(
        sa.select(DeviceToken.token_hash, DeviceToken.pin_hash).where(
            DeviceToken.token_hash.in_([fingerprint(token) for token in tokens]),
            DeviceToken.pin_hash.is_not(None),
            DeviceToken.revoked_at.is_(None),
        )
    )
    hashes = {row.token_hash: row.pin_hash for row in rows}
    return any(
        _fits(pin, token, hashes[fingerprint(token)])
        for token in tokens
        if fingerprint(token) in hashes
    )


def hashed(pin: str, token: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(f"{token}:{pin}")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One try at one PIN, counted already."""

    token_id: int
    token: str
    pin_hash: str
    wrong_before: int


def claim(tokens: Collection[str]) -> list[Claim]:
    """Count a try at each PIN this browser could mean, before any is looked at; who has had
    five gets none. One statement each: of a hundred at the same time exactly five pass."""
    found = []
    for token in sorted(tokens):  # always in the same order: two browsers never wait in a circle
        row = db.session.execute(
            sa.update(DeviceToken)
            .where(
                DeviceToken.token_hash == fingerprint(token),
                DeviceToken.pin_hash.is_not(None),
                DeviceToken.is_active,
                DeviceToken.revoked_at.is_(None),
                DeviceToken.wrong_tries < WRONG,
            )
            .values(wrong_tries=DeviceToken.wrong_tries + 1)
            .returning(DeviceToken.id, DeviceToken.pin_hash, DeviceToken.wrong_tries)
        ).one_or_none()
        if row is not None and row.pin_hash is not None:
            before = row.wrong_tries - 1
            found.append(
                Claim(token_id=row.id, token=token, pin_hash=row.pin_hash, wrong_before=before)
            )
    return found


def find_right(claims: Collection[Claim], pin: str) -> Claim | None:
    """The claim whose PIN it is. With nothing to look at it takes as long as with one."""
    right = [claim for claim in claims if _fits(pin, claim.token, claim.pin_hash)]
    if not claims:
        hashed(pin, "")
    return right[0] if right else None


def _fits(pin: str, token: str, pin_hash: str) -> bool:
    try:
        return _HASHER.verify(pin_hash, f"{token}:{pin}")
    except VerifyMismatchError:
        return False


def settle(right: Claim, claims: Collection[Claim], *, now: datetime) -> DeviceToken | None:
    """The right PIN starts anew; whoever else uses this phone gets their try back.

    None when the token was locked meanwhile.
    """
    for other in claims:
        if other.token_id != right.token_id:
            db.session.execute(
                sa.update(DeviceToken)
                .where(DeviceToken.id == other.token_id, DeviceToken.wrong_tries > 0)
                .values(wrong_tries=DeviceToken.wrong_tries - 1)
            )
    return db.session.scalar(
        sa.update(DeviceToken)
        .where(DeviceToken.id == right.token_id, DeviceToken.revoked_at.is_(None))
        .values(wrong_tries=0, last_used_at=now)
        .returning(DeviceToken)
    )
