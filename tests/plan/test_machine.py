"""The state machine of a step, explored: only arrows of DOMAIN.md, finals never left."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.plan import service, wishes
from app.plan.models import OPEN_STATES, PlanVersion, Step, StepEvent
from app.plan.service import Op
from tests import build
from tests.cast import Member

# What one tap may lead to, written down here a second time: walking open -> in_progress -> done
# in one tap counts as its end.
ARROWS = {
    "suggested": {"open", "in_progress", "done", "not_needed"},
    "open": {"in_progress", "waiting", "done", "not_needed"},
    "in_progress": {"waiting", "done", "not_needed"},
    "waiting": {"in_progress", "done", "not_needed"},
    "done": {"open", "confirmed", "not_needed"},
    "confirmed": set[str](),
    "not_needed": set[str](),
}
Verb = Callable[[Step, Op], None]
VERBS: dict[str, Verb] = {
    "take_on": lambda step, op: service.take_on(step, op=op),
    "start": lambda step, op: service.start(step, op=op),
    "finish": lambda step, op: service.finish(step, op=op),
    "reopen": lambda step, op: service.reopen(step, op=op),
    "wait": lambda step, op: service.wait(step, on="authority", op=op),
    "resume": lambda step, op: service.resume(step, op=op),
    "confirm": lambda step, op: service.confirm(step, op=op),
    "not_needed": lambda step, op: service.not_needed(step, because="Umzug", op=op),
    "decline": lambda step, op: service.decline(step, because=None, op=op),
    "reword": lambda step, op: wishes.reword(
        step, wishes.Wish("Anders", "work"), base_version=step.version, op=op
    ),
    "take_away": lambda step, op: wishes.take_away(step, op=op),
    "ask_help": lambda step, op: service.ask_help(step, op=op),
    "settle_help": lambda step, op: service.settle_help(step, op=op),
}


class Life(RuleBasedStateMachine):
    """Both sides tap what they like on one step, in any order; the plan ends and is taken up."""

    client: Member
    reached: ClassVar[set[str]] = set()

    @initialize(
        nature=st.sampled_from(["right", "duty", "voluntary"]),
        state=st.sampled_from(["suggested", "open"]),
        is_wish=st.booleans(),
    )
    def begins(self, nature: str, state: str, is_wish: bool) -> None:
        """A step nobody has touched."""
        assert self.client.client is not None
        self.now, self.accepted, self.has_ended = clock.now(), 0, False
        values: dict[str, Any] = {"nature": nature, "state": state, "wished_by_client": is_wish}
        with transaction():
            db.session.query(PlanVersion).update({"state": "agreed"})
            self.step = build.step(self.client.client, own_words="Eins", **values)

    @rule(
        verb=st.sampled_from(sorted(VERBS)),
        role=st.sampled_from([Role.CLIENT, Role.MANAGER, Role.VOLUNTEER]),
        days=st.integers(0, 9),
    )
    def tapped(self, verb: str, role: Role, days: int) -> None:
        """Somebody says something about it, and the same is sent a second time."""
        self._tapped(verb, role, days)

    @rule(verb=st.sampled_from(["take_on", "start", "finish", "confirm", "wait"]))
    def moved_on(self, verb: str) -> None:
        """The manager goes on, so that walks come far."""
        self._tapped(verb, Role.MANAGER, 0)

    def _tapped(self, verb: str, role: Role, days: int) -> None:
        self.now += timedelta(days=days)
        viewer = Viewer(role=role, person_id=None, carrier_id=self.client.grant.carrier_id)
        op = Op(id=uuid.uuid4(), by=viewer, now=self.now)
        changed = _tap(self.step, verb, op)
        assert not (changed and self.has_ended), "nothing moves in a plan that has ended"
        self.accepted += changed
        assert changed == 0 or _tap(self.step, verb, op) == 0, "sent twice, it acts once"

    @rule(has_ended=st.booleans())
    def ended(self, has_ended: bool) -> None:
        """The plan is over, or holds again."""
        self.has_ended = has_ended
        with transaction():
            db.session.query(PlanVersion).update({"state": "ended" if has_ended else "agreed"})

    @invariant()
    def everything_is_written_down(self) -> None:
        """Each change is an event; what a state means stands in the row, and nothing else."""
        step = self.step
        self.reached.add(step.state)
        events = db.session.query(StepEvent).filter_by(step_id=step.id).count()
        assert events == self.accepted == step.version - 1
        assert (step.state == "waiting") == (step.waiting_on is not None)
        is_done = step.state in ("done", "confirmed")
        assert (step.done_at is not None) == is_done or step.state == "not_needed"
        assert step.state != "confirmed" or step.nature == "duty"
        assert step.help_asked_at is None or step.state in OPEN_STATES


@pytest.mark.usefixtures("at_carrier")
def test_any_life_follows_the_arrows(selam: Member) -> None:
    reached = set[str]()
    life = type("LifeOfHers", (Life,), {"client": selam, "reached": reached})
    explored = settings(max_examples=15, stateful_step_count=25, deadline=None, derandomize=True)
    run_state_machine_as_test(life, settings=explored)
    assert reached == set(ARROWS), "every state was visited"


def _tap(step: Step, verb: str, op: Op) -> int:
    """Do it; return 1 when something changed. Look at the arrow that was walked."""
    before, version, ticked = step.state, step.version, step.done_at
    try:
        with transaction():
            VERBS[verb](step, op)
    except (Refused, Missing):
        assert (step.state, step.version) == (before, version)
        return 0
    if step.state != before:
        assert step.state in ARROWS[before], (verb, before, step.state)
        assert op.by.role is not Role.VOLUNTEER
    if step.state == "confirmed" != before:
        assert op.by.role is Role.MANAGER
    if step.state == "not_needed" != before:
        assert op.by.role is Role.MANAGER or before == "suggested"
        assert step.was_declined == (verb == "decline")
    if verb == "take_on" and step.wished_by_client:
        assert op.by.role is Role.MANAGER
    if verb in ("reword", "take_away") and step.version != version:
        assert step.wished_by_client
        assert (before, op.by.role) == ("suggested", Role.CLIENT)
    if before == "done" and step.state == "open" and op.by.role is Role.CLIENT:
        assert ticked is not None
        assert op.now - ticked <= timedelta(days=7)
    return step.version - version
