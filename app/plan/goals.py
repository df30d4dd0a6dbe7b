"""The ways of a goal, exactly as DOMAIN.md draws them."""

from collections.abc import Mapping

import sqlalchemy as sa

from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.plan import events
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.refusals_versions import GoalStays, WhyIsMissing
from app.plan.service import Op

NEXT: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"agreed", "declined"}),
    "agreed": frozenset({"in_progress", "paused", "changed", "dropped"}),
    "in_progress": frozenset({"reached", "paused", "changed", "dropped"}),
    "paused": frozenset({"in_progress", "changed", "dropped"}),
}
OPEN = frozenset(NEXT)  # all other states are final


def go(goal: Goal, *states: str) -> None:
    """Walk one arrow after the other; refuse what DOMAIN.md does not draw."""
    for state in states:
        if state not in NEXT.get(goal.state, ()):
            raise GoalStays
        goal.state = state


def begin(goal: Goal) -> None:
    """A first step under it was begun."""
    if goal.state == "agreed":
        go(goal, "in_progress")


def reach(goal: Goal, *, client_id: int, op: Op) -> None:
    """Both sides find that it is reached."""
    begin(goal)
    _change(goal, "reached", None, client_id=client_id, op=op)


def pause(goal: Goal, *, because: str, client_id: int, op: Op) -> None:
    """Leave it for a while, for a reason the client reads."""
    if not because:
        raise WhyIsMissing
    _change(goal, "paused", because, client_id=client_id, op=op)


def resume(goal: Goal, *, client_id: int, op: Op) -> None:
    """Go on with a paused goal."""
    if goal.state != "paused":
        raise GoalStays
    _change(goal, "in_progress", None, client_id=client_id, op=op)


def _change(goal: Goal, state: str, because: str | None, *, client_id: int, op: Op) -> None:
    if op.by.role is not Role.MANAGER:
        raise Missing
    go(goal, state)
    goal.because = because
    publish(events.GoalChanged(occurred_at=op.now, by=op.by, client_id=client_id, goal_id=goal.id))


def agreed_goals(plan: Plan) -> list[Goal]:
    """The goals of the version in force, to be changed; the plan is held already."""
    found = db.session.scalars(
        sa.select(Goal)
        .join(PlanVersion, PlanVersion.id == Goal.version_id)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.state == "agreed")
        .order_by(Goal.sort, Goal.id)
    )
    return list(found)
