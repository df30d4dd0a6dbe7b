"""goal_11: nobody is silently unreachable: every reminder comes to an end, and whom no phone told
of an appointment is somebody to call, half a day before at the latest.

Lives of some days: phones of all kinds come and go, appointments are made, moved and cancelled.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment
from app.core import clock
from app.notices import batch, watch
from app.notices.models import FINAL
from app.notices.weighing import Fate, weigh
from tests.cast import Member
from tests.goals.lives import ANSWERS, HALF_A_DAY, Town
from tests.notices.scene import MORNING, go_to
from tests.notices.test_handlers import cancel, move

pytestmark = pytest.mark.goal_11
FULL = os.environ.get("FULL_GOALS") == "1"
LIVES, DAYS = (30, 14) if FULL else (1, 5)
EVERY = timedelta(hours=3)
ACTS = ("meet", "meet", "move", "cancel", "phone")


@pytest.fixture
def town(app: Flask, jana: Member) -> Iterator[Town]:
    """A client with each kind of phone, one with two, one with none."""
    chores, app.extensions["chores"] = app.extensions["chores"], ()
    made = Town(manager=jana, rng=random.Random(11))  # noqa: S311  # because: it keeps no secret
    for phones in (*([kind] for kind in ANSWERS), ["gone", "good"], []):
        made.add_client(phones)
    yield made
    app.extensions["chores"] = chores


class Life:
    """Some days of the town, and what was wrong in them."""

    def __init__(self, town: Town) -> None:
        self.town, self.appointments = town, list[Appointment]()
        self.faults: list[str] = []

    def act(self) -> None:
        """One thing that happens on a working day."""
        town, rng = self.town, self.town.rng
        what = rng.choice(ACTS if self.appointments else ACTS[:1])
        members = [town.clients[one] for one in sorted(town.clients)]
        if what == "phone":
            return town.add_phone(rng.choice(members), rng.choice(sorted(ANSWERS)))
        if what == "meet":
            some = rng.sample(members, rng.randint(1, 3))
            self.appointments.append(town.meet(some, town.any_time(days=5)))
            return None
        chosen = rng.choice(self.appointments)
        appointment = self._as_it_is(chosen)
        if what == "cancel":
            self.appointments.remove(chosen)
        if appointment is None or appointment.starts_at <= clock.now():
            return None
        if what == "cancel":
            return cancel(appointment, town.anybody)
        move(appointment, town.anybody, to=town.any_time(days=5))
        # The row says its version: to the time it has already, it is not moved.
        if (moved := self._as_it_is(chosen)) is not None:
            town.made_at.setdefault((moved.id, moved.version), clock.now())
        return None

    def _as_it_is(self, appointment: Appointment) -> Appointment | None:
        """The row as it stands now: an old copy would bring its old time back."""
        found = [one for _, one in self.town.meetings() if one.id == appointment.id]
        return found[0] if found else None

    def moments(self) -> list[datetime]:
        """When to look next: half a day before each appointment, and in three hours."""
        now = clock.now()
        limits = {one.starts_at - HALF_A_DAY for _, one in self.town.meetings()}
        return sorted(one for one in {*limits, now + EVERY} if now < one <= now + EVERY)

    def look(self) -> None:
        """Nobody whose appointment is half a day away may be silently unreachable."""
        town, now = self.town, clock.now()
        settled = town.reached() | town.called()
        for client_id, meeting in town.meetings():
            planned_at = town.made_at[meeting.id, meeting.version]
            limit = meeting.starts_at - HALF_A_DAY
            is_close = planned_at <= limit <= now < meeting.starts_at
            if is_close and (client_id, meeting.id, meeting.version) not in settled:
                self.faults.append(f"{client_id} is silently unreachable")

    def live(self) -> list[str]:
        """Let the days pass; then all that is left comes to its end."""
        go_to(MORNING)
        for _ in range(4):
            self.act()
        while clock.now() < MORNING + timedelta(days=DAYS):
            for moment in self.moments():
                go_to(moment)
                self.town.drain()
                self.look()
            if 8 <= clock.local(clock.now()).hour < 18:
                self.act()
        self.town.pass_time(clock.now() + timedelta(days=16), step=timedelta(hours=6))
        self.look()
        open_ones = [row for row in self.town.reminders() if row.state not in FINAL]
        self.faults += [f"{row.offset} has no end: {row.reason}" for row in open_ones]
        return self.faults


@pytest.mark.timeout(3600)
def test_every_reminder_ends_and_nobody_is_silently_unreachable(town: Town) -> None:
    found, rows, called = dict[int, list[str]](), 0, 0
    for life in range(LIVES):
        town.rng.seed(life)  # any can be repeated
        town.begin_again()
        if faults := Life(town).live():
            found[life] = faults
        assert town.air.taken
        rows, called = rows + len(town.reminders()), called + len(town.called())
    assert found == {}
    assert called, "some had to be called"
    print({"lives": LIVES, "clients": len(town.clients), "reminders": rows, "calls": called})


def test_who_is_unreachable_stands_on_the_page(
    town: Town, jana: Member, signed_in: Callable[[Member], FlaskClient]
) -> None:
    go_to(MORNING)
    everybody = list(town.clients.values())
    meeting = town.meet(
        everybody, datetime.combine(clock.today() + timedelta(days=2), MORNING.time())
    )
    go_to(meeting.starts_at - HALF_A_DAY)
    town.drain()
    reached = {client_id for client_id, *_ in town.reached()}
    page = signed_in(jana).get("/desk/calls").text
    for client_id in town.clients:
        assert (f'/desk/clients/{client_id}"' in page) is (client_id not in reached)


# ---- planted ----


def forgetful(*_: Any, **__: Any) -> int:
    """Planted: nobody looks half a day before."""
    return 0


@pytest.mark.sqlite_only
def test_a_planted_worker_that_does_not_look_ahead_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "call_unreached", forgetful)
    assert any("silently" in fault for fault in Life(town).live())


@pytest.mark.sqlite_only
def test_a_planted_worker_that_waits_for_ever_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def patient(due: Any, **more: Any) -> Fate | None:
        fate = weigh(due, **more)
        is_over = fate is not None and fate.state == "expired"
        return Fate(until=more["now"] + timedelta(days=365), reason="busy") if is_over else fate

    monkeypatch.setattr(batch, "weigh", patient)
    assert any("has no end" in fault for fault in Life(town).live())
