"""What a push service demands (RFC 8030, 8188, 8292), and a server that lives in a thread."""

import asyncio
import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

LARGEST = 4096  # bytes of an encrypted body
Message = dict[str, Any]


def from_base64url(text: str) -> bytes:
    """Decode base64url with or without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(data: bytes) -> str:
    """Encode without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class NotSigned(Exception):
    """The Authorization header does not prove who sends."""


def claims_of(header: str, *, audience: str, key: bytes, now: float) -> dict[str, Any]:
    """Check a VAPID header against the key a browser subscribed with; return its claims."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or from_base64url(parts.get("k", "")) != key:
        raise NotSigned("another key")
    signed, _, signature = parts.get("t", "").rpartition(".")
    _check_signature(signed, from_base64url(signature), key)
    head, claims = (json.loads(from_base64url(part)) for part in signed.split("."))
    left = claims["exp"] - now
    if head["alg"] != "ES256" or claims["aud"] != audience or not 0 < left <= 24 * 3600:
        raise NotSigned(f"claims {claims}")
    if not str(claims.get("sub")).startswith(("mailto:", "https:")):
        raise NotSigned("no contact")
    return dict(claims)


def _check_signature(signed: str, raw: bytes, key: bytes) -> None:
    """Verify ES256: two numbers of 32 bytes."""
    half = len(raw) // 2
    numbers = (int.from_bytes(part, "big") for part in (raw[:half], raw[half:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    try:
        point.verify(utils.encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise NotSigned("bad signature") from error


@dataclass
class Received:
    """One push as it arrived."""

    token: str
    body: bytes
    headers: dict[str, str]
    claims: dict[str, Any] = field(default_factory=dict)


class Service:
    """`with Service() as service:` serves on a free loopback port till the block ends."""

    refusal = 401  # what this kind of service answers to a wrong signature

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.port = 0
        self.keys: dict[str, bytes] = {}  # token in the endpoint -> key it was subscribed with
        self.received: list[Received] = []
        self.log: list[Message] = []
        self.answers: list[int] = []  # statuses for the next pushes, instead of the true ones
        self.answer_headers: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def origin(self) -> str:
        """Where this server is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def audience(self) -> str:
        """Whom senders sign for: this server, unless it stands in for another one."""
        return self.origin

    def routes(self) -> list[web.RouteDef]:
        """What is served beside /push/<token>."""
        return []

    async def deliver(self, received: Received) -> None:
        """Hand a push to its browser."""

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Answer one push as strictly as the real services do."""
        body = await request.read()
        received = Received(request.match_info["token"], body, dict(request.headers))
        status = self.answers.pop(0) if self.answers else self._verdict(received)
        if 200 <= status < 300:
            self.received.append(received)
            await self.deliver(received)
        return web.Response(status=status, headers=self.answer_headers)

    def _verdict(self, received: Received) -> int:
        headers = received.headers
        if received.token not in self.keys:
            return 410
        encoding = headers.get("Content-Encoding")
        if encoding != "aes128gcm" or not headers.get("TTL", "").isdigit():
            return 400
        if len(received.body) > LARGEST:
            return 413
        try:
            received.claims = claims_of(
                headers.get("Authorization", ""),
                audience=self.audience,
                key=self.keys[received.token],
                now=self.now(),
            )
        except (NotSigned, ValueError, KeyError):
            return self.refusal
        return 201

    async def start(self) -> None:
        """Begin to listen."""
        app = web.Application()
        app.add_routes([*self.routes(), web.post("/push/{token}", self.receive)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def end(self) -> None:
        """Stop listening and let open connections end."""
        await self._runner.cleanup()
        await asyncio.sleep(0.1)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
