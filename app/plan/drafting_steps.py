"""Steps of a draft: added, changed, taken away, put into another order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.plan import refusals
from app.plan.catalogue import CATALOGUE
from app.plan.drafting import delete_step, last_sort
from app.plan.models import Goal, PlanVersion
from app.plan.template import proposed_due
from app.plan.versions_models import VersionStep


@dataclass(frozen=True, kw_only=True)
class StepTerms:
    """What people write about a step; params and own words only as long as it is not living."""

    owner: str
    due_on: date | None
    support_level: str | None
    params: Mapping[str, Any] | None = None
    own_words: str | None = None


def add_step(version: PlanVersion, goal: Goal, template_key: str, *, today: date) -> VersionStep:
    """One step of the catalogue under a goal, with the day that its rule proposes."""
    template = CATALOGUE.get(template_key)
    if template is None:
        raise refusals.UnknownStep
    twin = sa.select(VersionStep.id).where(
        VersionStep.version_id == version.id,
        VersionStep.template_key == template_key,
        VersionStep.is_dropped.is_(False),
    )
    if db.session.scalar(twin.limit(1)) is not None:
        raise refusals.AlreadyInPlan
    due_on = proposed_due(template, today=today, params={})
    return _add(version, goal, template_key=template_key, due_on=due_on)


def add_own_step(version: PlanVersion, goal: Goal, own_words: str) -> VersionStep:
    """One step in own words, in German."""
    return _add(version, goal, own_words=own_words)


def _add(version: PlanVersion, goal: Goal, **values: Any) -> VersionStep:
    made = VersionStep(
        version_id=version.id,
        goal_lineage=goal.lineage,
        topic=goal.topic,
        sort=last_sort(VersionStep, version) + 1,
        **values,
    )
    db.session.add(made)
    db.session.flush()
    return made


def write_step(step: VersionStep, terms: StepTerms) -> None:
    """Change by when, by whom and with how much help; of a new step its words as well."""
    step.owner, step.due_on, step.support_level = terms.owner, terms.due_on, terms.support_level
    if step.step_id is None and step.template_key and terms.params is not None:
        step.params = dict(terms.params)
    if step.step_id is None and not step.template_key and terms.own_words:
        step.own_words = terms.own_words


def take_step_away(step: VersionStep) -> None:
    """A new step is gone; a living one is dropped once both sides agree, for a reason."""
    if step.step_id is None:
        delete_step(step)
    else:
        step.is_dropped = True


def keep_step(step: VersionStep) -> None:
    """A step that was to be dropped stays."""
    step.is_dropped, step.because = False, None


def move(rows: Sequence[Goal | VersionStep], id_: int, *, by: int) -> None:
    """Change places with the neighbour before (-1) or after (1); at the end nothing happens."""
    here = next((place for place, row in enumerate(rows) if row.id == id_), None)
    if here is None or not 0 <= here + by < len(rows):
        return
    order: list[Goal | VersionStep] = list(rows)
    order[here], order[here + by] = order[here + by], order[here]
    for place, row in enumerate(order):
        row.sort = place
