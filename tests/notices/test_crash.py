"""Workers that are killed between sending and marking lose nothing."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from aiohttp import web
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from tests.cast import Member
from tests.notices.scene import client_of, rows, subscribe
from tests.push_stubs.device import Device
from tests.push_stubs.service import Received, Service

pytestmark = pytest.mark.goal_05
ROOT = Path(__file__).resolve().parents[2]
DUE, LATER, PROMPT = 25, 5, 10


class Sink(Service):
    """Counts each push, answers the first few at once and holds the others till released."""

    def __init__(self, device: Device) -> None:
        super().__init__()
        self.device = device
        self.tags: list[str] = []
        self.is_held = True

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Count, then answer or hold."""
        body = await request.read()
        received = Received(request.match_info["token"], body, dict(request.headers))
        self.tags.append(self.device.read(received.body)["tag"])
        place = len(self.tags)
        while self.is_held and place > PROMPT:
            await asyncio.sleep(0.01)
        return web.Response(status=201)


def add_reminders(member: Member) -> None:
    """Some are due, some only in an hour; sent by hand, so that each goes out by itself."""
    now, client = clock.now(), client_of(member)
    with carrier_opened(client.carrier_id), transaction() as session:
        awake = session.merge(client)  # these processes go by the real clock, be it night
        awake.quiet_from = awake.quiet_to = time(0)
        session.add_all(
            Reminder(
                client_id=client.id,
                subject="message",
                subject_id=number,
                version=0,
                offset="now-1",
                due_at=now + timedelta(hours=number >= DUE),
                expires_at=now + timedelta(days=1),
                created_at=now,
            )
            for number in range(DUE + LATER)
        )


@contextmanager
def workers(
    count: int, app: Flask, sink: Sink, log: Path
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start so many worker processes; whatever happens, none survives the block."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "SCHRITTWEISE_DATABASE_URL": settings.database_url,
        "SCHRITTWEISE_KEY_FILE": str(settings.key_file),
        "SCHRITTWEISE_VAPID_KEY_FILE": str(settings.vapid_key_file),
        "SCHRITTWEISE_PUBLIC_URL": settings.public_url,
        "SCHRITTWEISE_PUSH_HOSTS": sink.origin,
    }
    with log.open("ab") as written:
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "flask", "remind"],
                cwd=ROOT,
                env=environment,
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
            for _ in range(count)
        ]
    try:
        yield started
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(check: Callable[[], object], seconds: float = 60) -> None:
    end = monotonic() + seconds
    while not check():
        assert monotonic() < end, "did not happen in time"
        sleep(0.05)


def states(member: Member) -> Counter[str]:
    return Counter(row.state for row in rows(member, Reminder))


def leases_are_over(member: Member) -> None:
    """The minute that a worker has is over."""
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        over = clock.now() - timedelta(seconds=1)
        leased = sa.update(Reminder).where(Reminder.state == "leased")
        session.execute(leased.values(lease_until=over))


def test_kill_minus_nine_between_sending_and_marking_loses_nothing(
    app: Flask, selam: Member, tmp_path: Path
) -> None:
    device, log = Device("a"), tmp_path / "worker.log"
    with Sink(device) as sink:
        subscribe(selam, sink, device)
        add_reminders(selam)
        with workers(2, app, sink, log) as doomed:
            wait_for(lambda: len(sink.tags) == DUE)
            wait_for(lambda: states(selam)["accepted"] == PROMPT)
            for process in doomed:
                os.killpg(process.pid, signal.SIGKILL)
        assert states(selam) == {"accepted": PROMPT, "leased": DUE - PROMPT, "planned": LATER}
        sink.is_held = False
        leases_are_over(selam)
        with workers(3, app, sink, log) as healthy:
            wait_for(lambda: states(selam)["accepted"] == DUE)
            for process in healthy:
                process.terminate()
            assert [process.wait(60) for process in healthy] == [0, 0, 0], log.read_text()
        posts = Counter(sink.tags)
    assert len(posts) == DUE
    assert Counter(posts.values()) == {1: PROMPT, 2: DUE - PROMPT}
    assert states(selam) == {"accepted": DUE, "planned": LATER}


def test_a_worker_that_is_asked_to_end_finishes_what_is_on_its_way(
    app: Flask, selam: Member, tmp_path: Path
) -> None:
    device, log = Device("a"), tmp_path / "worker.log"
    with Sink(device) as sink:
        subscribe(selam, sink, device)
        add_reminders(selam)
        with workers(1, app, sink, log) as (worker,):
            wait_for(lambda: len(sink.tags) == DUE)
            worker.terminate()
            with pytest.raises(subprocess.TimeoutExpired):
                worker.wait(0.5)
            sink.is_held = False
            assert worker.wait(60) == 0, log.read_text()
    assert states(selam) == {"accepted": DUE, "planned": LATER}
