"""What the plan does when something happened elsewhere."""

import uuid

import sqlalchemy as sa

from app.caseload import consents
from app.caseload.consents import Word
from app.caseload.events import CaseClosed, CaseClosingUndone, ClientAdded
from app.caseload.gates import may
from app.caseload.purposes import HOUSEHOLD
from app.core.db import db
from app.core.i18n import DEFAULT
from app.plan import agreeing
from app.plan.events import PlanAgreed, StepDone, StepStarted
from app.plan.goals import agreed_goals, begin
from app.plan.models import Goal, Plan, PlanVersion, Step
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


def ask_for_household(event: PlanAgreed) -> None:
    """What both sides marked for the household is read there only by a yes of its own.

    Who said no is asked again when another goal is marked, not with every version.
    """
    client_id, version = event.client_id or 0, db.session.get_one(PlanVersion, event.version_id)
    known = _marked(PlanVersion.plan_id == version.plan_id, PlanVersion.no < version.no)
    if _marked(PlanVersion.id == version.id) <= known or may(client_id, HOUSEHOLD):
        return
    language = version.language_read or DEFAULT.code
    word = Word(by=event.by, now=event.occurred_at, language=language)
    consents.offer(client_id, HOUSEHOLD, word=word)


def _marked(*where: sa.ColumnElement[bool]) -> set[uuid.UUID]:
    """The goals of some versions that are marked for the household."""
    marked = sa.select(Goal.lineage).join(PlanVersion, PlanVersion.id == Goal.version_id)
    return set(db.session.scalars(marked.where(Goal.household_shared, *where)))


def _plans_of(client_id: int | None) -> list[Plan]:
    return list(db.session.scalars(sa.select(Plan).where(Plan.client_id == client_id)))
