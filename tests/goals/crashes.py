"""What goal_05 kills and counts: a nursery of processes, a push service, and who is lost."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import sqlalchemy as sa
from aiohttp import web
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Reminder
from tests.cast import Member
from tests.notices.scene import client_of, rows
from tests.postgres import ADMIN, OWNER, ROLE, engine_by
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

PATIENCE = 300 if os.environ.get("FULL_GOALS") == "1" else 60  # seconds; it may run beside others
ROOT = Path(__file__).resolve().parents[2]


class Phones(Service):
    """Takes every push after some milliseconds, as a service does, and counts it by its tag."""

    def __init__(self, device: Device, rng: random.Random) -> None:
        super().__init__()
        self.device, self.rng = device, rng
        self.tags: Counter[str] = Counter()  # what the service has taken, answered or not

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take it, and only then answer: in between is where killing hurts."""
        self.tags[self.device.read(await request.read())["tag"]] += 1
        await asyncio.sleep(self.rng.random() * 0.02)
        return web.Response(status=201)

    @property
    def repeats(self) -> int:
        """How many came more than once."""
        return self.tags.total() - len(self.tags)


class Nursery:
    """Children to be killed; each is replaced at once."""

    def __init__(self, process: "subprocess.Popen[str]", rng: random.Random) -> None:
        self._process, self._rng = process, rng
        self.children: dict[int, str] = {}
        self.kills = 0

    def bear(self, kind: str) -> None:
        """Start one more."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(kind + "\n")
        self._process.stdin.flush()
        self.children[int(self._process.stdout.readline())] = kind

    def kill_one(self) -> None:
        """Kill any of them as the kernel kills; another one takes its place."""
        pid = self._rng.choice(sorted(self.children))
        kind = self.children.pop(pid)
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        self.bear(kind)

    def end(self, kind: str = "") -> None:
        """Kill all of a kind for good."""
        for pid in [pid for pid, one in self.children.items() if one.startswith(kind)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            del self.children[pid]


@contextmanager
def nursery(app: Flask, sink: Service, log: Path, rng: random.Random) -> Iterator[Nursery]:
    """A nursery on the application's database; whatever happens, no child survives the block."""
    settings = app.config["SETTINGS"]
    own = {
        "DATABASE_URL": settings.database_url,
        "KEY_FILE": str(settings.key_file),
        "VAPID_KEY_FILE": str(settings.vapid_key_file),
        "PUBLIC_URL": settings.public_url,
        "PUSH_HOSTS": sink.origin,
    }
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.goals.nursery"],
            cwd=ROOT,
            env={**os.environ, **{f"SCHRITTWEISE_{name}": value for name, value in own.items()}},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            start_new_session=True,
        )
    with process:
        made = Nursery(process, rng)
        try:
            yield made
        finally:
            made.end()
            process.kill()


def crash_database() -> None:
    """Kill the application's connections in the server: PostgreSQL then throws everybody out,
    stops, and comes back by replaying its log."""
    mine = sa.text("SELECT pid FROM pg_stat_activity WHERE usename = :role LIMIT 1")
    with engine_by(ADMIN).connect() as connection:
        pid = connection.execute(mine, {"role": ROLE}).scalar_one()
        os.kill(pid, signal.SIGKILL)
        # Not at once: who connects before it has noticed is thrown out, too.
        wait_for(partial(is_thrown_out, connection))
    for engine in (db.engine, engine_by(ADMIN), engine_by(OWNER)):
        wait_for(partial(answers, engine))


def is_thrown_out(connection: sa.Connection) -> bool:
    """True once the server has closed this connection."""
    try:
        connection.execute(sa.text("SELECT 1"))
    except sa.exc.OperationalError:
        return True
    return False


def answers(engine: sa.Engine) -> bool:
    """True when the server is there again; connections from before are thrown away."""
    engine.dispose()
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.OperationalError:
        return False
    return True


def add_due(member: Member, numbers: range) -> None:
    """So many messages are due now, at any hour."""
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
                due_at=now,
                expires_at=now + timedelta(days=1),
                created_at=now,
            )
            for number in numbers
        )


def states(member: Member) -> Counter[str]:
    """How the messages stand."""
    return Counter(row.state for row in rows(member, Reminder) if row.subject == "message")


def settled(member: Member, seconds: float = PATIENCE) -> bool:
    """Wait till nothing waits any more; False when something stays."""
    end = monotonic() + seconds
    while monotonic() < end:
        if set(states(member)) == {"accepted"}:
            return True
        sleep(0.1)
    return False


def wait_for(check: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait till it is so."""
    end = monotonic() + seconds
    while not check():
        assert monotonic() < end, "did not happen in time"
        sleep(0.001)
