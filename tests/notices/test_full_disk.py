"""A worker whose database cannot take a word goes on, loses nothing and sends nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

import pytest
from flask import Flask

from app.core.db import db
from app.notices import worker
from app.notices.models import Delivery
from app.notices.push import Answer, Letter
from app.notices.worker import Worker
from tests.cast import Member
from tests.goals.full_disk import full_at
from tests.notices.scene import client_of, go_to, keep, make_appointment, reminders, rows
from tests.push_stubs.device import Device


class Phone:
    """Takes everything, and lets something happen before it answers."""

    def __init__(self, happens: Callable[[], None] = lambda: None) -> None:
        self.taken = 0
        self._happens = happens

    async def send(self, _letter: Letter) -> Answer:
        """Take one."""
        self.taken += 1
        self._happens()
        return Answer(status=201)


@pytest.fixture(autouse=True)
def due(app: Flask, selam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reminder is due; the worker does not dawdle."""
    monkeypatch.setitem(app.extensions, "chores", ())
    for name in ("PAUSE", "RETRY"):
        monkeypatch.setattr(worker, name, 0.02)
    keep(client_of(selam), "https://fcm.googleapis.com/a", Device("a"))
    make_appointment(selam)
    go_to(reminders(selam)[0].due_at)
    db.session.expunge_all()  # a failure would make what we hold unreadable


async def till(check: Callable[[], bool], seconds: float = 20) -> None:
    """Wait till it is so."""
    async with asyncio.timeout(seconds):
        while not check():
            await asyncio.sleep(0.02)


def run(phone: Phone, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """A worker goes its rounds while something happens."""

    async def story() -> None:
        stop = asyncio.Event()
        going = asyncio.create_task(
            Worker(phone, public_url="http://localhost").go_on(stop)  # type: ignore[arg-type]
        )
        await meanwhile()
        stop.set()
        await going

    asyncio.run(story())


def test_rounds_that_break_are_waited_out(selam: Member, caplog: pytest.LogCaptureFixture) -> None:
    phone = Phone()

    async def meanwhile() -> None:
        with full_at(0):
            await till(lambda: caplog.text.count("a round broke: OperationalError") >= 2)
        assert phone.taken == 0, "what cannot be leased is not sent"
        await till(lambda: phone.taken == 1)

    run(phone, meanwhile)
    assert reminders(selam)[0].state == "accepted"


def test_an_answer_is_kept_till_there_is_room_to_write_it(selam: Member) -> None:
    """The disk fills up between sending and marking; when there is room it is marked, not sent."""
    with ExitStack() as disk:

        def fill_up() -> None:
            disk.enter_context(full_at(0))

        phone = Phone(fill_up)

        async def meanwhile() -> None:
            await till(lambda: phone.taken == 1)
            await asyncio.sleep(0.2)
            assert reminders(selam)[0].state == "leased"
            disk.close()
            await till(lambda: reminders(selam)[0].state != "leased", seconds=3)

        run(phone, meanwhile)
    assert phone.taken == 1
    assert reminders(selam)[0].state == "accepted"
    assert [one.status for one in rows(selam, Delivery)] == [201]


def test_a_planted_worker_that_forgets_the_answer_is_caught(
    selam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forget(out: object, found: object) -> object:
        return worker.batch.record(out, found)  # type: ignore[attr-defined]

    monkeypatch.setattr(worker, "_write_down", forget)
    with pytest.raises(TimeoutError):
        test_an_answer_is_kept_till_there_is_room_to_write_it(selam)
