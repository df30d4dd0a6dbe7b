"""What both sides agreed to comes to life: new steps, other days, what is no longer needed."""

import uuid
from dataclasses import replace

import sqlalchemy as sa

from app.caseload.texts import carry_over
from app.caseload.texts_models import PersonalTranslation
from app.core.db import db
from app.core.translating import Status
from app.plan import events
from app.plan.adding import place_agreed
from app.plan.cards import BECAUSE
from app.plan.content import Content, PlannedStep
from app.plan.models import OPEN_STATES, Plan, Step
from app.plan.rows import find_open_twin
from app.plan.service import Op, note
from app.plan.versions_models import VersionStep


def bring_to_life(plan: Plan, content: Content, *, op: Op) -> None:
    """Make the living steps what the version says. What was done meanwhile stays done."""
    living = _living(plan)
    planned_steps = [step for goal in content.standing for step in goal.steps]
    for place, planned in enumerate(planned_steps):
        step = living.get(_meant(plan, planned))
        if step is not None:
            _follow(step, planned, op=_part_of(op))
        elif planned.step_id is None:
            step = place_agreed(plan, planned, op=_part_of(op))
            step.own_words_version = planned.own_words_version
            carry_over("version_step", {planned.id: step.id}, to="step", now=op.now)
        if step is not None:
            step.sort = place
            _link(planned, step)
    db.session.flush()


def _meant(plan: Plan, planned: PlannedStep) -> int:
    """The living step it stands for; also one of the same template that came in meanwhile."""
    if planned.step_id is None and planned.template_key:
        return find_open_twin(plan, planned.template_key) or 0
    return planned.step_id or 0


def _living(plan: Plan) -> dict[int, Step]:
    """The open steps, held against a tick in the same moment."""
    found = sa.select(Step).where(Step.plan_id == plan.id, Step.state.in_(OPEN_STATES))
    held = found.with_for_update().execution_options(populate_existing=True)
    return {step.id: step for step in db.session.scalars(held)}


def _part_of(op: Op) -> Op:
    """Each step gets an operation of its own; who acts and when is the same."""
    return replace(op, id=uuid.uuid4())


def _follow(step: Step, planned: PlannedStep, *, op: Op) -> None:
    """Bring a living step in line with what was agreed about it."""
    if planned.is_dropped:
        step.state, step.not_needed_because = "not_needed", planned.because
        _keep_the_reason_read(step, planned, op=op)
        step.waiting_on = step.waiting_since = step.help_asked_at = None
        note(step, "not_needed", op, events.StepChanged)
        return
    if step.state == "suggested":
        step.state = "open"
        note(step, "taken_on", op, events.StepTakenOn)
        op = _part_of(op)
    agreed = (planned.due_on, planned.owner, planned.support_level, planned.goal_lineage)
    if (step.due_on, step.owner, step.support_level, step.goal_lineage) != agreed:
        step.due_on, step.owner, step.support_level, step.goal_lineage = agreed
        note(step, "changed", op, events.StepChanged)


def _keep_the_reason_read(step: Step, planned: PlannedStep, *, op: Op) -> None:
    """The reason is read on in the languages it was written in, unless it was changed since."""
    reason = planned.reason
    if reason is None:
        return
    good = [lang for lang in reason.by_language if reason.status_in(lang) is not Status.OUTDATED]
    which = PersonalTranslation.field == BECAUSE, PersonalTranslation.lang.in_(good)
    carry_over("version_step", {planned.id: step.id}, *which, to="step", now=op.now)


def _link(planned: PlannedStep, step: Step) -> None:
    """The version says from now on which living step it means."""
    if planned.step_id is None:
        db.session.execute(
            sa.update(VersionStep).where(VersionStep.id == planned.id).values(step_id=step.id)
        )
