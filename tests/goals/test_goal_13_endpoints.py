"""goal_13: a push address leads to push services alone, whoever wrote it, whatever it answers."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator

import aiohttp
import pytest
from flask.testing import FlaskClient

from app.notices import push
from app.notices.endpoints import Target
from app.notices.models import PushSubscription
from app.notices.push import Answer, Letter, Push, open_http
from tests.browser import aside
from tests.cast import Member
from tests.notices.conftest import service
from tests.notices.scene import client_of, go_to, keep, make_appointment, reminders, rows, work
from tests.push_stubs.broken import Broken
from tests.push_stubs.device import Device
from tests.push_stubs.hostile import HOSTILE
from tests.push_stubs.service import Service

__all__ = ["service"]

pytestmark = pytest.mark.goal_13
FULL = os.environ.get("FULL_GOALS") == "1"
KNOWN = "https://fcm.googleapis.com/fcm/send/abc"
SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections were to be opened; none is."""
    asked: list[str] = []

    async def connect(_self: object, request: aiohttp.ClientRequest, **_: object) -> None:
        asked.append(str(request.url))
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(aiohttp.TCPConnector, "connect", connect)
    return asked


def test_there_are_forty() -> None:
    assert len(set(HOSTILE)) == 40


def test_none_is_taken(signed_in: SignIn, selam: Member) -> None:
    phone, device = signed_in(selam), Device("a")
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    for endpoint in HOSTILE:
        sent = phone.post("/push/subscription", data={"endpoint": endpoint, **keys})
        assert sent.status_code == 422, endpoint
    assert rows(selam, PushSubscription) == []


def all_due(member: Member, *, more: tuple[str, ...] = ()) -> None:
    """Forty hostile addresses stand in the database all the same, and a reminder is due."""
    for endpoint in (*HOSTILE, *more):
        keep(client_of(member), endpoint, Device("a"))
    make_appointment(member)
    go_to(reminders(member)[0].due_at)


def test_none_is_asked(selam: Member, connected: list[str]) -> None:
    all_due(selam, more=(KNOWN,))
    work(())
    assert connected == [KNOWN], "the counter counts, and nothing off the list was asked"


def test_a_worker_that_asks_anybody_is_found(
    selam: Member, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the address is looked at when it comes, not when it is used."""
    monkeypatch.setattr(push, "may_send_to", lambda *_, **__: True)
    all_due(selam)
    work(())
    assert len(connected) > 10


# ---- redirects ----


def send(origin: str, *, also: tuple[str, ...] = ()) -> tuple[Answer, float]:
    """Send one letter there; the answer, and the seconds it took."""
    device = Device("a")
    target = Target(endpoint=f"{origin}/push/a", p256dh=device.p256dh, auth=device.auth)
    letter = Letter(target=target, body=b"x" * 1024, ttl=60, is_urgent=False, topic="t")

    async def post() -> Answer:
        async with open_http() as http:
            return await Push(http, lambda *_: "vapid t=x, k=y", (origin, *also)).send(letter)

    began = time.monotonic()
    return aside(lambda: asyncio.run(post())), time.monotonic() - began


@pytest.fixture
def elsewhere() -> Iterator[Broken]:
    """A second server, which counts who asks; it is even allowed."""
    with Broken(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n") as running:
        yield running


REDIRECTS = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", REDIRECTS)
def test_no_redirect_is_followed(service: Service, elsewhere: Broken, status: int) -> None:
    for there in (f"{elsewhere.origin}/x", f"//{elsewhere.origin[7:]}/x", KNOWN, "file:///etc"):
        service.answers, service.answer_headers = [status], {"Location": there}
        answer, _ = send(service.origin, also=(elsewhere.origin,))
        assert answer.status == status
    assert elsewhere.asked == 0
    assert service.received == []


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_follower_is_found(
    service: Service, elsewhere: Broken, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: redirects are followed, as libraries do by themselves."""
    request = aiohttp.ClientSession._request

    async def follow(self: aiohttp.ClientSession, *arguments: str, **more: object) -> object:
        return await request(self, *arguments, **{**more, "allow_redirects": True})  # type: ignore[arg-type]

    monkeypatch.setattr(aiohttp.ClientSession, "_request", follow)
    service.answers, service.answer_headers = [status], {"Location": f"{elsewhere.origin}/x"}
    send(service.origin, also=(elsewhere.origin,))
    assert elsewhere.asked > 0


# ---- time ----


class Dripping(Broken):
    """Says a letter now and then, so that it is never silent and never done."""

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:  # because: closing the server is how this thread ends
                return
            with connection:
                connection.recv(65_536)
                self._drip(connection)

    def _drip(self, connection: object) -> None:
        try:
            connection.sendall(b"HTTP/1.1 201 Created\r\nX: ")  # type: ignore[attr-defined]
            for _ in range(300):
                connection.sendall(b"a")  # type: ignore[attr-defined]
                time.sleep(0.05)
        except OSError:  # because: who asked has gone, which is the point
            return


@pytest.mark.parametrize("kind", ["silent", "dripping"])
def test_nobody_waits_longer_than_ten_seconds(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = push.TIMEOUT.total
    assert limit is not None
    assert limit <= 10
    if not FULL:
        limit = 0.4
        monkeypatch.setattr(push, "TIMEOUT", aiohttp.ClientTimeout(total=limit, sock_read=limit))
    with Broken(None) if kind == "silent" else Dripping(None) as running:
        answer, seconds = send(running.origin)
    assert answer == Answer()
    assert limit - 0.1 < seconds < limit + 1
