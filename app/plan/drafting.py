"""Draft a version together: a copy of what counts, or from nothing. The client sees it proposed.

A change of a goal that was agreed makes a new goal beside it; the old one comes back when the new
one is taken away again. Living steps stay as they are until both sides agree.
"""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.caseload.texts import carry_over, forget
from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.plan import events, refusals
from app.plan.content import GONE
from app.plan.goals import OPEN, go
from app.plan.models import OPEN_STATES, Goal, Plan, PlanVersion, Step
from app.plan.rows import find_twin_goal
from app.plan.service import Op
from app.plan.versions import find_last, find_prepared, last_no
from app.plan.versions_models import StartSituation, VersionStep


@dataclass(frozen=True, kw_only=True)
class GoalTerms:
    """What people write about a goal."""

    own_words: str | None
    wish_of: str
    target_on: date | None
    household_shared: bool = False


def start(plan: Plan, *, is_copy: bool = True, op: Op) -> PlanVersion:
    """Begin a draft, or go on with the one there is."""
    if op.by.role is not Role.MANAGER:
        raise Missing
    if (prepared := find_prepared(plan)) is not None:
        return prepared
    version = PlanVersion(plan_id=plan.id, no=last_no(plan) + 1, state="draft", edits=0)
    db.session.add(version)
    db.session.flush()
    last = find_last(plan)
    if last is not None and is_copy:
        _copy_goals(last, version, op)
        _copy_situation(last, version, op)
    if is_copy:
        _copy_steps(plan, version)
    _tell(plan, version, op)
    return version


def _copy_goals(last: PlanVersion, version: PlanVersion, op: Op) -> None:
    """Unchanged goals keep their lineage, and with it their steps and all that happened."""
    kept = ["lineage", "topic", "own_words", "wish_of", "state", "target_on", "because", "sort"]
    kept += ["own_words_lang", "own_words_version", "own_words_at", "because_version"]
    kept += ["household_shared"]
    standing = sa.select(Goal).where(Goal.version_id == last.id, Goal.state.not_in(GONE))
    copies: dict[int, Goal] = {}
    for goal in db.session.scalars(standing):
        values = {name: getattr(goal, name) for name in kept}
        copies[goal.id] = Goal(version_id=version.id, **values)
    db.session.add_all(copies.values())
    db.session.flush()
    carry_over("goal", {old: copy.id for old, copy in copies.items()}, now=op.now)


def _copy_steps(plan: Plan, version: PlanVersion) -> None:
    """The steps that are open today, but for what only she sees."""
    kept = ("goal_lineage", "topic", "template_key", "params", "own_words", "own_words_lang")
    terms = ("owner", "due_on", "support_level", "sort")
    for step in db.session.scalars(
        sa.select(Step).where(
            Step.plan_id == plan.id,
            Step.state.in_(OPEN_STATES),
            Step.private_to_client.is_(False),
        )
    ):
        values = {name: getattr(step, name) for name in (*kept, *terms)}
        db.session.add(VersionStep(version_id=version.id, step_id=step.id, **values))
    db.session.flush()


def _copy_situation(last: PlanVersion, version: PlanVersion, op: Op) -> None:
    copies: dict[int, int] = {}
    for one in db.session.scalars(
        sa.select(StartSituation).where(StartSituation.version_id == last.id)
    ).all():
        copy = write_situation(version, one.client_id, one.topic, one.body)
        if copy is not None:
            copy.body_version, copies[one.id] = one.body_version, copy.id
    carry_over("start_situation", copies, now=op.now)


def write_situation(
    version: PlanVersion, client_id: int, topic: str, body: str | None
) -> StartSituation | None:
    """Say how things stand in one topic; None when there is nothing to say."""
    found = db.session.scalar(
        sa.select(StartSituation).where(
            StartSituation.version_id == version.id, StartSituation.topic == topic
        )
    )
    if found is None and not body:
        return None
    if found is None:
        found = StartSituation(version_id=version.id, client_id=client_id, topic=topic)
        found.body_version = 0
        db.session.add(found)
    if found.body != (body or None):
        found.body, found.body_version = body or None, found.body_version + 1
    db.session.flush()
    return found


def add_goal(version: PlanVersion, topic: str, terms: GoalTerms) -> Goal:
    """One goal more: the topic's usual one, or own words."""
    if find_twin_goal(version, topic=topic, own_words=terms.own_words) is not None:
        raise refusals.GoalAlreadyInPlan
    goal = Goal(
        version_id=version.id,
        topic=topic,
        state="proposed",
        sort=last_sort(Goal, version) + 1,
        **vars(terms),
    )
    db.session.add(goal)
    db.session.flush()
    return goal


def write_goal(version: PlanVersion, goal: Goal, terms: GoalTerms) -> None:
    """Change what a goal says. One that was agreed stays, and a new one takes its place.

    Who reads it besides is agreed to as well, and leaves the goal the same.
    """
    if goal.state not in OPEN:
        return
    goal.household_shared = terms.household_shared
    if terms == _terms_of(goal):
        return
    if goal.state == "proposed":
        goal.own_words, goal.wish_of = terms.own_words, terms.wish_of
        goal.target_on = terms.target_on
        return
    changed = Goal(
        version_id=version.id,
        lineage=uuid.uuid4(),
        topic=goal.topic,
        state="proposed",
        replaces=goal.lineage,
        sort=goal.sort,
        **vars(terms),
    )
    db.session.add(changed)
    db.session.flush()
    go(goal, "changed")
    _hand_over(version, goal.lineage, changed.lineage)


def _terms_of(goal: Goal) -> GoalTerms:
    return GoalTerms(
        own_words=goal.own_words,
        wish_of=goal.wish_of,
        target_on=goal.target_on,
        household_shared=goal.household_shared,
    )


def take_goal_away(plan: Plan, version: PlanVersion, goal: Goal) -> None:
    """A new goal goes with its new steps; an agreed one is dropped, with a reason to be written."""
    if goal.state != "proposed":
        go(goal, "dropped")
        return
    new_steps = db.session.scalars(
        sa.select(VersionStep).where(
            VersionStep.version_id == version.id,
            VersionStep.goal_lineage == goal.lineage,
            VersionStep.step_id.is_(None),
        )
    )
    for step in new_steps.all():
        delete_step(step)
    put_old_goal_back(plan, version, goal)
    forget("goal", [goal.id])
    db.session.delete(goal)
    db.session.flush()


def delete_step(step: VersionStep) -> None:
    """A step that was only planned is gone, with what was translated of it."""
    forget("version_step", [step.id])
    db.session.delete(step)
    db.session.flush()


def put_old_goal_back(plan: Plan, version: PlanVersion, goal: Goal) -> None:
    """What a changed goal was made of counts again, with the steps that are living."""
    _hand_over(version, goal.lineage, goal.replaces)
    for old in db.session.scalars(
        sa.select(Goal).where(Goal.version_id == version.id, Goal.lineage == goal.replaces)
    ):
        keep_goal(plan, old)


def keep_goal(plan: Plan, goal: Goal) -> None:
    """A goal that was to be dropped or changed stays as it was agreed."""
    last = find_last(plan)
    was = (
        last
        and db.session.execute(
            sa.select(Goal.state, Goal.because).where(
                Goal.version_id == last.id, Goal.lineage == goal.lineage
            )
        ).first()
    )
    goal.state, goal.because = was or ("proposed", None)


def _hand_over(version: PlanVersion, before: uuid.UUID, after: uuid.UUID | None) -> None:
    db.session.execute(
        sa.update(VersionStep)
        .where(VersionStep.version_id == version.id, VersionStep.goal_lineage == before)
        .values(goal_lineage=after)
    )


def last_sort(kind: type[Goal] | type[VersionStep], version: PlanVersion) -> int:
    """The place of the last goal or step of a version."""
    newest = sa.select(sa.func.max(kind.sort)).where(kind.version_id == version.id)
    return db.session.scalar(newest) or 0


def changed(plan: Plan, version: PlanVersion, *, op: Op) -> None:
    """Note that the draft is another one than before: whoever read it before reads it again."""
    version.edits += 1
    _tell(plan, version, op)


def _tell(plan: Plan, version: PlanVersion, op: Op) -> None:
    publish(
        events.PlanDrafted(
            occurred_at=op.now, by=op.by, client_id=plan.client_id, version_id=version.id
        )
    )
