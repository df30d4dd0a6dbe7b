"""Keys and sealed fields: AES-256-GCM bound to the place of the field, never to be moved.

The key-encryption key stays in a file outside the database. Each client has a data key, wrapped
by it; destroying that row makes the client's sealed fields unreadable for good.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

_NONCE = 12
_VERSION = b"\x01"


class Unreadable(Exception):
    """A sealed value does not open: wrong key, other row, or damaged."""


def load_key(path: Path, *, may_create: bool) -> bytes:
    """Read the 32-byte key-encryption key (hex); create it, for development alone."""
    if not path.exists():
        if not may_create:
            raise FileNotFoundError(f"key file {path} is missing")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(secrets.token_hex(32))
        draft.chmod(0o600)
        try:
            os.link(draft, path)  # never over another process' key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != 32:
        raise ValueError(f"key file {path} must hold 64 hex digits")
    return key


def init_app(app: Flask, key: bytes) -> None:
    """Keep the key where only this module asks for it."""
    app.extensions["key"] = key


def derived(purpose: str) -> bytes:
    """A key for one purpose, derived from the key-encryption key."""
    key: bytes = current_app.extensions["key"]
    return hmac.digest(key, purpose.encode(), "sha256")


def new_client_key() -> bytes:
    """Make a client's data key and return it wrapped for storing."""
    return seal(os.urandom(32), with_key=derived("client keys"), place="client_key")


def unwrapped(wrapped: bytes) -> bytes:
    """Return the data key that new_client_key() wrapped."""
    return unseal(wrapped, with_key=derived("client keys"), place="client_key")


def seal(data: bytes, *, with_key: bytes, place: str) -> bytes:
    """Encrypt; `place` names table, column, row and carrier, so a swapped row does not open."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(with_key).encrypt(nonce, data, place.encode())


def unseal(sealed: bytes, *, with_key: bytes, place: str) -> bytes:
    """Decrypt; raise Unreadable when key, place or bytes do not fit."""
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(with_key).decrypt(nonce, body, place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def fingerprint(secret: str) -> bytes:
    """SHA-256 of a random secret: what is stored instead of it."""
    return hashlib.sha256(secret.encode()).digest()


def keyed_fingerprint(text: str, purpose: str) -> str:
    """A hash that only we can make, for values that could be guessed (addresses, tokens)."""
    return hmac.new(derived(purpose), text.encode(), "sha256").hexdigest()
