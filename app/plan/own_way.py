"""The way of the client who is signed in: how far she is and what comes next, in one statement."""

import sqlalchemy as sa

from app.caseload.queries import ANY_CLIENT
from app.core.access import Role, Viewer
from app.core.db import among
from app.core.reading import Statement, read
from app.plan.cards import StepCard, Stones, laid, next_step
from app.plan.models import DONE_STATES, OPEN_STATES, Step
from app.plan.next_of_many import comes_next_of_one
from app.plan.queries import CARDS, cards_from, visible

_COUNTED = ("done", "to_come")


def own_way(viewer: Viewer) -> tuple[StepCard | None, Stones]:
    """Her next step and the stones of her way, as next_step() and stones_of() find them.

    The rest of her plan is not read: of it the first page shows no more than a stone.
    """
    if viewer.role is not Role.CLIENT:
        return None, ()
    rows = read(_OWN_WAY, reader=viewer.person_id)
    coming = next_step(cards_from([row for row in rows if row.id is not None], but=_COUNTED))
    return coming, laid(done=rows[0].done, to_come=rows[0].to_come)


def _own_way() -> Statement:
    """What is counted stands in each row: there is one even when nothing is to do."""
    own = visible(ANY_CLIENT)
    states = {"done": DONE_STATES, "to_come": OPEN_STATES}
    is_in = {name: among(Step.state, states[name]) for name in _COUNTED}
    counts = [sa.func.count().filter(is_in[name]).label(name) for name in _COUNTED]
    way = sa.select(*counts).where(*own).subquery("way")
    first = comes_next_of_one(*own)
    shown = sa.union_all(sa.select(first.c.id), sa.select(first.c.first_id))
    cards = CARDS.where(Step.id.in_(shown)).order_by(None).subquery("card")
    return sa.select(*way.c, *cards.c).select_from(way).outerjoin(cards, sa.true())


_OWN_WAY = _own_way()
