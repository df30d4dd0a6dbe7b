"""A process that has everything loaded and forks off workers and desks to be killed.

`python -m tests.goals.nursery` reads a command a line and prints the child's process id:
`worker FAULT LEASE` or `desk TOKEN CARRIER CLIENT FILE`. It ends with its input.
"""

import asyncio
import itertools
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from app import create_app
from app.caseload.models import Client
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.notices import batch, claim, worker
from app.notices.batch import Outgoing
from app.notices.push import Answer
from app.notices.worker import Worker
from tests.goals.full_disk import Desk
from tests.visits import visitor_of

turns = itertools.count()
worker.PAUSE = 0.1
app = create_app()


async def mark_first(self: Worker, out: Outgoing) -> None:
    """Planted: rows are marked, then sent one after the other, so that nothing comes twice."""
    if batch.keep(out):
        batch.record(out, {to.delivery_id: Answer(status=201) for to in out.to})
        async with self._turn:
            await asyncio.gather(*(self._ask(out, to) for to in out.to))


FAULTS = {"none": Worker._deliver, "mark_first": mark_first}


def work(fault: str, lease: str = "2") -> None:
    """Be a reminder worker till somebody kills it; nobody wants to wait a minute for a lease."""
    claim.LEASE = timedelta(seconds=float(lease))
    Worker._deliver = FAULTS[fault]  # type: ignore[method-assign]
    settings = app.config["SETTINGS"]
    with app.app_context():
        asyncio.run(
            worker.run(once=False, public_url=settings.public_url, push_hosts=settings.push_hosts)
        )


def sit_at_desk(token: str, carrier: str, client: str, path: str) -> None:
    """Make one appointment after another; a line in the file for each that was answered well."""
    with app.app_context():
        browser = visitor_of(app)
        browser.set_cookie(app.config["COOKIE_NAME"], token)
        with carrier_opened(int(carrier)):
            desk = Desk(browser, browser, db.session.get_one(Client, int(client)))
        desk.turn = next(turns) * 400  # minutes: nobody makes the same appointment twice
        db.session.remove()
        with open(path, "ab", buffering=0) as told:
            while True:
                if desk.make_appointment() == 303:
                    told.write(b"made\n")
                time.sleep(0.05)  # without a pause others never come to write: SQLite is not fair


def fork(act: Callable[..., None], *given: str) -> int:
    """Let a child do it; nothing of the parent's connections is used by both."""
    pid = os.fork()
    if pid:
        next(turns)
        return pid
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        act(*given)
    finally:
        os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for line in sys.stdin:
        kind, *given = line.split()
        act: Callable[..., None] = work if kind == "worker" else sit_at_desk
        print(fork(act, *given), flush=True)
    os.killpg(0, signal.SIGKILL)  # whoever asked is gone: no child outlives its nursery
