"""What the plan does when something happened elsewhere."""

import sqlalchemy as sa

from app.caseload.events import CaseClosed, CaseClosingUndone, ClientAdded
from app.core.db import db
from app.plan import agreeing
from app.plan.events import StepDone, StepStarted
from app.plan.goals import agreed_goals, begin
from app.plan.models import Plan, Step
from app.plan.versions import find_last


def start_plan(event: ClientAdded) -> None:
    """Give a new client an empty plan; its first version is drafted together with her."""
    db.session.add(Plan(client_id=event.client_id))
    db.session.flush()


def end_plan(event: CaseClosed) -> None:
    """With the case ends what both sides agreed to."""
    for plan in _plans_of(event.client_id):
        agreeing.end(plan)


def take_up_plan(event: CaseClosingUndone) -> None:
    """The case was closed by mistake: what both sides had agreed to holds on."""
    for plan in _plans_of(event.client_id):
        last = find_last(plan)
        if last is not None and last.state == "ended":
            last.state = "agreed"
    db.session.flush()


def begin_goal(event: StepStarted | StepDone) -> None:
    """A goal is in progress from its first step on."""
    step = db.session.get(Step, event.step_id)
    if step is None or step.private_to_client or step.goal_lineage is None:
        return
    for plan in _plans_of(event.client_id):
        for goal in agreed_goals(plan):
            if goal.lineage == step.goal_lineage:
                begin(goal)


def _plans_of(client_id: int | None) -> list[Plan]:
    return list(db.session.scalars(sa.select(Plan).where(Plan.client_id == client_id)))
