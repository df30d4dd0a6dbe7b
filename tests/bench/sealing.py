"""perf_10: what one push costs us, against what nobody can save: a key, an agreement, a cipher."""

import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from app.notices import push
from app.notices.endpoints import Target
from app.notices.push import Letter, Push
from app.notices.vapid import signer
from tests.push_stubs.device import Device

ROUNDS, TIMES = 9, 200
PHONE = Device("a")
LETTER = Letter(
    target=Target(
        endpoint="https://fcm.googleapis.com/fcm/send/abc", p256dh=PHONE.p256dh, auth=PHONE.auth
    ),
    body=b"x" * 1024,
    ttl=3600,
    is_urgent=True,
    topic="t" * 32,
)


def measured(app: Flask) -> float:
    """How many times the floor our encryption and headers take: the best of interleaved rounds."""
    sender = Push(None, signer(app.extensions["vapid"], "https://example.org"), ())  # type: ignore[arg-type]

    def ours() -> None:
        push._sealed(LETTER)
        sender._headers(LETTER)

    rounds = [(_seconds(ours), _seconds(_floor)) for _ in range(ROUNDS)]
    return min(our for our, _ in rounds) / min(least for _, least in rounds)


def _floor() -> None:
    """A fresh key for each message cannot be saved, nor agreeing on a secret, nor the cipher."""
    key = ec.generate_private_key(ec.SECP256R1())
    secret = key.exchange(ec.ECDH(), PHONE.key.public_key())
    AESGCM(secret[:16]).encrypt(secret[16:28], LETTER.body, None)


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    for _ in range(TIMES):
        work()
    return time.perf_counter() - began
