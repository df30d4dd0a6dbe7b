"""The same page as it is written at first: rows asked for one by one through the ORM, each text
and each address looked up while the page is drawn. Its bytes are ours, so only the way differs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, render_template
from jinja2 import Template

from app.caseload.models import Case, Client, ManagerProfile
from app.caseload.queries import Contact
from app.core.access import Role, open_to
from app.core.db import db
from app.core.folding import SpokenEnvironment
from app.plan.around import Around
from app.plan.cards import GoalCard, StepCard, next_step, stones_of, ways_of
from app.plan.content import PlannedStep
from app.plan.differences import compare_steps
from app.plan.household import SharedGoal
from app.plan.models import Goal, Plan, PlanVersion, Step, StepDocument
from app.plan.versions_models import VersionStep

_OTHERS = {"is_private": "private_to_client", "is_wish": "wished_by_client"}


class _Plain(SpokenEnvironment):
    """Looks each text up, as Flask-Babel does, and asks for macros as Jinja does."""

    template_class = Template

    def _generate(self, *args: Any, **more: Any) -> str:
        return super(SpokenEnvironment, self)._generate(*args, **more)


def _plain(environment: SpokenEnvironment, *_which: Any, **_more: Any) -> SpokenEnvironment:
    found: SpokenEnvironment | None = environment.__dict__.get("plain")
    if found is None:
        beside = environment.overlay()
        beside.language, beside.loaded = "plain", {}
        beside.__class__ = _Plain
        found = environment.__dict__["plain"] = beside
    return found


@contextmanager
def plain_templates(app: Flask) -> Iterator[None]:
    """While this lasts no text is put in place beforehand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SpokenEnvironment, "_spoken", _plain)
        yield
    app.jinja_env.__dict__.pop("plain", None)


def plan() -> str:
    """A client's plan, as somebody writes it who thinks in objects."""
    client = db.session.scalars(sa.select(Client).filter_by(person_id=g.viewer.person_id)).one()
    found = db.session.scalars(sa.select(Plan).filter_by(client_id=client.id)).one()
    version = db.session.scalars(sa.select(PlanVersion).filter_by(plan_id=found.id, no=1)).one()
    goals = [_goal(goal, version) for goal in _all(Goal, version_id=version.id)]
    cards = [card for goal in goals for card in goal.steps]
    known = Around(
        contact=_contact(client),
        agreed_at=version.agreed_client_at,
        differences=tuple(compare_steps(_agreed(version), [_living(card) for card in cards])),
    )
    return render_template(
        "plan/plan.html",
        goals=goals,
        next_step=next_step(cards),
        contact=known.contact,
        stones=stones_of(cards),
        ways=ways_of(cards, next_step(cards)),
        around=known,
        of_household=_of_household(client),
    )


def _agreed(version: PlanVersion) -> list[PlannedStep]:
    """The steps as both sides agreed to them."""
    names = [field.name for field in fields(PlannedStep) if hasattr(VersionStep, field.name)]
    return [
        PlannedStep(**{name: getattr(row, name) for name in names}, living_state=None)
        for row in _all(VersionStep, version_id=version.id)
    ]


def _living(card: StepCard) -> PlannedStep:
    """A step as a version would have it today."""
    own: dict[str, Any] = {
        "step_id": card.id,
        "is_dropped": False,
        "because": None,
        "living_state": card.state,
    }
    names = [field.name for field in fields(PlannedStep) if hasattr(card, field.name)]
    same = [name for name in names if name not in own and name != "because_version"]
    return PlannedStep(**{name: getattr(card, name) for name in same}, **own)


def _of_household(client: Client) -> list[SharedGoal]:
    """What others who live with her share; whoever is measured lives alone."""
    others = sa.select(Client).filter_by(household_id=client.household_id)
    with_her = db.session.scalars(others.where(Client.household_id.is_not(None))).all()
    assert not with_her
    return []


def _all(model: Any, **having: object) -> list[Any]:
    return list(db.session.scalars(sa.select(model).filter_by(**having).order_by(model.sort)))


def _goal(goal: Goal, version: PlanVersion) -> GoalCard:
    given = {"agreed_at": version.agreed_client_at, "translations": ()}
    steps = tuple(_step(step) for step in _all(Step, goal_lineage=goal.lineage))
    return GoalCard(**_values(goal, GoalCard, given), steps=steps)


def _step(step: Step) -> StepCard:
    papers = db.session.scalars(sa.select(StepDocument).filter_by(step_id=step.id)).all()
    assert papers == []  # what blocks a step is looked for among its papers
    return StepCard(**_values(step, StepCard, {"first_id": None, "translations": ()}))


def _values(row: Any, card: type, given: dict[str, Any]) -> dict[str, Any]:
    """What a card holds, out of a row."""
    names = {field.name for field in fields(card)} - {"first", "steps"}
    return {
        name: given[name] if name in given else getattr(row, _OTHERS.get(name, name))
        for name in names
    }


def _contact(client: Client) -> Contact:
    case = db.session.scalars(sa.select(Case).filter_by(client_id=client.id)).one()
    profile = db.session.scalars(
        sa.select(ManagerProfile).filter_by(person_id=case.manager_id)
    ).one()
    names = ("full_name", "office_phone", "room", "open_hours", "open_hours_note", "languages")
    return Contact(**{name: getattr(profile, name) for name in names})


@contextmanager
def naive_plan(app: Flask) -> Iterator[None]:
    """While this lasts the plan's address is answered the naive way."""
    ours = app.view_functions["plan.plan"]
    app.view_functions["plan.plan"] = open_to(Role.CLIENT)(plan)
    try:
        with plain_templates(app):
            yield
    finally:
        app.view_functions["plan.plan"] = ours
