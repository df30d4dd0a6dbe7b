"""A browser's half of a subscription: its keys, and reading what was pushed to it."""

import json
import os
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.push_stubs.service import to_base64url


@dataclass
class Device:
    """Keys as a browser makes them; only it can read its pushes."""

    token: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def p256dh(self) -> str:
        """The public point, base64url."""
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return to_base64url(point)

    @property
    def auth(self) -> str:
        """The shared secret, base64url."""
        return to_base64url(self.secret)

    def read_raw(self, body: bytes) -> bytes:
        """Decrypt a pushed body."""
        plain: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return plain

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt and parse: the notification alone."""
        return dict(json.loads(self.read_raw(body))["notification"])
