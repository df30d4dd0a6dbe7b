"""Put steps and goals into a plan: from the catalogue or in own words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.translating import written_in
from app.plan import events, refusals
from app.plan.catalogue import CATALOGUE
from app.plan.content import PlannedStep
from app.plan.models import Goal, Plan, Step, StepDocument, StepEvent
from app.plan.rows import find_open_twin, has_ended, last_sort, was_received
from app.plan.service import Op, came_before
from app.plan.template import StepTemplate, proposed_due


def add_step(
    plan: Plan,
    template_key: str,
    *,
    op: Op,
    goal: Goal | None = None,
    params: Mapping[str, Any] | None = None,
) -> Step | None:
    """Suggest a step of the catalogue with its papers; None when this operation came before."""
    if was_received(op.id):
        return None
    _demand_manager(op)
    template = CATALOGUE.get(template_key)
    if template is None:
        raise refusals.UnknownStep
    if find_open_twin(plan, template_key) is not None:
        raise refusals.AlreadyInPlan
    given = dict(params or {})
    step = _placed(plan, op, topic=template.topic, goal=goal)
    step.template_key, step.params = template.key, given
    step.nature = template.nature_with(given)
    step.demanded_by = template.asker_with(given)
    step.due_on = proposed_due(template, today=clock.local(op.now).date(), params=given)
    _stored(step, op)
    _add_papers(step, template)
    return step


def add_own_step(
    plan: Plan,
    own_words: str,
    *,
    topic: str,
    op: Op,
    goal: Goal | None = None,
    due_on: date | None = None,
    is_private: bool = True,
) -> Step | None:
    """Add a step in own words. A manager's is suggested, in German.

    A client's is her wish, in her language: private, or suggested to her contact person.
    """
    if came_before(op, plan.client_id):
        return None
    if not own_words:
        raise refusals.NoWords
    step = _placed(plan, op, topic=topic, goal=goal)
    step.own_words, step.nature, step.due_on = own_words, "voluntary", due_on
    step.own_words_at = op.now
    if op.by.role is Role.CLIENT:
        step.wished_by_client, step.private_to_client = True, is_private
        step.own_words_lang = written_in(op.by.language)
        step.state = "open" if is_private else "suggested"
    else:
        _demand_manager(op)
    _stored(step, op)
    return step


def place_agreed(plan: Plan, planned: PlannedStep, *, op: Op) -> Step:
    """Bring a step to life that both sides agreed to with a version of the plan."""
    step = _placed(plan, op, topic=planned.topic, goal=None)
    step.goal_lineage, step.state = planned.goal_lineage, "open"
    step.template_key, step.params = planned.template_key, planned.params
    step.own_words, step.own_words_lang = planned.own_words, planned.own_words_lang
    step.nature, step.demanded_by = planned.nature, planned.demanded_by
    step.due_on, step.owner = planned.due_on, planned.owner
    step.support_level = planned.support_level
    _stored(step, op)
    if planned.template is not None:
        _add_papers(step, planned.template)
    return step


def _placed(plan: Plan, op: Op, *, topic: str, goal: Goal | None) -> Step:
    """A new step at the end of the plan, under its goal; a plan that has ended stays as it is."""
    if has_ended(plan.id):
        raise refusals.PlanEnded
    return Step(
        client_id=plan.client_id,
        plan_id=plan.id,
        goal_lineage=None if goal is None else goal.lineage,
        topic=topic,
        params={},
        state="suggested",
        sort=last_sort(plan) + 1,
        version=1,
        created_at=op.now,
    )


def _stored(step: Step, op: Op) -> None:
    """Keep the step, append how it came, tell everybody who follows."""
    db.session.add(step)
    db.session.flush()
    db.session.add(
        StepEvent(
            step_id=step.id,
            op_id=op.id,
            kind="added",
            base_version=0,
            actor_id=op.by.person_id,
            at=op.now,
        )
    )
    publish(
        events.StepAdded(occurred_at=op.now, by=op.by, client_id=step.client_id, step_id=step.id)
    )


def _add_papers(step: Step, template: StepTemplate) -> None:
    for direction, papers in (("needs", template.needs), ("yields", template.yields)):
        for paper in papers:
            db.session.add(StepDocument(step_id=step.id, doc_type=paper, direction=direction))
    db.session.flush()


def _demand_manager(op: Op) -> None:
    if op.by.role is not Role.MANAGER:
        raise Missing


def topic_of(template_key: str) -> str:
    """The topic of a step of the catalogue."""
    template = CATALOGUE.get(template_key)
    if template is None:
        raise refusals.UnknownStep
    return template.topic
