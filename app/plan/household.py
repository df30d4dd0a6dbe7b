"""What other adults of the household share of their plans: read, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.caseload.households import sharing_with
from app.caseload.models import Client
from app.caseload.purposes import HOUSEHOLD, PURPOSES
from app.caseload.queries import ANY_CLIENT, clients_of, is_of
from app.caseload.texts_queries import translated
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.reading import built_once, read
from app.plan.cards import GoalCard, StepCard
from app.plan.models import Goal, Plan, Step
from app.plan.queries import CARDS, GOALS, cards_from, grouped, own_steps

_WHOSE = ("client_id", "of", "is_own")


@dataclass(frozen=True, kw_only=True)
class SharedGoal:
    """A goal of another adult, with the steps that are not for her eyes alone."""

    of: str  # the given name
    goal: GoalCard


def goals_at_home(
    viewer: Viewer, *, steps: list[StepCard] | None = None
) -> tuple[list[GoalCard], list[SharedGoal]]:
    """Her own goals as own_goals() has them, and those of others: marked in both sides' plan and
    allowed by its owner. One statement besides the steps, two where something is shared.

    `steps`: what own_steps() found, when the page has asked already.
    """
    if viewer.role is not Role.CLIENT:
        return [], []
    statement = _at_home(clock.today(), PURPOSES[HOUSEHOLD].version)
    rows = read(statement, reader=viewer.person_id)
    own, shared = ([row for row in rows if row.is_own == is_own] for is_own in (True, False))
    goals = grouped(own, own_steps(viewer) if steps is None else steps, but=_WHOSE)
    return goals, _with_steps(shared, _steps_under(shared)) if shared else []


@built_once
def _at_home(_today: date, _text: int) -> sa.Select[*tuple[Any, ...]]:
    """Built once a day: the day and the version of what was allowed stand in it."""
    own, others = clients_of(ANY_CLIENT), sharing_with(ANY_CLIENT)
    is_own = is_of(Client.id, ANY_CLIENT)
    # First whose plans these are, then which of their goals: so each plan is found by its client.
    return (
        GOALS.add_columns(Plan.client_id, Client.given_name.label("of"), is_own.label("is_own"))
        .join(Client, Client.id == Plan.client_id)
        .where(Plan.client_id.in_(own.union_all(others)), sa.or_(is_own, Goal.household_shared))
    )


def _steps_under(rows: Sequence[Any]) -> list[StepCard]:
    statement = CARDS.where(
        Step.client_id.in_({row.client_id for row in rows}),
        Step.goal_lineage.in_({row.lineage for row in rows}),
        Step.private_to_client.is_(False),
    )
    return cards_from(db.session.execute(statement))


def _with_steps(rows: Sequence[Any], cards: list[StepCard]) -> list[SharedGoal]:
    shared = []
    for values, made in translated(rows, but=("is_own",)):
        owner, name = values.pop("client_id"), values.pop("of")
        own = (values["lineage"], owner)
        steps = tuple(card for card in cards if (card.goal_lineage, card.client_id) == own)
        shared.append(SharedGoal(of=name, goal=GoalCard(**values, steps=steps, translations=made)))
    return sorted(shared, key=lambda one: one.of)
