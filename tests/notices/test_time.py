"""The database's clock decides; a clock that jumps stops the sending; other rules of the zone are
reckoned anew."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.models import Appointment
from app.core import clock
from app.core.db import db, transaction
from app.notices.chores import follow_zone_rules
from app.notices.models import WorkerBeat, ZoneRules
from app.notices.push import Answer
from app.notices.steadiness import JUMP, Steadiness
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
    waiting,
)
from tests.push_stubs.device import Device

MINUTE = timedelta(minutes=1)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A machine whose clock and whose count of time the test sets."""

    class Machine:
        count = timedelta(hours=1)

        def set_clock(self, ahead: timedelta) -> None:
            monkeypatch.setattr(clock, "machine", lambda: datetime.now(UTC) + ahead)

    made = Machine()
    monkeypatch.setattr(clock, "elapsed", lambda: made.count)
    yield made
    clock.follow(clock.machine())  # the machine is right again


# ---- whose clock ----


def test_the_database_says_what_time_it_is(app: Flask, machine: Any) -> None:
    """A machine that is an hour fast goes by the database's clock from its first transaction on."""
    machine.set_clock(timedelta(hours=1))
    with transaction() as session:
        session.execute(sa.select(1))
    apart = clock.now() - datetime.now(UTC)
    if db.engine.dialect.name == "sqlite":  # it has no other clock than ours
        assert apart > timedelta(minutes=59)
    else:
        assert abs(apart) < timedelta(seconds=5)


@pytest.mark.sqlite_only
def test_small_differences_are_not_followed(app: Flask) -> None:
    before = clock.now() - clock.machine()
    clock.follow(clock.machine() + before + timedelta(milliseconds=400))
    assert abs(clock.now() - clock.machine() - before) < timedelta(milliseconds=100)


# ---- a clock that jumps ----


@pytest.mark.sqlite_only
@pytest.mark.parametrize("jump", [timedelta(minutes=6), timedelta(days=-1), timedelta(days=400)])
def test_a_jump_is_waited_out_and_over_by_itself(app: Flask, machine: Any, jump: timedelta) -> None:
    seen = Steadiness()
    assert seen.look()
    machine.count += MINUTE
    clock.shift(MINUTE)
    assert seen.look()
    clock.shift(MINUTE + jump)
    for _ in range(5):
        assert not seen.look()
        machine.count += MINUTE
        clock.shift(clock.now() - clock.machine() + MINUTE)
    assert seen.look()
    assert seen.jumped_at is None


@pytest.mark.sqlite_only
def test_a_clock_set_right_by_a_little_is_no_jump(app: Flask, machine: Any) -> None:
    seen = Steadiness()
    assert seen.look()
    clock.shift(JUMP - MINUTE)
    assert seen.look()


@pytest.mark.sqlite_only
def test_a_worker_that_starts_in_the_past_waits(app: Flask, machine: Any) -> None:
    with transaction() as session:
        session.add(WorkerBeat(name="other", at=clock.now() + timedelta(hours=2), overdue=0))
    seen = Steadiness()
    assert not seen.look()
    machine.count += JUMP
    clock.shift(JUMP)
    assert seen.look()


class Silence:
    """Instead of push services: nobody may be told anything."""

    sent = 0

    async def send(self, _letter: object) -> Answer:
        """Count it."""
        self.sent += 1
        return Answer(status=201)


def test_nothing_is_sent_while_the_clock_jumps_and_everybody_can_see_it(
    app: Flask, machine: Any, selam: Member, visitor: Any
) -> None:
    go_to(MORNING)
    keep(client_of(selam), "https://fcm.googleapis.com/a", Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    push = Silence()
    worker = Worker(push, public_url="http://localhost", name="test")  # type: ignore[arg-type]

    async def rounds() -> None:
        await worker.drain()
        go_to(reminders(selam)[0].due_at)  # three days in an instant
        await worker.drain()

    asyncio.run(rounds())
    assert push.sent == 0
    assert waiting(selam).keys() == {"d3", "d1", "h2"}
    assert visitor.get("/healthz").get_json()["worker"] == "clock"
    assert visitor.get("/healthz").status_code == 503
    machine.count += JUMP
    clock.shift(clock.now() - clock.machine() + JUMP)
    asyncio.run(worker.drain())
    assert push.sent == 1
    assert visitor.get("/healthz").get_json()["worker"] == "ok"


# ---- other rules of the zone ----


def test_other_rules_of_the_zone_keep_the_wall_times(selam: Member, yonas: Member) -> None:
    """What was reckoned with old rules stands an hour off; the wall time is what was agreed on."""
    go_to(MORNING)
    made = [make_appointment(one, starts_local=in_days(5, time(10))) for one in (selam, yonas)]
    agreed = waiting(selam)
    follow_zone_rules(clock.now())
    for member in (selam, yonas):
        with at_work(member) as session:
            hour = timedelta(hours=1)
            for found in session.scalars(sa.select(Appointment)):
                found.starts_at += hour
                found.ends_at += hour
            session.flush()
        for row in reminders(member):
            with at_work(member) as session:
                session.merge(row).due_at += hour
    assert waiting(selam) != agreed
    follow_zone_rules(clock.now())
    assert waiting(selam) != agreed  # the rules are the same: nothing is touched
    with transaction() as session:
        session.execute(sa.update(ZoneRules).values(mark="older"))
    follow_zone_rules(clock.now())
    for member, before in zip((selam, yonas), made, strict=True):
        assert waiting(member) == agreed
        with at_work(member) as session:
            after = session.get_one(Appointment, before.id, populate_existing=True)
            assert after.starts_at == clock.instant(in_days(5, time(10)))
            assert after.ends_at - after.starts_at == timedelta(minutes=45)
    with transaction() as session:
        assert session.get_one(ZoneRules, clock.ZONE).mark == clock.rules_mark()


def test_a_mark_follows_the_rules_of_a_zone() -> None:
    assert (
        clock.rules_mark() == clock.rules_mark("Europe/Berlin") == clock.rules_mark("Europe/Paris")
    )
    assert clock.rules_mark("Europe/London") != clock.rules_mark()
