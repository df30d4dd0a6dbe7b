"""The reminder worker: claims, sends, records, round after round; any number side by side."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app.carriers.one_by_one import carrier_ids
from app.core import clock
from app.core.beside import Beside
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices import batch, watch
from app.notices.batch import Addressed, Outgoing
from app.notices.claim import BATCH, LEASE
from app.notices.endpoints import origin_of
from app.notices.push import CONNECTIONS, Answer, Push, open_http
from app.notices.steadiness import Steadiness
from app.notices.vapid import contact_of, signer
from app.notices.verdicts import LADDER, Kind, Verdict

PAUSE = 2.0  # seconds between rounds that found nothing
RETRY = 0.5  # seconds till the database is asked again
WATCH_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)


async def run(*, once: bool, public_url: str, push_hosts: Collection[str]) -> None:
    """Work until SIGTERM or Ctrl-C and finish what is on its way; `once`: only what is due."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    sign = signer(current_app.extensions["vapid"], contact_of(public_url))
    async with open_http() as http:
        worker = Worker(Push(http, sign, push_hosts), public_url=public_url)
        await (worker.drain() if once else worker.go_on(stop))


class Worker:
    """One process' work. Everything it must not lose stands in the database."""

    def __init__(self, push: Push, *, public_url: str, name: str = "") -> None:
        self._push, self._public_url = push, public_url
        self._name = name or f"{socket.gethostname()}-{os.getpid()}"
        self._paused: dict[str, datetime] = {}  # services that asked for a pause: until when
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._watched_at: datetime | None = None
        self._overdue = 0
        self._time = Steadiness()

    async def drain(self) -> None:
        """Send what is due now, look after the rest once, and end."""
        due_by = clock.now()
        while self._round(due_by) or self._on_their_way:
            await self._let_send()
        self._look_after()

    async def go_on(self, stop: asyncio.Event) -> None:
        """Round after round; trouble with the database is waited out, never the end."""
        while not stop.is_set():
            try:
                claimed = self._round(clock.now())
                self._look_after()
            except Exception as error:  # because: a full disk or a lost database passes
                log.error("reminders: a round broke: %s", type(error).__name__)
                claimed = 0
            if claimed:
                await self._let_send()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)
        await self._finish()

    def _round(self, due_by: datetime) -> int:
        """Claim for each carrier what there are free hands for; return how many rows.

        While the clock cannot be trusted, none.
        """
        claimed, carriers = 0, carrier_ids()
        for carrier_id in carriers if self._time.look() else ():
            free = CONNECTIONS - len(self._on_their_way)
            if free <= 0:
                break
            with carrier_opened(carrier_id):
                count, outgoing = batch.take(due_by=due_by, limit=min(BATCH, free))
                for out in outgoing:
                    self._start(out)
            claimed += count
        db.session.expunge_all()
        return claimed

    def _start(self, out: Outgoing) -> None:
        """Begin to send; the task keeps the carrier that is open now."""
        task = asyncio.get_running_loop().create_task(self._deliver(out))
        self._on_their_way.add(task)
        task.add_done_callback(self._on_their_way.discard)

    async def _let_send(self) -> None:
        """Wait till at least one is done: its place is free then."""
        if self._on_their_way:
            await asyncio.wait(self._on_their_way, return_when=asyncio.FIRST_COMPLETED)

    async def _finish(self) -> None:
        while self._on_their_way:
            await asyncio.wait(self._on_their_way)

    async def _deliver(self, out: Outgoing) -> None:
        """Keep, send, record one reminder. Whatever breaks here breaks this one alone."""
        try:
            if not await self._is_still_ours(out):
                return
            answers = await asyncio.gather(*(self._ask(out, to) for to in out.to))
            found = dict(zip((to.delivery_id for to in out.to), answers, strict=True))
            verdicts = await _write_down(out, found)
            for to in out.to:
                self._learn(to, found[to.delivery_id], verdicts[to.delivery_id])
        except Exception as error:  # because: one row must never end the worker
            log.error("reminder %s broke: %s", out.due.id, type(error).__name__)
            _try_to(lambda: batch.move_aside(out))

    async def _is_still_ours(self, out: Outgoing) -> bool:
        """Look once more, in turn; between two looks the answers that came are written down.

        So little is unwritten when a worker dies, and little is sent again.
        """
        async with self._turn:
            await asyncio.sleep(0)
            return batch.keep(out)

    async def _ask(self, out: Outgoing, to: Addressed) -> Answer:
        """Post to one browser's service, unless it asked to be left alone for a while."""
        until, now = self._paused.get(_service(to)), clock.now()
        if until is not None and until > now:
            return Answer(paused_for=until - now)
        return await self._push.send(batch.letter(out, to, public_url=self._public_url))

    def _learn(self, to: Addressed, answer: Answer, verdict: Verdict) -> None:
        """Pause a service that asks for it; raise the alarm where a person must look."""
        if answer.paused_for is not None:
            return
        service = _service(to)
        if verdict.kind in (Kind.BUSY, Kind.BARRED):
            self._paused[service] = clock.now() + (verdict.wait or LADDER[0])
        if verdict.kind in (Kind.BARRED, Kind.REFUSED):
            log.error("push service %s answered %s", service, answer.status or "nothing allowed")

    def _look_after(self) -> None:
        """Once a minute see who is unreached, what is late, what else is due; each round a beat."""
        now, jumped_at = clock.now(), self._time.jumped_at
        is_time = self._watched_at is None or now - self._watched_at >= WATCH_EVERY
        if is_time and jumped_at is None:
            self._watched_at = now
            with_late = {id_: due for id_ in carrier_ids() if (due := _look_through(id_, now=now))}
            self._overdue = _standing_still(with_late)
        for chore in current_app.extensions["chores"]:
            if isinstance(chore, Beside) or (is_time and jumped_at is None):
                chore(now)
        with transaction():
            watch.beat(self._name, now=now, overdue=self._overdue, jumped_at=jumped_at)
        db.session.expunge_all()


async def _write_down(out: Outgoing, found: dict[int, Answer]) -> dict[int, Verdict]:
    """Record what was answered. A lost database is waited for as long as a lease may last:

    nobody else knows it, and what is not written down is sent again.
    """
    give_up = clock.elapsed() + LEASE
    while True:
        try:
            return batch.record(out, found)
        except (sa.exc.OperationalError, sa.exc.InterfaceError):
            if clock.elapsed() > give_up:
                raise
        await asyncio.sleep(RETRY)


def _look_through(carrier_id: int, *, now: datetime) -> list[datetime]:
    """Put the unreached of a carrier on the call list; return when its late ones were due."""
    with carrier_opened(carrier_id), transaction():
        watch.call_unreached(now=now)
        return watch.late(now=now)


def _standing_still(with_late: dict[int, list[datetime]]) -> int:
    """How many came due after the last push that got through anywhere: of these none went out.

    One device that fails for days, or a long queue that moves, is no standstill.
    """
    if not with_late:
        return 0
    accepted = []
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id), transaction():
            accepted.append(watch.last_accepted())
    last = max((at for at in accepted if at is not None), default=None)
    return sum(last is None or due > last for dues in with_late.values() for due in dues)


def _service(to: Addressed) -> str:
    return origin_of(to.device.target.endpoint)


def _try_to(work: Callable[[], None]) -> None:
    """Do what can wait: when the database is away, the lease runs out by itself."""
    try:
        work()
    except sa.exc.SQLAlchemyError as error:
        log.error("reminders: the database failed: %s", type(error).__name__)
