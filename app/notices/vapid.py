"""Who we are to push services: one signing key, and one signature per service and six hours."""

import base64
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from py_vapid import Vapid

from app.core.direct import direct_app

SLOT = 6 * 3600  # seconds a signature is used
LIFE = 43_000  # seconds after the slot's beginning; services accept at most 24 h, we stay below 12


class KeyMissing(Exception):
    """The signing key is not there, or is not a P-256 key; the text says what to do."""


def init_app(app: Flask, path: Path, *, may_create: bool) -> None:
    """Load the key; create it for development alone, since a new key ends all subscriptions."""
    app.extensions["vapid"] = load(path, may_create=may_create)


def load(path: Path, *, may_create: bool) -> Vapid:
    """Read the PEM file of a P-256 private key."""
    if not path.exists():
        if not may_create:
            raise KeyMissing(f"The file {path} with the push signing key is missing.")
        _create(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyMissing(f"The file {path} holds no private key (PEM).") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise KeyMissing(f"The file {path} must hold a P-256 key.")
    return Vapid(key)


def _create(path: Path) -> None:
    """Write a new key, never over another process' one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Vapid()
    made.generate_keys()
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(0o600)
    draft.write_bytes(made.private_pem())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def public_key() -> str:
    """What browsers subscribe with (applicationServerKey, base64url)."""
    return _public_of(direct_app().extensions["vapid"])


@lru_cache(4)
def _public_of(vapid: Vapid) -> str:
    point = vapid.public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def signer(vapid: Vapid, contact: str) -> Callable[[str, float], str]:
    """Return a function from a service's origin and the time to its Authorization header."""

    @lru_cache(64)
    def sign(origin: str, slot: int) -> str:
        # a fresh dict each time: the library may write into it
        claims = {"sub": contact, "aud": origin, "exp": slot * SLOT + LIFE}
        return str(vapid.sign(claims)["Authorization"])

    return lambda origin, timestamp: sign(origin, int(timestamp) // SLOT)


def contact_of(public_url: str) -> str:
    """Whom a push service may ask about us."""
    url = urlsplit(public_url)
    return f"https://{url.hostname}" if url.scheme == "https" else "mailto:schrittweise@localhost"
