"""How a plan stands: derived from its versions, never stored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.i18n import N_
from app.plan.models import Plan, PlanVersion

# Translators: how a plan stands, said to the integration manager; one or two words.
WORDS = {
    "none": N_("No plan yet"),
    "in_preparation": N_("In preparation"),
    "active": N_("Agreed"),
    "review_due": N_("Time to look at the plan again"),
    "ended": N_("Ended"),
}


def review_is_due(client_id: Any, today: date) -> sa.ColumnElement[bool]:
    """True for a client (a column) whose agreed plan should be looked at again."""
    return sa.exists().where(
        Plan.client_id == client_id,
        Plan.next_review_on <= today,
        PlanVersion.plan_id == Plan.id,
        PlanVersion.state == "agreed",
    )


def waits_for_her(client_id: Any) -> sa.ColumnElement[bool]:
    """True for a client (a column) to whom a version is proposed."""
    return sa.exists().where(
        Plan.client_id == client_id,
        PlanVersion.plan_id == Plan.id,
        PlanVersion.state == "proposed",
    )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Which versions a plan has, and what follows from that."""

    prepared: str | None  # draft or proposed
    has_agreed: bool
    has_ended: bool
    next_review_on: date | None

    @property
    def state(self) -> str:
        """One of WORDS."""
        if self.has_agreed:
            due = self.next_review_on is not None and self.next_review_on <= clock.today()
            return "review_due" if due else "active"
        if self.prepared:
            return "in_preparation"
        return "ended" if self.has_ended else "none"

    @property
    def words(self) -> str:
        """The state in words (a msgid)."""
        return WORDS[self.state]


NOTHING = Standing(prepared=None, has_agreed=False, has_ended=False, next_review_on=None)


def standing_of(client_id: int | None, *, seen_by: Viewer) -> Standing:
    """How the plan of a client (None: of her who is signed in) stands, in one statement."""
    own = Plan.client_id.in_(clients_of(seen_by))
    wanted = own if client_id is None else sa.and_(own, Plan.client_id == client_id)
    rows = db.session.execute(
        sa.select(PlanVersion.state, Plan.next_review_on)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(wanted)
    ).all()
    states = {row.state for row in rows}
    return Standing(
        prepared=next((state for state in ("proposed", "draft") if state in states), None),
        has_agreed="agreed" in states,
        has_ended="ended" in states,
        next_review_on=rows[0].next_review_on if rows else None,
    )
