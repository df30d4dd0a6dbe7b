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

from app.caseload.texts_queries import said_of, translated, with_translations
from app.core.db import db
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Translated
from app.core.words import TOPICS
from app.plan.cards import BECAUSE, reason_of, words_of
from app.plan.catalogue import CATALOGUE
from app.plan.models import Goal, PlanVersion, Step
from app.plan.template import StepTemplate
from app.plan.versions_models import VersionStep

GONE = ("declined", "changed", "dropped")  # goals that no longer stand
# What both sides agree to about a step.
TERMS = ("topic", "template_key", "params", "own_words", "owner", "due_on", "support_level")


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
    own_words_version: int = 1
    because_version: int = 1
    is_living_text: bool = False  # its own words are the living step's, with their translations
    translations: tuple[Translated, ...] = ()

    @property
    def words(self) -> FreeText:
        """Its own words in all languages they are written in."""
        return words_of(self)

    @property
    def reason(self) -> FreeText | None:
        """Why it is no longer needed."""
        return reason_of(self, self.because, self.because_version)

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
    household_shared: bool = False
    own_words_lang: str = DEFAULT.code
    own_words_version: int = 1
    because_version: int = 1
    translations: tuple[Translated, ...] = ()

    @property
    def words(self) -> FreeText:
        """Its own words in all languages they are written in."""
        return words_of(self)

    @property
    def reason(self) -> FreeText | None:
        """Why it is paused or dropped; what she said herself when she declined stays as it is."""
        is_hers = self.state == "declined"
        return None if is_hers else reason_of(self, self.because, self.because_version)

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
            **({"household_shared": True} if self.household_shared else {}),
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


# A living step's translations are of these words, as long as it still says the same.
IS_LIVING = sa.func.coalesce(Step.own_words == VersionStep.own_words, sa.false())
_LIVING = sa.case((IS_LIVING, Step.id))
_OF_VERSION = sa.or_(
    said_of("version_step", VersionStep.id, BECAUSE),
    sa.and_(said_of("version_step", VersionStep.id, "own_words"), ~IS_LIVING),
)


def content_of(version: PlanVersion) -> Content:
    """What a version says, in two statements; whoever asks has found the version already."""
    columns = (
        Goal.id, Goal.lineage, Goal.topic, Goal.own_words, Goal.wish_of, Goal.state,
        Goal.target_on, Goal.because, Goal.replaces, Goal.own_words_lang, Goal.own_words_version,
        Goal.household_shared, Goal.because_version,
    )  # fmt: skip
    chosen = sa.select(*columns).where(Goal.version_id == version.id)
    goals = db.session.execute(
        with_translations(
            chosen.order_by(Goal.sort, Goal.id), "goal", Goal.id, fields=("own_words", BECAUSE)
        )
    )
    planned = (
        sa.select(
            VersionStep.id, VersionStep.step_id, VersionStep.goal_lineage, VersionStep.topic,
            VersionStep.template_key, VersionStep.params, VersionStep.own_words,
            VersionStep.own_words_lang, VersionStep.owner, VersionStep.due_on,
            VersionStep.support_level, VersionStep.is_dropped, VersionStep.because,
            VersionStep.because_version, Step.state.label("living_state"),
            IS_LIVING.label("is_living_text"),
            sa.case((IS_LIVING, Step.own_words_version), else_=VersionStep.own_words_version)
            .label("own_words_version"),
        )
        .outerjoin(Step, Step.id == VersionStep.step_id)
        .where(VersionStep.version_id == version.id)
        .order_by(VersionStep.sort, VersionStep.id)
    )  # fmt: skip
    rows = db.session.execute(with_translations(planned, "step", _LIVING, also=_OF_VERSION))
    steps = [PlannedStep(**values, translations=made) for values, made in translated(rows)]
    return Content(goals=_gathered(list(translated(goals)), steps))


def _gathered(
    goals: Sequence[tuple[dict[str, Any], tuple[Translated, ...]]], steps: list[PlannedStep]
) -> tuple[PlannedGoal, ...]:
    """Each step under its goal; what belongs to none by topic.

    A living step goes on when its goal is gone; one that was only planned goes with it.
    """
    gone = {values["lineage"] for values, _made in goals if values["state"] in GONE}
    loose = [one for one in steps if one.goal_lineage is None or _outlives(one, gone)]
    found = [
        PlannedGoal(
            **values,
            translations=made,
            steps=tuple(
                one for one in steps if one.goal_lineage == values["lineage"] and one not in loose
            ),
        )
        for values, made in goals
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
