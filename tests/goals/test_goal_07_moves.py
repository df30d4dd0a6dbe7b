"""goal_07: however a move or a cancellation races with sending, nothing older than the last commit
goes out, and what the phone shows last is true.

What is on its way to the push service when somebody commits cannot be called back: a push counts
as older when the last look before it began after the commit. The news that follows takes its place.
"""

import asyncio
import json
import os
import random
import threading
import time as real_time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from app.appointments import service as appointments
from app.appointments.models import Appointment, AppointmentChange, Participation
from app.appointments.service import When
from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices import batch
from app.notices.batch import Outgoing
from app.notices.models import CallListEntry, Delivery, Reminder, WorkerBeat
from app.notices.push import Answer, Letter
from app.notices.worker import Worker
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
)
from tests.push_stubs.device import Device

pytestmark = pytest.mark.goal_07

# On each database: by turns, every point with every change; and at the same time.
BY_TURNS, AT_ONCE = (600, 400) if os.environ.get("FULL_GOALS") else (10, 5)
POINTS = ("before the claim", "after the claim", "after the last look", "on its way", "afterwards")
CHANGES = ("move", "cancel")
COMBINATIONS = list(product(POINTS, CHANGES))


@dataclass(kw_only=True)
class Race:
    """One reminder that is due, and one change that comes in between at some point."""

    member: Member
    appointment: Appointment
    change: str
    committed_at: float | None = None  # of the change
    looked_at: dict[int, float] = field(default_factory=dict)  # reminder -> begin of the last look
    sent: list[int] = field(default_factory=list)  # reminders, in the order of sending
    at: Callable[[str], None] = lambda _point: None

    def commit(self) -> None:
        """The manager moves or cancels it; each change is one transaction."""
        manager = self.member.manager
        assert manager is not None
        with carrier_opened(manager.grant.carrier_id or 0), transaction() as session:
            found = session.get_one(Appointment, self.appointment.id, populate_existing=True)
            if self.change == "cancel":
                appointments.cancel(found, by=manager.viewer, now=clock.now())
            else:
                when = When(starts_local=found.starts_local + timedelta(days=1), minutes=45)
                appointments.move(
                    found, to=when, place="", address="", by=manager.viewer, now=clock.now()
                )
        self.committed_at = real_time.monotonic()

    def older_ones(self) -> list[int]:
        """Reminders of the first version whose last look began after the commit."""
        with carrier_opened(client_of(self.member).carrier_id), transaction() as session:
            old = set(
                session.scalars(
                    sa.select(Reminder.id).where(
                        Reminder.version == 1, Reminder.subject == "appointment"
                    )
                )
            )
        late = self.committed_at
        return (
            [] if late is None else [n for n in self.sent if n in old and self.looked_at[n] > late]
        )


class Wire:
    """Instead of push services: notes what is sent, and gives the race its point on the way."""

    def __init__(self, race: Race) -> None:
        self.race = race

    async def send(self, letter: Letter) -> Answer:
        """Accept everything."""
        ack = json.loads(letter.body)["notification"]["data"]["ack"]
        self.race.at("on its way")
        await asyncio.sleep(0)
        with transaction() as session:
            self.race.sent.append(
                session.scalars(sa.select(Delivery.reminder_id).filter_by(ack_token=ack)).one()
            )
        return Answer(status=201)


def drain(race: Race) -> None:
    """Let one worker send what is due."""
    worker = Worker(Wire(race), public_url="http://localhost", name="test")  # type: ignore[arg-type]
    asyncio.run(worker.drain())


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Race]:
    """Note when each last look begins, for the race that is on; points stand around it."""
    on: list[Race] = []
    take, look = batch.take, batch.keep

    def taken(**more: object) -> object:
        on[-1].at("before the claim")
        found = take(**more)  # type: ignore[arg-type]
        on[-1].at("after the claim")
        return found

    def looked(out: Outgoing) -> bool:
        on[-1].looked_at[out.due.id] = real_time.monotonic()
        found = look(out)
        on[-1].at("after the last look")
        return found

    monkeypatch.setattr(batch, "take", taken)
    monkeypatch.setattr(batch, "keep", looked)
    return on


def begin(member: Member, change: str) -> Race:
    """An appointment whose first reminder is due now; what was before is gone."""
    gone = (Delivery, Reminder, CallListEntry, AppointmentChange, Participation, Appointment)
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        for table in (*gone, AccessLog, WorkerBeat):
            session.execute(sa.delete(table))
        session.expunge_all()
    go_to(MORNING)
    appointment = make_appointment(member, starts_local=in_days(5))
    go_to(reminders(member)[0].due_at)
    return Race(member=member, appointment=appointment, change=change)


def with_phone(member: Member) -> None:
    go_to(MORNING)
    keep(client_of(member), "https://fcm.googleapis.com/a", Device("a"))
    current_app.extensions["chores"] = ()


@pytest.fixture
def runner(app: Flask, selam: Member) -> Iterator[Member]:
    chores = app.extensions["chores"]
    with_phone(selam)
    yield selam
    app.extensions["chores"] = chores


def interleaved(member: Member, looks: list[Race], seed: int) -> Race:
    """The change comes at the point whose turn it is."""
    point, change = COMBINATIONS[seed % len(COMBINATIONS)]
    race = begin(member, change)
    looks[:] = [race]

    def at(here: str) -> None:
        if here == point and race.committed_at is None:
            race.commit()

    race.at = at
    drain(race)
    if race.committed_at is None:
        race.commit()
    return race


def in_threads(app: Flask, member: Member, looks: list[Race], seed: int) -> Race:
    """Worker and manager at the same time, as the machine lets them."""
    rng = random.Random(seed)  # noqa: S311  # because: it shuffles, it keeps no secret
    race = begin(member, rng.choice(CHANGES))
    looks[:] = [race]
    delay, broke = rng.random() * 0.06, []

    def change() -> None:
        try:
            with app.app_context():
                real_time.sleep(delay)
                race.commit()
                db.session.remove()
        except BaseException as error:  # because: a thread's failure must reach the test
            broke.append(error)

    other = threading.Thread(target=change)
    other.start()
    drain(race)
    other.join()
    assert not broke, broke
    return race


def ends_true(race: Race) -> bool:
    """The next morning at the latest her phone shows the appointment as it is."""
    for moment in (datetime.combine(clock.today() + timedelta(days=1), time(9)), in_days(1)):
        go_to(clock.instant(moment))
        drain(race)
    with carrier_opened(client_of(race.member).carrier_id), transaction() as session:
        last = session.get_one(Reminder, race.sent[-1])
        newest = session.get_one(Appointment, race.appointment.id, populate_existing=True)
        if race.change == "cancel":
            return last.offset == "cancelled"
        return last.version == newest.version == 2


def test_at_every_point_nothing_older_goes_out(runner: Member, looks: list[Race]) -> None:
    for seed in range(BY_TURNS):
        race = interleaved(runner, looks, seed)
        assert race.older_ones() == [], COMBINATIONS[seed % len(COMBINATIONS)]
        race.at = lambda _point: None
        assert ends_true(race), COMBINATIONS[seed % len(COMBINATIONS)]


def test_at_the_same_time_nothing_older_goes_out(
    app: Flask, runner: Member, looks: list[Race]
) -> None:
    for seed in range(AT_ONCE):
        race = in_threads(app, runner, looks, seed)
        assert race.older_ones() == [], seed


def test_a_planted_worker_that_does_not_look_again_is_caught(
    runner: Member, looks: list[Race], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(out: Outgoing) -> bool:
        looks[-1].looked_at[out.due.id] = real_time.monotonic()
        return True

    monkeypatch.setattr(batch, "keep", hasty)
    races = (interleaved(runner, looks, seed) for seed in range(len(COMBINATIONS)))
    assert any(race.older_ones() for race in races)
