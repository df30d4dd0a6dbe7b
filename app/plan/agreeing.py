"""Both sides agree: propose a version, take it back, decline a goal, agree, end."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from app.carriers.reviews import review_months
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.plan import events
from app.plan.bringing import bring_to_life
from app.plan.catching_up import catch_up
from app.plan.content import Content, content_of
from app.plan.drafting import put_old_goal_back
from app.plan.goals import go
from app.plan.models import Plan, PlanVersion
from app.plan.refusals_versions import (
    NothingInIt,
    NothingProposed,
    NotThisVersion,
    WhyIsMissing,
)
from app.plan.service import Op
from app.plan.versions import find_agreed, find_prepared, get_proposed, goals_in

BY_HERSELF = ("passkey", "pin")
AT_DESK = ("oral_with_interpreter", "signature")


@dataclass(frozen=True, kw_only=True)
class Yes:
    """To which version she says yes, as she read it, how, and in which language."""

    no: int
    content_hash: str
    how: str
    language: str


def usual_review(today: date) -> date:
    """When a plan agreed to today is looked at again."""
    return today + relativedelta(months=review_months())


def propose(plan: Plan, version: PlanVersion, *, next_review_on: date | None, op: Op) -> None:
    """The manager agrees, and asks the client. From now on she sees it."""
    _demand(op, Role.MANAGER)
    catch_up(find_agreed(plan), version, now=op.now)
    content = content_of(version)
    if content.is_empty:
        raise NothingInIt
    if _lacks_a_reason(content):
        raise WhyIsMissing
    version.state, version.agreed_manager_at = "proposed", op.now
    version.next_review_on, version.change_wish = next_review_on, None
    _tell(events.PlanProposed, plan, version, op)


def _lacks_a_reason(content: Content) -> bool:
    goals = [goal for goal in content.goals if goal.state == "dropped" and not goal.because]
    steps = [step for goal in content.goals for step in goal.steps if step.is_dropped]
    return bool(goals) or not all(step.because for step in steps)


def take_back(plan: Plan, *, wish: str | None = None, op: Op) -> PlanVersion:
    """Something in it is wanted otherwise: a draft again, and she may say what."""
    _demand(op, Role.CLIENT, Role.MANAGER)
    version = get_proposed(plan)
    version.state, version.agreed_manager_at = "draft", None
    # Empty words of hers are a wish too: her manager asks in the next talk.
    version.change_wish = (wish or "") if op.by.role is Role.CLIENT else None
    version.edits += 1
    _tell(events.PlanTakenBack, plan, version, op)
    return version


def decline(plan: Plan, goal_id: int, *, because: str | None, op: Op) -> None:
    """The client does not want one of the new goals; nothing else follows from it."""
    _demand(op, Role.CLIENT)
    version = find_prepared(plan)
    goal = None if version is None else goals_in(version).get(goal_id)
    if version is None or goal is None:
        raise Missing
    if version.state != "proposed":
        raise NothingProposed
    go(goal, "declined")
    goal.because = because
    if goal.replaces is not None:
        put_old_goal_back(plan, version, goal)
    publish(
        events.GoalDeclined(occurred_at=op.now, by=op.by, client_id=plan.client_id, goal_id=goal.id)
    )


def agree(plan: Plan, yes: Yes, *, op: Op) -> PlanVersion:
    """She says yes to what she read: it takes the place of the version before.

    What was changed since she read it is refused, and nothing is agreed to.
    """
    _demand(op, Role.CLIENT if yes.how in BY_HERSELF else Role.MANAGER)
    version = get_proposed(plan)
    content = content_of(version)
    if (yes.no, yes.content_hash) != (version.no, content.hash):
        raise NotThisVersion
    if content.is_empty:
        raise NothingInIt
    catch_up(find_agreed(plan), version, now=op.now)
    _supersede(plan)
    for goal in goals_in(version).values():
        if goal.state == "proposed":
            go(goal, "agreed")
    version.state, version.content_hash = "agreed", content.hash
    version.agreed_client_at, version.agreed_client_how = op.now, yes.how
    version.agreed_manager_at = version.agreed_manager_at or op.now
    version.language_read = yes.language
    db.session.flush()
    today = clock.local(op.now).date()
    wanted = version.next_review_on
    plan.next_review_on = wanted if wanted and wanted > today else usual_review(today)
    bring_to_life(plan, content, op=op)
    _tell(events.PlanAgreed, plan, version, op)
    return version


def _supersede(plan: Plan) -> None:
    before = find_agreed(plan)
    if before is not None:
        before.state = "superseded"
        db.session.flush()


def end(plan: Plan) -> None:
    """The case is closed: what was agreed ends, what was proposed is only a draft."""
    for version in db.session.scalars(
        sa.select(PlanVersion).where(
            PlanVersion.plan_id == plan.id, PlanVersion.state.in_(("agreed", "proposed"))
        )
    ):
        version.state = "ended" if version.state == "agreed" else "draft"


def _demand(op: Op, *roles: Role) -> None:
    """Other roles learn nothing: for them there is no plan."""
    if op.by.role not in roles:
        raise Missing


def _tell(fact: type[events.PlanFact], plan: Plan, version: PlanVersion, op: Op) -> None:
    publish(fact(occurred_at=op.now, by=op.by, client_id=plan.client_id, version_id=version.id))
