"""What is put into a plan: steps of the catalogue, own words, goals."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from app.plan import adding, refusals, rows
from app.plan.models import Step, StepDocument
from app.plan.service import Op
from tests import build
from tests.cast import Member

MakeOp = Callable[..., Op]
pytestmark = pytest.mark.usefixtures("at_carrier")


def trail() -> list[str]:
    return list(db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)))


def test_a_step_of_the_catalogue_comes_with_its_papers(
    selam: Member, jana: Member, op: MakeOp
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client)
        plan = rows.get_plan(selam.client.id, seen_by=jana.viewer)
        given = {"obligated": True, "provider": "VHS Rems-Murr"}
        step = adding.add_step(plan, "course_reg", op=op(jana), goal=goal, params=given)
    assert step is not None
    assert (step.state, step.nature, step.demanded_by) == ("suggested", "duty", "Jobcenter")
    assert step.due_on == clock.today() + timedelta(days=7)
    assert step.goal_lineage == goal.lineage
    papers = db.session.execute(
        sa.select(StepDocument.direction, StepDocument.doc_type)
        .where(StepDocument.step_id == step.id)
        .order_by(StepDocument.id)
    )
    assert [tuple(row) for row in papers] == [
        ("needs", "course_entitlement"),
        ("yields", "course_start"),
    ]
    assert trail() == ["StepAdded"]


def test_a_step_is_added_once(selam: Member, jana: Member, op: MakeOp) -> None:
    assert selam.client is not None
    plan = rows.get_plan(selam.client.id, seen_by=jana.viewer)
    click = op(jana)
    with transaction():
        assert adding.add_step(plan, "bank", op=click) is not None
        assert adding.add_step(plan, "bank", op=click) is None
    with pytest.raises(refusals.AlreadyInPlan), transaction():
        adding.add_step(plan, "bank", op=op(jana))
    with pytest.raises(refusals.UnknownStep), transaction():
        adding.add_step(plan, "no_such_step", op=op(jana))
    assert db.session.query(Step).count() == 1


def test_own_words_of_a_client_are_private_those_of_a_manager_are_not(
    selam: Member, jana: Member, op: MakeOp
) -> None:
    assert selam.client is not None
    with transaction():
        plan = rows.get_plan(selam.client.id, seen_by=jana.viewer)
        hers = adding.add_own_step(plan, "ሓፍተይ ክረክብ", topic="family_children", op=op(selam))
        janas = adding.add_own_step(plan, "Fahrrad reparieren", topic="housing", op=op(jana))
    assert hers is not None
    assert janas is not None
    assert (hers.private_to_client, hers.state) == (True, "open")
    assert (janas.private_to_client, janas.state) == (False, "suggested")
    with pytest.raises(refusals.NoWords), transaction():
        adding.add_own_step(plan, "", topic="housing", op=op(jana))


def test_only_managers_add_from_the_catalogue(selam: Member, op: MakeOp) -> None:
    plan = rows.get_own_plan(selam.viewer)
    with pytest.raises(Missing), transaction():
        adding.add_step(plan, "bank", op=op(selam))
