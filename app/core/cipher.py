"""AES-256-GCM bound to a place: `version | key id | nonce | ciphertext`, never to be moved.

The place names table, column, carrier and row. It is not stored but checked, so that a value
that was copied to another row does not open there.
"""

import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FIRST, VERSION = b"\x01", b"\x02"  # the first version named no key: `version | nonce | ...`
_ID, _NONCE, _TAG = 4, 12, 16  # bytes


class Unreadable(Exception):
    """A sealed value does not open: wrong key, other row, or damaged. Says where, never what."""


@dataclass(frozen=True)
class Key:
    """32 secret bytes; the id says in the header of each value which key closed it."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> bytes:
        """Four bytes that tell keys apart and nothing of the key."""
        return hmac.digest(self.secret, b"key id", "sha256")[:_ID]

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(self.secret)

    def seal(self, data: bytes, *, place: str) -> bytes:
        """Encrypt for this place."""
        nonce = os.urandom(_NONCE)
        return VERSION + self.id + nonce + self._aes.encrypt(nonce, data, place.encode())

    def unseal(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt; raise Unreadable when key, place or bytes do not fit."""
        start = 1 + (_ID if sealed[:1] == VERSION else 0)
        if not is_sealed(sealed) or key_id_of(sealed) not in (None, self.id):
            raise Unreadable(place)
        nonce, body = sealed[start : start + _NONCE], sealed[start + _NONCE :]
        try:
            return self._aes.decrypt(nonce, body, place.encode())
        except InvalidTag as error:
            raise Unreadable(place) from error


def new_key() -> Key:
    """Make a key that nobody can guess."""
    return Key(os.urandom(32))


def key_id_of(sealed: bytes) -> bytes | None:
    """Which key closed this value; None for the first version, which does not say."""
    return sealed[1 : 1 + _ID] if sealed[:1] == VERSION else None


def is_sealed(value: bytes) -> bool:
    """True for bytes that could have come out of seal(); plain text could not."""
    return value[:1] in (_FIRST, VERSION) and len(value) >= 1 + _NONCE + _TAG
