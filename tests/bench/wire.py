"""perf_11: pushes over TLS to a service that takes 30 ms to answer, against webpush() itself."""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from unittest.mock import patch

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from pywebpush import webpush

from app.notices.push import CONNECTIONS, Push, open_http
from app.notices.vapid import signer
from tests.bench.lines import Measured
from tests.bench.sealing import LETTER, PHONE

ANSWERS_AFTER = 0.03  # seconds
IDEAL = CONNECTIONS / ANSWERS_AFTER  # messages a second
MESSAGES, NAIVE, ROUNDS = 8_000, 10, 5
HOSTS = ("localhost", "127.0.0.1")  # two origins, as far as signatures go


@dataclass(kw_only=True)
class Sink:
    """The running service."""

    port: int
    certificate: Path

    @property
    def origins(self) -> list[str]:
        """Its two names."""
        return [f"https://{host}:{self.port}" for host in HOSTS]

    def counts(self) -> dict[str, int]:
        """What it has seen so far."""
        trusting = ssl.create_default_context(cafile=self.certificate)
        with urllib.request.urlopen(self.origins[0], context=trusting, timeout=10) as answer:  # noqa: S310  # because: our own server
            return dict(json.load(answer))


class Trusting:
    """The application's own session, which trusts the bench's certificate besides."""

    def __init__(self, http: aiohttp.ClientSession, trust: ssl.SSLContext) -> None:
        self._http, self._trust = http, trust

    def post(
        self, url: str, *, data: bytes, headers: dict[str, str], allow_redirects: bool
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Post as the worker does."""
        return self._http.post(
            url, data=data, headers=headers, allow_redirects=allow_redirects, ssl=self._trust
        )


@contextmanager
def sink(*, answers_after: float = ANSWERS_AFTER) -> Iterator[Sink]:
    """A push service with a certificate of its own, in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        certificate, key = _certify(Path(home))
        files = (str(certificate), str(key))
        command = [sys.executable, "-m", "tests.bench.sink", *files, str(answers_after)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield Sink(port=int(process.stdout.readline()), certificate=certificate)
            finally:
                process.kill()


def send(app: Flask, to: Sink, count: int, *, origins: int = 1) -> float:
    """Send so many as the worker does; the seconds it took."""
    sign = signer(app.extensions["vapid"], "https://example.org")
    trust = ssl.create_default_context(cafile=to.certificate)
    letters = [
        replace(LETTER, target=replace(LETTER.target, endpoint=f"{origin}/push/a"))
        for origin in to.origins[:origins]
    ]

    async def all_of_them() -> float:
        async with open_http() as http:
            push = Push(Trusting(http, trust), sign, to.origins)
            began = time.perf_counter()
            answers = await asyncio.gather(*(push.send(letters[n % origins]) for n in range(count)))
            took = time.perf_counter() - began
        assert {answer.status for answer in answers} == {201}
        return took

    return asyncio.run(all_of_them())


def naive(app: Flask, to: Sink, count: int) -> float:
    """The same with webpush(), as its own page shows it."""
    keys = {"p256dh": PHONE.p256dh, "auth": PHONE.auth}
    info = {"endpoint": f"{to.origins[0]}/push/a", "keys": keys}
    with patch.dict(os.environ, REQUESTS_CA_BUNDLE=str(to.certificate)):
        began = time.perf_counter()
        for _ in range(count):
            contact = {"sub": "https://example.org"}
            body = LETTER.body.decode()
            webpush(info, body, vapid_private_key=app.extensions["vapid"], vapid_claims=contact)
        return time.perf_counter() - began


def measured(app: Flask) -> Measured:
    """The share of what so many connections could carry at best; and how many times as fast."""
    rates, plain = [], []
    with sink() as to:
        for _ in range(ROUNDS):
            rates.append(MESSAGES / send(app, to, MESSAGES))
            plain.append(NAIVE / naive(app, to, NAIVE))
    times = max(rates) / max(plain)
    return Measured(value=max(rates) / IDEAL, told={"times_naive": times}, holds=times >= 100)


def _certify(home: Path) -> tuple[Path, Path]:
    """A certificate for the two names of this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    names = [x509.DNSName(HOSTS[0]), x509.IPAddress(ip_address(HOSTS[1]))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, own = home / "certificate.pem", home / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    own.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, own
