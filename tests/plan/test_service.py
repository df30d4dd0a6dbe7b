"""What may be said about a step, by whom, and what follows from it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.core.i18n import speaking
from app.plan import refusals, service
from app.plan.models import Step, StepDocument, StepEvent
from app.plan.service import Op
from tests import build
from tests.cast import Member

MakeOp = Callable[..., Op]
pytestmark = pytest.mark.usefixtures("at_carrier")


def a_step(of: Member, **more: Any) -> Step:
    assert of.client is not None
    with transaction():
        return build.step(of.client, **more)


def kinds(step: Step) -> list[str]:
    told = sa.select(StepEvent.kind).where(StepEvent.step_id == step.id).order_by(StepEvent.id)
    return list(db.session.scalars(told))


def trail() -> list[str]:
    return list(db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)))


def test_done_is_one_tap_and_leaves_an_event_and_a_trail(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction():
        service.finish(step, op=op(selam))
    assert (step.state, step.version) == ("done", 2)
    assert step.done_at is not None
    assert kinds(step) == ["finished"]
    assert trail() == ["StepDone"]


def test_the_same_operation_acts_once(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    first = op(selam, uuid.uuid4())
    for _again in range(3):
        with transaction():
            service.finish(step, op=first)
    assert kinds(step) == ["finished"]
    assert trail() == ["StepDone"]
    assert step.version == 2


def test_a_repeated_tick_after_an_undo_does_not_tick_again(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    tick = op(selam)
    with transaction():
        service.finish(step, op=tick)
        service.reopen(step, op=op(selam))
        service.finish(step, op=tick)  # sent again by a phone that got no answer
    assert step.state == "open"
    assert kinds(step) == ["finished", "reopened"]


def test_the_client_undoes_within_seven_days_and_not_later(selam: Member, op: MakeOp) -> None:
    step = a_step(selam, state="done", done_at=clock.now() - timedelta(days=7, seconds=-60))
    old = a_step(selam, state="done", done_at=clock.now() - timedelta(days=7, seconds=60))
    with transaction():
        service.reopen(step, op=op(selam))
    assert (step.state, step.done_at) == ("open", None)
    with pytest.raises(refusals.TooLongAgo), transaction():
        service.reopen(old, op=op(selam))
    assert old.state == "done"


def test_the_manager_undoes_at_any_time(selam: Member, jana: Member, op: MakeOp) -> None:
    step = a_step(selam, state="done", done_at=clock.now() - timedelta(days=300))
    with transaction():
        service.reopen(step, op=op(jana))
    assert step.state == "open"


def test_only_a_duty_is_confirmed_and_then_stays(selam: Member, jana: Member, op: MakeOp) -> None:
    duty = a_step(selam, nature="duty", state="done", done_at=clock.now())
    wish = a_step(selam, nature="voluntary", state="done", done_at=clock.now())
    with transaction():
        service.confirm(duty, op=op(jana))
    assert duty.state == "confirmed"
    with pytest.raises(refusals.NotADuty), transaction():
        service.confirm(wish, op=op(jana))
    with pytest.raises(refusals.Confirmed), transaction():
        service.reopen(duty, op=op(jana))
    with pytest.raises(refusals.Confirmed), transaction():
        service.not_needed(duty, because="x", op=op(jana))


def test_a_client_cannot_confirm_change_or_end_a_step(selam: Member, op: MakeOp) -> None:
    step = a_step(selam, nature="duty", state="done", done_at=clock.now())
    with pytest.raises(Missing), transaction():
        service.confirm(step, op=op(selam))
    with pytest.raises(Missing), transaction():
        service.not_needed(step, because="x", op=op(selam))
    with pytest.raises(Missing), transaction():
        service.change(step, due_on=None, support_level=None, owner="client", op=op(selam))
    assert kinds(step) == []


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.TEAM_LEAD, Role.DPO])
def test_other_roles_change_nothing(selam: Member, op: MakeOp, role: Role) -> None:
    step = a_step(selam)
    stranger = Viewer(role=role, person_id=None, carrier_id=selam.grant.carrier_id)
    for change in (service.take_on, service.start, service.finish, service.ask_help):
        with pytest.raises(Missing), transaction():
            change(step, op=op(stranger))
    with pytest.raises(Missing), transaction():
        service.settle_help(step, op=op(stranger))


def test_help_is_asked_for_once_and_taken_back(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction():
        service.ask_help(step, op=op(selam))
        service.ask_help(step, op=op(selam))
    assert step.help_asked_at is not None
    assert trail() == ["StepHelpAsked"]
    with transaction():
        service.settle_help(step, op=op(selam))
    assert step.help_asked_at is None
    with pytest.raises(refusals.NothingAsked), transaction():
        service.settle_help(step, op=op(selam))


def test_a_tick_ends_the_request_for_help(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction():
        service.ask_help(step, op=op(selam))
        service.finish(step, op=op(selam))
    assert step.help_asked_at is None


def test_help_with_a_private_step_would_reveal_it(selam: Member, op: MakeOp) -> None:
    step = a_step(selam, template_key=None, own_words="...", private_to_client=True)
    with pytest.raises(refusals.NobodyElseSeesIt), transaction():
        service.ask_help(step, op=op(selam))


def test_waiting_says_on_whom_and_since_when(selam: Member, op: MakeOp) -> None:
    step = a_step(selam, state="in_progress")
    with transaction():
        service.wait(step, on="authority", op=op(selam))
    assert (step.state, step.waiting_on, step.waiting_since) == (
        "waiting",
        "authority",
        clock.today(),
    )
    with pytest.raises(refusals.AlreadyWaits), transaction():
        service.wait(step, on="landlord", op=op(selam))
    with transaction():
        service.resume(step, op=op(selam))
    assert (step.state, step.waiting_on, step.waiting_since) == ("in_progress", None, None)
    with pytest.raises(refusals.NotWaiting), transaction():
        service.resume(step, op=op(selam))


def test_a_suggested_step_is_taken_on_first(selam: Member, op: MakeOp) -> None:
    step = a_step(selam, state="suggested")
    with pytest.raises(refusals.NotTakenOn), transaction():
        service.wait(step, on="authority", op=op(selam))
    with transaction():
        service.take_on(step, op=op(selam))
    assert step.state == "open"
    with pytest.raises(refusals.AlreadyTakenOn), transaction():
        service.take_on(step, op=op(selam))


def test_not_needed_is_final_and_says_why(selam: Member, jana: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction():
        service.not_needed(step, because="Die Schule hat schon angemeldet.", op=op(jana))
    assert step.not_needed_because == "Die Schule hat schon angemeldet."
    for change in (service.start, service.finish, service.reopen, service.ask_help):
        with pytest.raises(refusals.NoLongerNeeded), transaction():
            change(step, op=op(selam))


def test_a_done_step_is_not_done_again(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction():
        service.finish(step, op=op(selam))
    with pytest.raises(refusals.AlreadyDone), transaction():
        service.finish(step, op=op(selam))


def test_papers_are_ticked_and_unticked(selam: Member, op: MakeOp) -> None:
    step = a_step(selam)
    with transaction() as session:
        paper = StepDocument(step_id=step.id, doc_type="identity", direction="needs")
        session.add(paper)
    with transaction():
        service.tick_document(step, paper, have_it=True, op=op(selam))
        service.tick_document(step, paper, have_it=True, op=op(selam))
    assert paper.have_it
    assert kinds(step) == ["document_ticked"]
    with transaction():
        service.tick_document(step, paper, have_it=False, op=op(selam))
    assert not paper.have_it


def test_a_failing_follower_undoes_the_tick(
    selam: Member, op: MakeOp, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = a_step(selam)

    def fail(*_: object) -> None:
        raise RuntimeError("follower")

    monkeypatch.setattr(service, "publish", fail)
    with pytest.raises(RuntimeError), transaction():
        service.finish(step, op=op(selam))
    assert db.session.scalar(sa.select(Step.state).where(Step.id == step.id)) == "open"
    assert kinds(step) == []


def test_every_refusal_has_words(app: object) -> None:
    ours = [kind for kind in Refused.__subclasses__() if kind.__module__ == "app.plan.refusals"]
    assert len(ours) >= 15
    with speaking("en"):
        assert all(str(kind.words).endswith(".") for kind in ours)
