"""What other adults of the household share of their plans: read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.caseload.households import sharing_with
from app.caseload.models import Client
from app.caseload.purposes import HOUSEHOLD, PURPOSES
from app.caseload.queries import ANY_CLIENT
from app.caseload.texts_queries import translated
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.reading import built_once, read
from app.plan.cards import GoalCard, StepCard
from app.plan.models import Goal, Plan, Step
from app.plan.queries import CARDS, GOALS


@dataclass(frozen=True, kw_only=True)
class SharedGoal:
    """A goal of another adult, with the steps that are not for her eyes alone."""

    of: str  # the given name
    goal: GoalCard


def shared_goals(viewer: Viewer) -> list[SharedGoal]:
    """Marked in both sides' plan and allowed by its owner: one statement, two where there are."""
    if viewer.role is not Role.CLIENT:
        return []
    shared = _shared(clock.today(), PURPOSES[HOUSEHOLD].version)
    rows = read(shared, reader=viewer.person_id)
    return _with_steps(rows, _steps_under(rows)) if rows else []


@built_once
def _shared(_today: date, _text: int) -> sa.Select[*tuple[Any, ...]]:
    """Built once a day: the day and the version of what was allowed stand in it."""
    return (
        GOALS.add_columns(Plan.client_id, Client.given_name.label("of"))
        .join(Client, Client.id == Plan.client_id)
        .where(Goal.household_shared, Plan.client_id.in_(sharing_with(ANY_CLIENT)))
    )


def _steps_under(rows: Sequence[Any]) -> list[StepCard]:
    lineages = {row.lineage for row in rows}
    statement = CARDS.where(
        Step.client_id.in_({row.client_id for row in rows}),
        Step.goal_lineage.in_(lineages),
        Step.private_to_client.is_(False),
    )
    found = translated(db.session.execute(statement))
    return [StepCard(**values, translations=made) for values, made in found]


def _with_steps(rows: Sequence[Any], cards: list[StepCard]) -> list[SharedGoal]:
    shared = []
    for values, made in translated(rows):
        owner, name = values.pop("client_id"), values.pop("of")
        own = (values["lineage"], owner)
        steps = tuple(card for card in cards if (card.goal_lineage, card.client_id) == own)
        shared.append(SharedGoal(of=name, goal=GoalCard(**values, steps=steps, translations=made)))
    return sorted(shared, key=lambda one: one.of)
