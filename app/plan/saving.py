"""One sending of the draft's form: write all that was typed, then do what the button says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.forms import small
from app.plan import drafting, drafting_steps
from app.plan.drafting import GoalTerms
from app.plan.drafting_steps import StepTerms
from app.plan.goals import OPEN
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.service import Op
from app.plan.versions import goals_in
from app.plan.versions_models import VersionStep


@dataclass(frozen=True, kw_only=True)
class TypedGoal:
    """What was typed at one goal."""

    terms: GoalTerms
    because: str | None
    ticked: tuple[str, ...] = ()
    own_step: str | None = None


@dataclass(frozen=True, kw_only=True)
class TypedStep:
    """What was typed at one step."""

    terms: StepTerms
    because: str | None


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Everything that was typed; `button` is what was pressed: "up:goal:7", or save."""

    goals: Mapping[int, TypedGoal]
    steps: Mapping[int, TypedStep]
    situation: Mapping[str, str | None]
    new_topic: str | None = None
    new_goal: GoalTerms | None = None
    button: str = "save"


def save(plan: Plan, version: PlanVersion, typed: Typed, *, op: Op) -> None:
    """Write what was typed, add what was ticked, then move or take away what the button names."""
    goals, steps = goals_in(version), _steps_in(version)
    for topic, body in typed.situation.items():
        drafting.write_situation(version, plan.client_id, topic, body)
    for id_, step in typed.steps.items():
        if id_ in steps:
            drafting_steps.write_step(steps[id_], step.terms)
            steps[id_].because = step.because if steps[id_].is_dropped else None
    for id_, goal in typed.goals.items():
        if id_ in goals:
            _write_goal(version, goals[id_], goal, op)
    if typed.new_topic and typed.new_goal:
        drafting.add_goal(version, typed.new_topic, typed.new_goal)
    db.session.flush()
    _press(plan, version, typed.button)
    drafting.changed(plan, version, op=op)


def _write_goal(version: PlanVersion, goal: Goal, typed: TypedGoal, op: Op) -> None:
    if goal.state == "dropped":
        goal.because = typed.because
    if goal.state not in OPEN:
        return
    for key in typed.ticked:
        drafting_steps.add_step(version, goal, key, today=clock.local(op.now).date())
    if typed.own_step:
        drafting_steps.add_own_step(version, goal, typed.own_step)
    drafting.write_goal(version, goal, typed.terms)


def _steps_in(version: PlanVersion) -> dict[int, VersionStep]:
    rows = db.session.scalars(
        sa.select(VersionStep)
        .where(VersionStep.version_id == version.id)
        .order_by(VersionStep.sort, VersionStep.id)
    )
    return {row.id: row for row in rows}


def _press(plan: Plan, version: PlanVersion, button: str) -> None:
    """Do what the button says; a button of what is gone meanwhile does nothing."""
    verb, _, rest = button.partition(":")
    kind, _, number = rest.partition(":")
    verbs = {"goal": _goal_verbs, "step": _step_verbs}
    try:
        id_ = small(number)
    except ValueError:  # "save" and "propose" name no row; nor does a button that is none of ours
        return
    if kind in verbs:
        verbs[kind](plan, version, id_).get(verb, _nothing)()


def _nothing() -> None:
    """The button named nothing we know."""


Verbs = dict[str, Callable[[], Any]]


def _goal_verbs(plan: Plan, version: PlanVersion, id_: int) -> Verbs:
    rows = goals_in(version)
    if id_ not in rows:
        return {}
    goal, order = rows[id_], list(rows.values())
    return {
        "up": lambda: drafting_steps.move(order, id_, by=-1),
        "down": lambda: drafting_steps.move(order, id_, by=1),
        "away": lambda: drafting.take_goal_away(plan, version, goal),
        "keep": lambda: drafting.keep_goal(plan, goal),
    }


def _step_verbs(_plan: Plan, version: PlanVersion, id_: int) -> Verbs:
    rows = _steps_in(version)
    if id_ not in rows:
        return {}
    step = rows[id_]
    order = [one for one in rows.values() if one.goal_lineage == step.goal_lineage]
    return {
        "up": lambda: drafting_steps.move(order, id_, by=-1),
        "down": lambda: drafting_steps.move(order, id_, by=1),
        "away": lambda: drafting_steps.take_step_away(step),
        "keep": lambda: drafting_steps.keep_step(step),
    }
