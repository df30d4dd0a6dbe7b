"""goal_05: workers and desks are killed at any moment and the database crashes: nothing is lost.

What was with the push service when its worker died goes out once more, as it must: nobody knows
whether it arrived. It bears the same tag and the same topic, so the phone shows it once.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.models import Appointment
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests.cast import Member
from tests.goals import crashes
from tests.goals.crashes import Nursery, Phones
from tests.goals.full_disk import PLACE, half_appointments
from tests.notices.scene import client_of, subscribe
from tests.postgres import ADMIN, ROLE, engine_by
from tests.push_stubs.device import Device

pytestmark = pytest.mark.goal_05
FULL = os.environ.get("FULL_GOALS") == "1"
LEASE = 10 if FULL else 2  # seconds: nobody wants to wait a minute in a test
KILLS, CRASHES, EACH = (200, 12, 2) if FULL else (6, 2, 1)  # the last: due before each death


@dataclass(kw_only=True)
class Ground:
    """Who gets messages, the service they go through, and the processes that are killed."""

    member: Member
    phones: Phones
    nursery: Nursery
    rng: random.Random
    added: int = 0
    crashes: int = 0

    def add(self, count: int) -> None:
        """So many more are due now."""
        crashes.add_due(self.member, range(self.added, self.added + count))
        self.added += count

    def next_push(self) -> None:
        """Wait till the service takes one more, and then some milliseconds at random."""
        before = self.phones.tags.total()
        crashes.wait_for(lambda: self.phones.tags.total() > before)
        sleep(self.rng.random() * 0.025)

    def faults(self) -> list[str]:
        """What must not be: messages that never went out, more repeats than deaths."""
        is_settled = crashes.settled(self.member)
        found = [] if is_settled else [f"stuck: {crashes.states(self.member)}"]
        lost = self.added - len(self.phones.tags)
        found += [f"lost: {lost}"] if lost else []
        deaths = self.nursery.kills + self.crashes
        print({"messages": self.added, "deaths": deaths, "repeats": self.phones.repeats})
        found += [f"repeats: {self.phones.repeats}"] if self.phones.repeats > deaths else []
        return found


@contextmanager
def ground(app: Flask, member: Member, log: Path, *, workers: str, count: int) -> Iterator[Ground]:
    rng = random.Random(5)  # noqa: S311  # because: it shuffles, it keeps no secret
    device = Device("a")
    with Phones(device, rng) as phones, crashes.nursery(app, phones, log, rng) as born:
        subscribe(member, phones, device)
        for _ in range(count):
            born.bear(f"worker {workers} {LEASE}")
        yield Ground(member=member, phones=phones, nursery=born, rng=rng)


@pytest.mark.timeout(1800)
def test_killed_at_any_moment_nothing_is_lost(
    app: Flask, jana: Member, selam: Member, tmp_path: Path
) -> None:
    log, told = tmp_path / "log", tmp_path / "told"
    with ground(app, selam, log, workers="none", count=3) as town:
        client = client_of(selam)
        town.nursery.bear(f"desk {jana.token()} {client.carrier_id} {client.id} {told}")
        while town.nursery.kills < KILLS:
            town.add(EACH)
            town.next_push()
            town.nursery.kill_one()
        crashes.wait_for(lambda: told.exists() and told.stat().st_size)
        town.nursery.end("desk")
        assert town.faults() == [], log.read_text()
    promised = len(told.read_text().splitlines())
    with carrier_opened(client.carrier_id):
        assert list(half_appointments()) == []
        made = sa.select(sa.func.count(Appointment.id)).where(Appointment.place == PLACE)
        assert promised <= (db.session.scalar(made) or 0) <= promised + KILLS + 1
    assert promised > 0


def crowded(app: Flask, member: Member, log: Path, *, workers: str) -> list[str]:
    """Forty at once for one worker, which dies when the first of them is with the service."""
    with ground(app, member, log, workers=workers, count=1) as town:
        for _ in range(3 if FULL else 1):
            town.add(40)
            crashes.wait_for(lambda: len(town.phones.tags) > town.added - 40)
            town.nursery.kill_one()
        found = town.faults()
        most = max(town.phones.tags.values())
        assert most <= 1 + town.nursery.kills, "no message comes more often than somebody died"
        return [fault for fault in found if not fault.startswith("repeats")]


def test_in_the_middle_of_a_crowd_nothing_is_lost(
    app: Flask, selam: Member, tmp_path: Path
) -> None:
    assert crowded(app, selam, tmp_path / "log", workers="none") == []


@pytest.mark.sqlite_only
def test_a_planted_worker_that_marks_before_it_sends_is_caught(
    app: Flask, selam: Member, tmp_path: Path
) -> None:
    (fault,) = crowded(app, selam, tmp_path / "log", workers="mark_first")
    assert fault.startswith("lost")


@pytest.fixture
def durable(app: Flask) -> Iterator[None]:
    """What was committed is in the server's log, as in real use: tests are hastier otherwise."""
    for setting in ("SET synchronous_commit = on", "RESET synchronous_commit"):
        with engine_by(ADMIN).begin() as connection:
            connection.execute(sa.text(f"ALTER ROLE {ROLE} {setting}"))
        db.engine.dispose()
        if setting.startswith("SET"):
            yield


@pytest.mark.postgresql_only
@pytest.mark.usefixtures("durable")
@pytest.mark.timeout(1800)
def test_a_database_that_crashes_loses_nothing(app: Flask, selam: Member, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with ground(app, selam, log, workers="none", count=3) as town:
        for _ in range(CRASHES):
            town.add(EACH)
            town.next_push()
            crashes.crash_database()
            town.crashes += 1
        assert town.faults() == [], log.read_text()
