"""Look at the plan together: what was reached, what goes on, what is wanted otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.plan import drafting, events, goals
from app.plan.agreeing import usual_review
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.refusals_versions import NothingAgreed, WhyIsMissing
from app.plan.service import Op
from app.plan.versions import find_agreed
from app.plan.versions_models import Review, VersionStep

GOAL_ANSWERS = ("continue", "reached", "pause", "change", "drop")
IN_DRAFT = ("change", "drop")  # these both sides agree to with a new version


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What both sides say of one goal or step."""

    answer: str
    because: str | None = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What they say of everything, by lineage and by step, and when they look again."""

    goals: Mapping[str, Finding]
    steps: Mapping[int, Finding]
    next_on: date | None = None

    @property
    def all(self) -> list[Finding]:
        """Every answer."""
        return [*self.goals.values(), *self.steps.values()]


def hold(plan: Plan, found: Findings, *, op: Op) -> PlanVersion | None:
    """Note the review and do what it found. Returns the draft when something is to be changed."""
    if op.by.role is not Role.MANAGER:
        raise Missing
    agreed = find_agreed(plan)
    if agreed is None:
        raise NothingAgreed
    if any(one.answer in ("drop", "pause") and not one.because for one in found.all):
        raise WhyIsMissing
    today = clock.local(op.now).date()
    _move_goals(plan, found, op)
    draft = _drafted(plan, found, op) if any(o.answer in IN_DRAFT for o in found.all) else None
    result = "continued" if draft is None else "changed"
    db.session.add(
        Review(plan_id=plan.id, due_on=plan.next_review_on, held_on=today, result=result)
    )
    plan.next_review_on = found.next_on or usual_review(today)
    publish(
        events.PlanReviewed(
            occurred_at=op.now, by=op.by, client_id=plan.client_id, version_id=agreed.id
        )
    )
    return draft


def _move_goals(plan: Plan, found: Findings, op: Op) -> None:
    """Reached, paused, going on: the state of a goal changes, the version does not."""
    for goal in goals.agreed_goals(plan):
        finding = found.goals.get(str(goal.lineage))
        if finding is None or goal.state not in goals.OPEN:
            continue
        if finding.answer == "reached":
            goals.reach(goal, client_id=plan.client_id, op=op)
        elif finding.answer == "pause":
            _pause(goal, finding, plan, op)
        elif finding.answer == "continue" and goal.state == "paused":
            goals.resume(goal, client_id=plan.client_id, op=op)


def _pause(goal: Goal, finding: Finding, plan: Plan, op: Op) -> None:
    if goal.state == "paused":
        goal.because = finding.because
    else:
        goals.pause(goal, because=finding.because or "", client_id=plan.client_id, op=op)


def _drafted(plan: Plan, found: Findings, op: Op) -> PlanVersion:
    """A draft in which what is to be dropped is marked; what is to be changed is changed there."""
    draft = drafting.start(plan, op=op)
    if draft.state != "draft":
        return draft
    for goal in db.session.scalars(sa.select(Goal).where(Goal.version_id == draft.id)):
        finding = found.goals.get(str(goal.lineage))
        if finding is not None and finding.answer == "drop" and goal.state in goals.OPEN:
            drafting.take_goal_away(plan, draft, goal)
            goal.because = finding.because
    for step in db.session.scalars(
        sa.select(VersionStep).where(VersionStep.version_id == draft.id)
    ):
        finding = found.steps.get(step.step_id or 0)
        if finding is not None and finding.answer == "drop":
            step.is_dropped, step.because = True, finding.because
    drafting.changed(plan, draft, op=op)
    return draft
