"""A version of the plan as it reads: goals with their steps, and the hash that both sides agree to.

The hash covers what is agreed to (goals that stand, steps that are to be done), not how far they
are: a tick changes neither content nor hash.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.words import TOPICS
from app.plan.catalogue import CATALOGUE
from app.plan.models import Goal, PlanVersion, Step
from app.plan.template import StepTemplate
from app.plan.versions_models import VersionStep

GONE = ("declined", "changed", "dropped")  # goals that no longer stand


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """A step as a version has it. Its words are a template's msgids, or own words in German."""

    id: int
    step_id: int | None
    goal_lineage: uuid.UUID | None
    topic: str
    template_key: str | None
    params: dict[str, Any]
    own_words: str | None
    own_words_lang: str
    owner: str
    due_on: date | None
    support_level: str | None
    is_dropped: bool
    because: str | None
    living_state: str | None  # how far the living step is today; no part of what is agreed

    @property
    def key(self) -> tuple[str, int]:
        """The same in every version that has this step."""
        return ("planned", self.id) if self.step_id is None else ("step", self.step_id)

    @property
    def template(self) -> StepTemplate | None:
        """The catalogue's step, None for own words."""
        return CATALOGUE.get(self.template_key or "")

    @property
    def title_msgid(self) -> str | None:
        """The title to translate; None when the step has own words."""
        return self.template.title if self.template else None

    @property
    def nature(self) -> str:
        """Right, duty or voluntary."""
        return self.template.nature_with(self.params) if self.template else "voluntary"

    @property
    def demanded_by(self) -> str | None:
        """The office that asks for it."""
        return self.template.asker_with(self.params) if self.template else None

    @property
    def terms(self) -> dict[str, Any]:
        """What is agreed about it."""
        return {
            "topic": self.topic,
            "template": self.template_key,
            "params": self.params,
            "own_words": self.own_words,
            "owner": self.owner,
            "due_on": self.due_on and self.due_on.isoformat(),
            "support_level": self.support_level,
        }


@dataclass(frozen=True, kw_only=True)
class PlannedGoal:
    """A goal of one version with its steps; without a lineage, steps that belong to no goal."""

    id: int | None
    lineage: uuid.UUID | None
    topic: str
    own_words: str | None
    wish_of: str | None
    state: str
    target_on: date | None
    because: str | None
    replaces: uuid.UUID | None
    steps: tuple[PlannedStep, ...]

    @property
    def usual(self) -> str:
        """What people usually want to reach in this topic (a msgid)."""
        return TOPICS[self.topic].goal

    @property
    def stands(self) -> bool:
        """True while it is part of what both sides want."""
        return self.state not in GONE

    @property
    def terms(self) -> dict[str, Any]:
        """What is agreed about it."""
        return {
            "lineage": str(self.lineage),
            "topic": self.topic,
            "own_words": self.own_words,
            "wish_of": self.wish_of,
            "target_on": self.target_on and self.target_on.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything one version says."""

    goals: tuple[PlannedGoal, ...]

    @property
    def standing(self) -> tuple[PlannedGoal, ...]:
        """Goals both sides want, and steps that belong to none of them."""
        return tuple(goal for goal in self.goals if goal.stands)

    @property
    def is_empty(self) -> bool:
        """True when there is no goal to agree to."""
        return not any(goal.id for goal in self.standing)

    @property
    def steps(self) -> list[PlannedStep]:
        """The steps that are to be done, in the order of the plan."""
        return [step for goal in self.standing for step in goal.steps if not step.is_dropped]

    @property
    def hash(self) -> str:
        """The same for the same goals and steps, whatever state they are in."""
        agreed = [
            {
                "goal": None if goal.lineage is None else goal.terms,
                "steps": [step.terms for step in goal.steps if not step.is_dropped],
            }
            for goal in self.standing
        ]
        canonical = json.dumps(agreed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def content_of(version: PlanVersion) -> Content:
    """What a version says, in two statements; whoever asks has found the version already."""
    columns = (
        Goal.id, Goal.lineage, Goal.topic, Goal.own_words, Goal.wish_of, Goal.state,
        Goal.target_on, Goal.because, Goal.replaces,
    )  # fmt: skip
    goals = db.session.execute(
        sa.select(*columns).where(Goal.version_id == version.id).order_by(Goal.sort, Goal.id)
    ).all()
    rows = db.session.execute(
        sa.select(
            VersionStep.id, VersionStep.step_id, VersionStep.goal_lineage, VersionStep.topic,
            VersionStep.template_key, VersionStep.params, VersionStep.own_words,
            VersionStep.own_words_lang, VersionStep.owner, VersionStep.due_on,
            VersionStep.support_level, VersionStep.is_dropped, VersionStep.because,
            Step.state.label("living_state"),
        )
        .outerjoin(Step, Step.id == VersionStep.step_id)
        .where(VersionStep.version_id == version.id)
        .order_by(VersionStep.sort, VersionStep.id)
    )  # fmt: skip
    return Content(goals=_gathered(goals, [PlannedStep(**row._mapping) for row in rows]))


def _gathered(goals: Sequence[Any], steps: list[PlannedStep]) -> tuple[PlannedGoal, ...]:
    """Each step under its goal; what belongs to none by topic.

    A living step goes on when its goal is gone; one that was only planned goes with it.
    """
    gone = {row.lineage for row in goals if row.state in GONE}
    loose = [one for one in steps if one.goal_lineage is None or _outlives(one, gone)]
    found = [
        PlannedGoal(
            **row._mapping,
            steps=tuple(
                one for one in steps if one.goal_lineage == row.lineage and one not in loose
            ),
        )
        for row in goals
    ]
    found += [
        _without_goal(topic, tuple(one for one in loose if one.topic == topic))
        for topic in TOPICS
        if any(one.topic == topic for one in loose)
    ]
    return tuple(found)


def _outlives(step: PlannedStep, gone: set[uuid.UUID]) -> bool:
    return step.step_id is not None and step.goal_lineage in gone


def _without_goal(topic: str, steps: tuple[PlannedStep, ...]) -> PlannedGoal:
    return PlannedGoal(
        id=None,
        lineage=None,
        topic=topic,
        own_words=None,
        wish_of=None,
        state="in_progress",
        target_on=None,
        because=None,
        replaces=None,
        steps=steps,
    )
