"""What must come first: said in words, never in a circle, and an ended plan stays as it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.caseload.queries import clients_of
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from app.plan import adding, first, refusals, service
from app.plan.models import Plan, PlanVersion, Step, StepDependency, StepDocument
from app.plan.queries import get_card, steps_of
from app.plan.service import Op
from tests import build
from tests.cast import Member

NewOp = Callable[..., Op]
pytestmark = pytest.mark.usefixtures("at_carrier")


@pytest.fixture
def three(selam: Member, at_carrier: int) -> list[Step]:
    """Three open steps of Selam."""
    assert selam.client is not None
    with transaction():
        made = [
            build.step(selam.client, key, topic="participation", sort=sort)
            for sort, key in enumerate(("club", "driving", "volunteer_self"))
        ]
    return made


def blockers(member: Member) -> list[int | None]:
    """For each step of Selam: the one that must be over first."""
    cards = steps_of(clients_of(member.viewer), seen_by=member.viewer)
    for card in cards:
        assert (card.first is None) == (card.first_id is None)
    return [card.first_id for card in cards]


def test_a_step_waits_until_the_other_is_over(
    selam: Member, jana: Member, three: list[Step], op: NewOp
) -> None:
    one, two, _ = three
    with transaction():
        first.put_first(two, one, op=op(jana))
    assert blockers(selam) == [None, one.id, None]
    card = get_card(two.id, seen_by=selam.viewer)
    assert card.first is not None
    assert card.first.template_key == "club"
    with transaction():
        service.finish(one, op=op(selam))
    assert blockers(selam) == [None, None, None]
    with transaction():
        service.reopen(one, op=op(selam))
    assert blockers(selam) == [None, one.id, None]


def test_a_blocked_step_may_be_ticked_all_the_same(
    selam: Member, jana: Member, three: list[Step], op: NewOp
) -> None:
    """Blocked is a hint in words: life is quicker than the plan."""
    one, two, _ = three
    with transaction():
        first.put_first(two, one, op=op(jana))
        service.finish(two, op=op(selam))
    assert two.state == "done"
    assert blockers(selam) == [None, None, None]


def test_a_circle_is_refused_however_long(jana: Member, three: list[Step], op: NewOp) -> None:
    one, two, last = three
    with transaction():
        first.put_first(two, one, op=op(jana))
        first.put_first(last, two, op=op(jana))
    for step, before in ((one, last), (one, two), (one, one)):
        with pytest.raises(refusals.GoesInCircle):
            first.put_first(step, before, op=op(jana))


def test_said_twice_it_stands_once_and_can_be_taken_back(
    jana: Member, selam: Member, three: list[Step], op: NewOp
) -> None:
    one, two, _ = three
    with transaction():
        first.put_first(two, one, op=op(jana))
        version = two.version
        first.put_first(two, one, op=op(jana))
    assert two.version == version
    assert db.session.query(StepDependency).count() == 1
    with transaction():
        first.let_go(two, one.id, op=op(jana))
    assert blockers(selam) == [None, None, None]


def test_only_the_manager_and_only_within_one_plan(
    selam: Member, jana: Member, ahmad: Member, three: list[Step], op: NewOp
) -> None:
    assert ahmad.client is not None
    assert selam.client is not None
    with transaction():
        his = build.step(ahmad.client)
        private = build.step(selam.client, None, own_words="A", private_to_client=True)
    for before in (his, private):
        with pytest.raises(Missing):
            first.put_first(three[0], before, op=op(jana))
    with pytest.raises(Missing):
        first.put_first(three[0], three[1], op=op(selam))


def test_a_private_step_blocks_nothing_a_manager_sees(
    selam: Member, jana: Member, three: list[Step]
) -> None:
    assert selam.client is not None
    with transaction() as session:
        private = build.step(selam.client, None, own_words="A", private_to_client=True)
        session.add(StepDocument(step_id=private.id, doc_type="cv", direction="yields"))
        session.add(StepDocument(step_id=three[0].id, doc_type="cv", direction="needs"))
    assert blockers(jana) == [None, None, None]


@pytest.fixture
def ended(selam: Member, at_carrier: int, three: list[Step]) -> Plan:
    """Selam's plan is over."""
    assert selam.client is not None
    with transaction():
        plan = db.session.query(Plan).filter_by(client_id=selam.client.id).one()
        db.session.query(PlanVersion).filter_by(plan_id=plan.id).update({"state": "ended"})
    return plan


def test_nothing_moves_in_a_plan_that_has_ended(
    selam: Member, jana: Member, three: list[Step], ended: Plan, op: NewOp
) -> None:
    one, two, _ = three
    paper = StepDocument(step_id=one.id, doc_type="cv", direction="needs")
    changes: tuple[Callable[[], object], ...] = (
        lambda: service.finish(one, op=op(selam)),
        lambda: service.ask_help(one, op=op(selam)),
        lambda: service.settle_help(one, op=op(jana)),
        lambda: service.tick_document(one, paper, have_it=True, op=op(selam)),
        lambda: service.change(one, due_on=None, support_level=None, owner="client", op=op(jana)),
        lambda: first.put_first(one, two, op=op(jana)),
        lambda: adding.add_step(ended, "cv", op=op(jana)),
        lambda: adding.add_own_step(ended, "A", topic="work", op=op(selam)),
    )
    for change in changes:
        with pytest.raises(refusals.PlanEnded):
            change()


def test_a_new_version_opens_the_plan_again(
    selam: Member, three: list[Step], ended: Plan, op: NewOp
) -> None:
    with transaction() as session:
        session.add(PlanVersion(plan_id=ended.id, no=2, state="proposed"))
    with transaction():
        service.finish(three[0], op=op(selam))
    assert three[0].state == "done"


def test_two_managers_at_once_the_second_looks_again(
    jana: Member, three: list[Step], op: NewOp
) -> None:
    step = three[0]
    read = step.version
    due = clock.today() + timedelta(days=3)
    with transaction():
        service.change(
            step,
            due_on=due,
            support_level=None,
            owner="client",
            op=op(jana),
            base_version=read,
        )
    with pytest.raises(refusals.ChangedMeanwhile):
        service.change(
            step,
            due_on=None,
            support_level="alone",
            owner="client",
            op=op(jana),
            base_version=read,
        )


def test_a_tick_meanwhile_is_no_conflict(
    selam: Member, jana: Member, three: list[Step], op: NewOp
) -> None:
    step = three[0]
    read = step.version
    with transaction():
        service.start(step, op=op(selam))
        service.change(
            step,
            due_on=None,
            support_level="alone",
            owner="client",
            op=op(jana),
            base_version=read,
        )
    assert step.support_level == "alone"
