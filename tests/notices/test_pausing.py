"""A service that asks for a pause is left alone by everybody, to the second; others go on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.notices.endpoints import origin_of
from app.notices.push import Answer, Letter
from app.notices.worker import Worker
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    at_work,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
)
from tests.push_stubs.device import Device

pytestmark = pytest.mark.goal_08
BUSY = "https://busy.push.services.mozilla.com"
WELL = "https://well.push.services.mozilla.com"
SECOND = timedelta(seconds=1)


class Services:
    """Answers as told, and knows who was asked how often."""

    def __init__(self, answer: Answer) -> None:
        self.answer: Answer = answer
        self.asked: list[str] = []

    async def send(self, letter: Letter) -> Answer:
        """The busy one answers as told, the other one takes everything."""
        origin = origin_of(letter.target.endpoint)
        self.asked.append(origin)
        return self.answer if origin == BUSY else Answer(status=201)


@pytest.fixture(autouse=True)
def steady(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine counts what our clock is moved by: no jump."""
    monkeypatch.setattr(clock, "elapsed", lambda: clock.now() - MORNING)
    monkeypatch.setitem(app.extensions, "chores", ())
    go_to(MORNING)


@pytest.fixture
def ground(selam: Member, oksana: Member, ahmad: Member) -> timedelta:
    """Selam and Oksana are with the busy service, Ahmad with the other; Oksana and Ahmad are due
    two minutes after Selam. Returns when Selam is, counted from the morning."""
    for member, origin in ((selam, BUSY), (oksana, BUSY), (ahmad, WELL)):
        keep(client_of(member), f"{origin}/push/{client_of(member).id}", Device("a"))
        make_appointment(member, starts_local=in_days(5))
    due_at = reminders(selam)[0].due_at
    for member in (oksana, ahmad):
        with at_work(member) as session:
            session.merge(reminders(member)[0]).due_at = due_at + timedelta(minutes=2)
    return due_at - MORNING


def tell(services: Services, story: Callable[[Worker], Awaitable[None]]) -> None:
    """One worker lives through it all."""
    worker = Worker(services, public_url="http://localhost", name="test")  # type: ignore[arg-type]
    asyncio.run(story(worker))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (Answer(status=429, retry_after="600"), timedelta(minutes=10)),
        (Answer(status=503, retry_after="600"), timedelta(minutes=10)),
        (Answer(status=401), timedelta(minutes=10)),
        (Answer(status=403), timedelta(minutes=10)),
    ],
)
def test_nobody_asks_it_before_the_pause_is_over(
    selam: Member,
    oksana: Member,
    ahmad: Member,
    ground: timedelta,
    answer: Answer,
    pause: timedelta,
) -> None:
    services = Services(answer)

    async def story(worker: Worker) -> None:
        go_to(MORNING + ground)
        await worker.drain()
        assert services.asked == [BUSY]
        go_to(MORNING + ground + timedelta(minutes=2))
        await worker.drain()
        assert services.asked == [BUSY, WELL], "the other service is asked, this one is not"
        assert reminders(oksana)[0].reason == "busy"
        wakes = [reminders(one)[0].next_try for one in (selam, oksana)]
        for wake in wakes:
            assert wake is not None
            assert timedelta(0) <= wake - (MORNING + ground + pause) < 2 * SECOND
        services.answer = Answer(status=201)
        go_to(MORNING + ground + pause + 2 * SECOND)
        await worker.drain()
        assert services.asked == [BUSY, WELL, BUSY, BUSY]

    tell(services, story)
    assert {reminders(one)[0].state for one in (selam, oksana, ahmad)} == {"accepted"}


def test_a_service_that_only_fails_is_not_paused(
    selam: Member, oksana: Member, ahmad: Member, ground: timedelta
) -> None:
    """Half of its machines may be well: each message has tries of its own."""
    services = Services(Answer(status=500))

    async def story(worker: Worker) -> None:
        go_to(MORNING + ground)
        await worker.drain()
        go_to(MORNING + ground + timedelta(minutes=2))
        await worker.drain()

    tell(services, story)
    assert sorted(services.asked) == [BUSY, BUSY, BUSY, WELL]
