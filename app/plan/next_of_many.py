"""What comes next in many plans at once, chosen by the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import ANY_MANAGER
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import among
from app.core.reading import ask, built_once
from app.plan.blocking import COMES_FIRST
from app.plan.cards import StepCard
from app.plan.models import OPEN_STATES, Step
from app.plan.queries import CARDS, cards_from, visible


def next_steps_of(client_ids: Sequence[int], *, seen_by: Viewer) -> dict[int, StepCard]:
    """What comes next in each of these plans, as next_step() chooses it, in one statement."""
    if seen_by.role is not Role.MANAGER:
        return {}
    rows = ask(_next_of(clock.today()), client_ids=client_ids, reader=seen_by.person_id)
    return {card.client_id: card for card in cards_from(rows)}


@built_once
def _next_of(_today: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a day: to build it takes longer than to run it."""
    those = Step.client_id.in_(sa.bindparam("client_ids", expanding=True))
    first = sa.select(_comes_next(those, *visible(ANY_MANAGER)).c.id)
    # In whatever order: an order would lead SQLite through all steps of the carrier.
    return CARDS.where(Step.id.in_(first)).order_by(None)


def comes_next_of_one(*where: sa.ColumnElement[bool]) -> sa.CTE:
    """The next open step of one plan, as next_step() chooses it: its `id`, and the `first_id` of
    the one in its way.
    """
    one = _open_steps(*where)
    return sa.select(one.id, one.first_id).order_by(*_urgency(one)).limit(1).cte("comes_next")


def _comes_next(*where: sa.ColumnElement[bool]) -> sa.CTE:
    """The same of each plan among these."""
    one = _open_steps(*where)
    place = sa.func.row_number().over(partition_by=one.client_id, order_by=_urgency(one))
    ranked = sa.select(one.id, one.first_id, place.label("place")).subquery()
    return sa.select(ranked.c.id, ranked.c.first_id).where(ranked.c.place == 1).cte("comes_next")


def _open_steps(*where: sa.ColumnElement[bool]) -> Any:
    """Each step is looked at once: what is in its way is asked for by itself, then compared."""
    columns = (Step.id, Step.client_id, Step.state, Step.owner, Step.due_on, Step.sort)
    asked = sa.select(*columns, COMES_FIRST.label("first_id"))
    of_open = asked.where(among(Step.state, OPEN_STATES), *where)
    return of_open.cte("open_steps").prefix_with("MATERIALIZED").c


def _urgency(one: Any) -> tuple[sa.ColumnElement[Any], ...]:
    """What comes before what, in the words of the database."""
    return (
        one.state == "waiting",
        one.owner != "client",
        one.first_id.is_not(None),
        sa.func.coalesce(one.due_on, date.max),
        one.sort,
        one.id,
    )
