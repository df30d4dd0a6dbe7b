"""A change of carrier in any order of words and days: she goes only by her own yes."""

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from app.caseload import carrier_changes as service
from app.caseload import takeovers
from app.caseload.carrier_changes import Proposal
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.consents import Word
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.tenancy import carrier_opened
from app.team.changing import change_carriers
from tests import build
from tests.cast import Member
from tests.team.change import carrier_of, changes, lead_of, rows

DAY = 1  # so many days ahead it is proposed


class Days(RuleBasedStateMachine):
    """One client, both carriers and the calendar; a plain model says what must be true."""

    jana: Member
    brandt: Member
    lenz: Member
    seen: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        clock.shift(timedelta(0))
        self.here, self.there = carrier_of(self.jana), carrier_of(self.brandt)
        with carrier_opened(self.here), transaction():
            person, grant = build.person("A", "ti", Role.CLIENT, carrier_id=self.here)
            client = build.client(person, self.jana.person)
            self.client_id = client.id
        self.her = Member(person=person, grant=grant).viewer
        self.days = self.due = 0
        self.answer: str | None = None
        self.is_asked = self.is_accepted = False
        self.outcome: str | None = None

    @initialize(said=st.sampled_from(("yes, and taken over", "no", "nothing")))
    def begin(self, said: str) -> None:
        """Each story begins with the question, and most with an answer."""
        self.propose(None if said == "nothing" else said != "no")
        self.take_over()

    @rule(what=st.sampled_from(("next_day", "take_over", "say_yes", "say_no", "ask", "call_off")))
    def act(self, what: str) -> None:
        """One thing happens; one rule for all, so that each story may hold each of them."""
        acts: dict[str, Callable[[], None]] = {
            "next_day": self.next_day,
            "take_over": self.take_over,
            "say_yes": lambda: self.say(True),
            "say_no": lambda: self.say(False),
            "ask": lambda: self.propose(None),
            "call_off": self.call_off,
        }
        acts[what]()

    def propose(self, is_yes: bool | None) -> None:
        """The old carrier asks, and she may answer; a second time, it is refused."""
        may = not self.is_asked and self.outcome in (None, "called_off")
        try:
            with carrier_opened(self.here), transaction():
                client = db.session.get_one(Client, self.client_id)
                on_day = clock.today() + timedelta(days=DAY)
                new = Proposal(to_carrier_id=self.there, on_day=on_day)
                service.propose(client, new, by=self.jana.viewer, now=clock.now())
        except Refused:
            assert not may
            return
        assert may
        self.is_asked, self.outcome, self.due = True, None, self.days + DAY
        if is_yes is not None:
            self.say(is_yes)

    def say(self, is_yes: bool) -> None:
        """She says yes or no, as often as she wants."""
        try:
            with carrier_opened(self.here), transaction():
                change = service.get_for(self.her)
                word = Word(by=self.her, now=clock.now(), language="ti")
                service.answer(change, is_yes=is_yes, word=word)
        except Refused:
            assert not self.is_asked
            return
        if not is_yes or self.answer != "yes":
            self.is_accepted = False
        self.answer = "yes" if is_yes else "no"

    def take_over(self) -> None:
        """The new carrier takes over whoever wants to come."""
        with carrier_opened(self.there):
            waiting = [one.id for one in rows(self.there, Takeover) if one.moved_at is None]
            if not waiting:
                return
            with transaction():
                takeovers.accept(
                    waiting, self.brandt.person.id, by=self.lenz.viewer, now=clock.now()
                )
        self.is_accepted = self.is_asked and self.answer == "yes"

    def call_off(self) -> None:
        """The carrier stays the same."""
        if not self.is_asked:
            return
        with carrier_opened(self.here), transaction():
            change = service.get_for(self.jana.viewer, self.client_id)
            service.call_off(change, word=Word(by=self.jana.viewer, now=clock.now(), language="de"))
        self._settle("called_off")

    def next_day(self) -> None:
        """A day passes, and the worker does its chore."""
        self.days += 1
        clock.shift(timedelta(days=self.days))
        change_carriers(clock.now())
        if self.is_asked and self.days >= self.due and self.answer == "yes" and self.is_accepted:
            self._settle("moved")
        elif self.is_asked and self.days > self.due and self.answer != "yes":
            self._settle("closed")

    def _settle(self, outcome: str) -> None:
        self.seen.add(outcome)
        self.outcome, self.is_asked, self.is_accepted, self.answer = outcome, False, False, None

    def teardown(self) -> None:
        """What the rows say is what the model says."""
        mine = [
            (one.uid, one.outcome) for one in changes(self.here) if one.client_id == self.client_id
        ]
        uid, outcome = mine[-1] if mine else (None, None)
        assert outcome == (None if self.is_asked else self.outcome)
        arrived = [bool(one.client_id) for one in rows(self.there, Takeover) if one.uid == uid]
        assert bool(arrived) == (self.answer == "yes" or self.outcome == "moved")
        assert all(has_come == (self.outcome == "moved") for has_come in arrived)
        with carrier_opened(self.here), transaction():  # the next example begins anew
            db.session.query(CarrierChange).filter_by(outcome=None).update(
                {"outcome": "called_off"}
            )


def test_no_order_of_words_and_days_moves_her_without_her_yes(
    app: Flask, jana: Member, brandt: Member
) -> None:
    Days.jana, Days.brandt, Days.lenz = jana, brandt, lead_of(carrier_of(brandt))
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=8,
            stateful_step_count=9,
            derandomize=True,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Days.seen == {"moved", "closed", "called_off"}, "each end was reached"
