"""The state machine of a step, walked at random: only arrows of DOMAIN.md, finals never left."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
taps = st.tuples(
    st.sampled_from(sorted(VERBS)),
    st.sampled_from([Role.CLIENT, Role.MANAGER, Role.VOLUNTEER]),
    st.integers(0, 9),  # days later
    st.booleans(),  # sent a second time
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    nature=st.sampled_from(["right", "duty", "voluntary"]),
    begin=st.sampled_from(["suggested", "open"]),
    is_wish=st.booleans(),
    ends_after=st.integers(3, 20),
    story=st.lists(taps, max_size=12),
)
@pytest.mark.usefixtures("at_carrier")
def test_any_story_follows_the_arrows(
    selam: Member,
    nature: str,
    begin: str,
    is_wish: bool,
    ends_after: int,
    story: list[tuple[str, Role, int, bool]],
) -> None:
    assert selam.client is not None
    with transaction():
        _end_plan(state="agreed")
        step = build.step(
            selam.client, nature=nature, state=begin, own_words="Eins", wished_by_client=is_wish
        )
    now, accepted = clock.now(), 0
    for number, (verb, role, days, is_repeated) in enumerate(story):
        if number == ends_after:
            with transaction():
                _end_plan(state="ended")
        now += timedelta(days=days)
        viewer = Viewer(role=role, person_id=None, carrier_id=selam.grant.carrier_id)
        op = Op(id=uuid.uuid4(), by=viewer, now=now)
        changed = _tap(step, verb, op)
        assert not changed or number < ends_after, "nothing moves in a plan that has ended"
        accepted += changed
        if is_repeated:
            before = (step.state, step.version)
            _tap(step, verb, op)
            assert (step.state, step.version) == before
    assert db.session.query(StepEvent).filter_by(step_id=step.id).count() == accepted
    assert step.version == 1 + accepted


def _end_plan(*, state: str) -> None:
    db.session.query(PlanVersion).update({"state": state})


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
    if step.state == "confirmed":
        assert step.nature == "duty"
    if before == "done" and step.state == "open" and op.by.role is Role.CLIENT:
        assert ticked is not None
        assert op.now - ticked <= timedelta(days=7)
    assert (step.state == "waiting") == (step.waiting_on is not None)
    assert (step.done_at is not None) == (step.state in ("done", "confirmed")) or (
        step.state == "not_needed"
    )
    assert step.help_asked_at is None or step.state in OPEN_STATES
    return step.version - version
