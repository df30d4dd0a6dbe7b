"""The one way to push services: encrypt, sign, post, and say what was answered. Never logged:
the address (it is a secret of that browser), the body, the service's words."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import aiohttp
from pywebpush import WebPusher

from app.core import clock
from app.notices.endpoints import Target, may_send_to, origin_of

CONNECTIONS = 128
LONGEST_TTL = 28 * 24 * 3600  # seconds; services cut longer ones
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3, sock_connect=3, sock_read=10)


class Http(Protocol):
    """What we need of an aiohttp session; tests lead it to their own push service."""

    def post(
        self, url: str, *, data: bytes, headers: dict[str, str], allow_redirects: bool
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Post and return the answer, headers read."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message on its way to one browser."""

    target: Target
    body: bytes  # always the same length: it must not betray the text
    ttl: int  # seconds
    is_urgent: bool
    topic: str  # a later one with the same topic replaces one that still waits


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the service said; no status: nothing, or nothing that could be read, in time."""

    status: int | None = None
    retry_after: str | None = None
    is_forbidden: bool = False  # by our own rule: no connection was made
    paused_for: timedelta | None = None  # the service asked for a pause before: not asked again


class Push:
    """A shared session to all push services; at most CONNECTIONS at a time."""

    def __init__(self, http: Http, sign: Callable[[str, float], str], also: Collection[str]):
        self._http, self._sign, self._also = http, sign, also
        self._free = asyncio.Semaphore(CONNECTIONS)

    async def send(self, letter: Letter) -> Answer:
        """Post one letter and return the answer; trouble on the way is an answer too."""
        endpoint = letter.target.endpoint
        if not may_send_to(endpoint, also=self._also):
            return Answer(is_forbidden=True)
        async with self._free:  # sealed when its turn has come: that takes a processor, too
            return await self._post(endpoint, _sealed(letter), self._headers(letter))

    async def _post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            async with self._http.post(
                endpoint, data=body, headers=headers, allow_redirects=False
            ) as response:
                return Answer(
                    status=response.status, retry_after=response.headers.get("Retry-After")
                )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer()

    def _headers(self, letter: Letter) -> dict[str, str]:
        origin = origin_of(letter.target.endpoint)
        return {
            "Authorization": self._sign(origin, clock.now().timestamp()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, min(letter.ttl, LONGEST_TTL))),
            "Urgency": "high" if letter.is_urgent else "normal",
            "Topic": letter.topic,
        }


def _sealed(letter: Letter) -> bytes:
    """Encrypt for this browser alone."""
    keys = {"p256dh": letter.target.p256dh, "auth": letter.target.auth}
    pusher = WebPusher({"endpoint": letter.target.endpoint, "keys": keys})
    return bytes(pusher.encode(letter.body)["body"])


def open_http() -> aiohttp.ClientSession:
    """A session that keeps connections, takes no cookies and reads no proxy settings."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        timeout=TIMEOUT,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )
