"""goal_06: after an outage of a minute or of three days everything goes out that still makes sense,
at once and by the rules; nothing after the start; for the rest somebody is asked to call."""

import os
import random
import time as real_time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from flask import Flask

from app.core import clock
from app.notices import batch, watch
from app.notices.due import Due
from app.notices.models import Reminder
from app.notices.weighing import Fate, weigh
from app.notices.worker import PAUSE
from tests.cast import Member
from tests.goals.lives import HALF_A_DAY, NEVER, NIGHT, Key, Town, is_waiting, key_of, sleeps
from tests.notices.scene import MORNING, go_to

pytestmark = pytest.mark.goal_06
FULL = os.environ.get("FULL_GOALS") == "1"
HOURS = (1 / 60, 0.25, 1, 3, 6, 9, 12, 24, 36, 48, 60, 72) if FULL else (1 / 60, 11, 72)
STARTS = (0, 7, 16, 32) if FULL else (32,)  # hours after nine in the morning: 32 is 17:00
MEETINGS = 40 if FULL else 12
CLIENTS, WITH_PHONE = 10, 8
PROMPT = timedelta(seconds=60)
GIVES_WAY = ("newer", "covered", "too_soon")
WAITS = ("too_soon", "gives_way")


@pytest.fixture
def town(app: Flask, jana: Member) -> Iterator[Town]:
    """Ten clients, two of them without a phone, half of them with quiet hours."""
    chores, app.extensions["chores"] = app.extensions["chores"], ()
    made = Town(manager=jana, rng=random.Random(6))  # noqa: S311  # because: it keeps no secret
    for number in range(CLIENTS):
        phones = ["good"] if number < WITH_PHONE else []
        made.add_client(phones, quiet=NIGHT if number % 2 else NEVER)
    yield made
    app.extensions["chores"] = chores


def outage(town: Town, *, begins: float, lasts: float) -> list[str]:
    """Let the worker stop for so many hours; what is wrong afterwards. Any can be repeated."""
    town.rng.seed(f"{begins} {lasts}")
    town.begin_again()
    go_to(MORNING)
    for _ in range(MEETINGS):
        members = town.rng.sample(sorted(town.clients), town.rng.randint(1, 4))
        town.meet([town.clients[one] for one in members], town.any_time(days=7))
    town.pass_time(MORNING + timedelta(hours=begins))
    go_to(MORNING + timedelta(hours=begins + lasts))
    return [*_catching_up(town), *_afterwards(town)]


def _catching_up(town: Town) -> Iterator[str]:
    """The worker is there again: what it does in its first minute."""
    back = clock.now()
    missed = {row.id: row for row in town.reminders() if is_waiting(row) and row.due_at <= back}
    began = real_time.monotonic()
    town.drain()
    took = timedelta(seconds=real_time.monotonic() - began + PAUSE)
    town.slowest = max(town.slowest, took)
    if took > PROMPT:
        yield f"it took {took}"
    reached, called = town.reached(), town.called()
    told = town.told_since(back - HALF_A_DAY)  # time went on while the worker weighed
    for row in town.reminders():
        if row.id not in missed:
            continue
        if row.expires_at <= back and key_of(row) not in reached | called:
            yield f"{row.offset} was missed and nobody is asked to call"
        if row.expires_at > back and not _is_justified(row, town, called, row.client_id in told):
            yield f"{row.offset} could have gone out, it is {row.state}, {row.reason}"


def _is_justified(row: Reminder, town: Town, called: set[Key], was_told: bool) -> bool:
    """True when it went out, or quiet hours, the twelve hours or no phone speak against it."""
    member = town.clients[row.client_id]
    if row.state == "accepted":
        return was_told
    if sleeps(member, clock.now()):
        return is_waiting(row) or row.reason in GIVES_WAY
    if row.client_id in sorted(town.clients)[WITH_PHONE:]:  # somebody calls her, once
        return key_of(row) in called and row.reason in ("no_device", *GIVES_WAY)
    return was_told and row.reason in (WAITS if is_waiting(row) else GIVES_WAY)


def _afterwards(town: Town) -> Iterator[str]:
    """The days after, till nothing waits."""
    town.pass_time(clock.now() + timedelta(days=11), step=timedelta(hours=3 if FULL else 6))
    starts = {meeting.id: meeting.starts_at for _, meeting in town.meetings()}
    for at, row in town.told():
        if at >= starts[row.subject_id]:
            yield f"{row.offset} went out after the start"
        if sleeps(town.clients[row.client_id], at):
            yield f"{row.offset} went out in quiet hours"
    waiting = [row.offset for row in town.reminders() if is_waiting(row)]
    if waiting:
        yield f"for ever: {waiting}"
    settled = town.reached() | town.called()
    for client_id, meeting in town.meetings():
        if (client_id, meeting.id, meeting.version) not in settled:
            yield f"{client_id} heard nothing of {meeting.id}"


@pytest.mark.timeout(3600)
def test_after_an_outage_everything_that_may_goes_out_at_once(town: Town) -> None:
    found, taken, called = dict[tuple[int, float], list[str]](), 0, 0
    for begins, hours in product(STARTS, HOURS):
        if faults := outage(town, begins=begins, lasts=hours):
            found[begins, hours] = faults
        assert town.air.taken
        taken, called = taken + len(town.air.taken), called + len(town.called())
    assert found == {}
    assert called, "some had to be called"
    told = {"outages": len(STARTS) * len(HOURS), "pushes": taken, "calls": called}
    print({**told, "seconds": round(town.slowest.total_seconds(), 1)})


# ---- planted ----

# From one in the afternoon till some hour of the night, or a day: in one of them it comes to light.
WATCHED = ((28, 13), (28, 24), (52, 16), (4, 14))


def too_late(due: Due, **more: object) -> Fate | None:
    """Planted: what is over is sent all the same."""
    return weigh(replace(due, expires_at=clock.now() + timedelta(days=1)), **more)  # type: ignore[arg-type]


def by_night(due: Due, **more: object) -> Fate | None:
    """Planted: whoever catches up does not look at the clock."""
    return weigh(replace(due, quiet_from=NEVER[0], quiet_to=NEVER[1]), **more)  # type: ignore[arg-type]


def sweeper(due: Due, **more: object) -> Fate | None:
    """Planted: what was missed waits for somebody who sweeps every hour."""
    fate = weigh(due, **more)  # type: ignore[arg-type]
    is_late = due.due_at < clock.now() - timedelta(minutes=5) and due.attempts == 1
    return Fate(until=clock.now() + timedelta(hours=1)) if fate is None and is_late else fate


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("planted", "words"),
    [(too_late, "after the start"), (by_night, "in quiet hours"), (sweeper, "could have gone out")],
)
def test_planted_workers_are_caught(
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    planted: Callable[..., Fate | None],
    words: str,
) -> None:
    monkeypatch.setattr(batch, "weigh", planted)
    lives = (outage(town, begins=begins, lasts=hours) for begins, hours in WATCHED)
    assert any(words in fault for faults in lives for fault in faults)


@pytest.mark.sqlite_only
def test_a_planted_worker_that_asks_nobody_to_call_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, name in ((batch, "call_if_unreached"), (watch, "ask_to_call")):
        monkeypatch.setattr(place, name, lambda *_, **__: None)
    found = outage(town, begins=28, lasts=72)
    assert any("nobody is asked to call" in fault for fault in found)
    assert any("heard nothing" in fault for fault in found)
