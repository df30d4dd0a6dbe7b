"""goal_09: a thousand reminders that come due within a minute go out within half a minute each, by
push services that take fifty milliseconds to answer.

By the real clock and over real connections; the worker is the real one, with its real pauses.
"""

import asyncio
import os
import random
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from time import monotonic

import pytest
import sqlalchemy as sa
from aiohttp import web
from flask import Flask

from app.core import clock
from app.core.tenancy import carrier_opened
from app.notices import batch
from app.notices.models import Delivery, Reminder
from app.notices.push import Push, open_http
from app.notices.vapid import signer
from app.notices.worker import Worker
from tests.browser import aside
from tests.cast import Member
from tests.goals.lives import Town
from tests.notices.scene import at_work, client_of, rows, subscribe
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

pytestmark = [pytest.mark.goal_09, pytest.mark.alone]
FULL = os.environ.get("FULL_GOALS") == "1"
DUE, WITHIN = (1_000, timedelta(seconds=60)) if FULL else (60, timedelta(seconds=1))
CLIENTS = 20
ANSWERS_AFTER = 0.05  # seconds
LIMIT = timedelta(seconds=30 if FULL else 10)


class Slow(Service):
    """Takes everything, fifty milliseconds later."""

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take it."""
        await request.read()
        await asyncio.sleep(ANSWERS_AFTER)
        return web.Response(status=201)


@pytest.fixture
def crowd(app: Flask, jana: Member) -> Iterator[list[Member]]:
    """Clients who never sleep."""
    chores, app.extensions["chores"] = app.extensions["chores"], ()
    town = Town(manager=jana, rng=random.Random(9))  # noqa: S311  # because: it keeps no secret
    for _ in range(CLIENTS):
        town.add_client([], quiet=(time(0), time(0)))
    yield list(town.clients.values())
    app.extensions["chores"] = chores


def plan(members: list[Member], now: datetime) -> None:
    """Messages that come due one after the other."""
    with at_work(members[0]) as session:
        session.add_all(
            Reminder(
                client_id=client_of(members[number % CLIENTS]).id,
                subject="message",
                subject_id=number,
                version=0,
                offset="now-1",
                due_at=now + number * WITHIN / DUE,
                expires_at=now + timedelta(days=1),
                created_at=now,
            )
            for number in range(DUE)
        )


def run(app: Flask, member: Member, service: Service) -> None:
    """One worker at its real pace, till everything is accepted."""
    left = sa.select(sa.func.count()).where(Reminder.state != "accepted")

    async def work() -> None:
        stop, give_up = asyncio.Event(), monotonic() + (WITHIN + 2 * LIMIT).total_seconds()
        sign = signer(app.extensions["vapid"], "mailto:team@example.org")
        async with open_http() as http:
            worker = Worker(Push(http, sign, {service.origin}), public_url="http://localhost")
            going = asyncio.create_task(worker.go_on(stop))
            with carrier_opened(client_of(member).carrier_id):
                is_over = False
                while not is_over and monotonic() < give_up:
                    await asyncio.sleep(0.5)
                    with at_work(member) as session:
                        is_over = session.scalar(left) == 0
            stop.set()
            await going

    def apart() -> None:
        with app.app_context():
            asyncio.run(work())

    aside(apart)


def waits(app: Flask, members: list[Member]) -> list[timedelta]:
    """How long after it was due each was accepted, the shortest first."""
    with Slow() as service:
        for number, member in enumerate(members):
            subscribe(member, service, Device(f"{number}"))
        plan(members, clock.now())
        run(app, members[0], service)
    due = {row.id: row.due_at for row in rows(members[0], Reminder)}
    found = [
        row.accepted_at - due[row.reminder_id]
        for row in rows(members[0], Delivery)
        if row.accepted_at
    ]
    assert len(found) == DUE
    return sorted(found)


@pytest.mark.timeout(600)
def test_what_comes_due_goes_out_in_time(app: Flask, crowd: list[Member]) -> None:
    found = waits(app, crowd)
    p99 = found[len(found) * 99 // 100 - 1]
    print({"p99": p99.total_seconds(), "median": found[len(found) // 2].total_seconds()})
    assert p99 <= LIMIT
    assert found[0] >= timedelta(0), "nothing before its time"


@pytest.mark.sqlite_only
def test_a_planted_worker_that_sends_one_after_the_other_is_late(
    app: Flask, crowd: list[Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: one row a round, and a pause after each."""
    take = batch.take

    def slowly(*, due_by: datetime, limit: int) -> tuple[int, list[batch.Outgoing]]:
        count, found = take(due_by=due_by, limit=min(limit, 1))
        return (0 if count else count), found

    monkeypatch.setattr(batch, "take", slowly)
    monkeypatch.setattr(sys.modules[__name__], "LIMIT", timedelta(seconds=1.5))  # it takes minutes
    with pytest.raises(AssertionError):
        test_what_comes_due_goes_out_in_time(app, crowd)
