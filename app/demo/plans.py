"""Plans as both sides drafted and agreed to them, and one proposal that waits for an answer."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.demo.people import JANA, DemoClient
from app.plan import agreeing, drafting, drafting_steps
from app.plan.agreeing import Yes
from app.plan.catalogue import CATALOGUE
from app.plan.content import content_of
from app.plan.drafting import GoalTerms
from app.plan.drafting_steps import StepTerms
from app.plan.models import Plan, PlanVersion, Step
from app.plan.service import Op

USUAL = GoalTerms(own_words=None, wish_of="joint", target_on=None)
WISH = GoalTerms(own_words="Ich spiele in einem Verein Fußball", wish_of="client", target_on=None)
# Whose plan is proposed anew, with which goal and step.
WAITING = ("Ahmad", "participation", "club")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Both sides of the table, and their luck."""

    desk: Viewer
    rng: random.Random

    def op(self, at: datetime) -> Op:
        """What the manager does at that time."""
        id_ = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        return Op(id=id_, by=self.desk, now=at)


def agree_plan(
    client: Client, who: DemoClient, *, desk: Viewer, rng: random.Random, now: datetime
) -> tuple[Plan, list[Step]]:
    """A plan agreed to some weeks ago: the usual goal of each topic that occurs, all steps."""
    table, keys = Table(desk=desk, rng=rng), (*who.done, *who.now)
    ago = now - timedelta(days=rng.randrange(61, 120))
    plan = Plan(client_id=client.id)
    db.session.add(plan)
    db.session.flush()
    version = drafting.start(plan, op=table.op(ago))
    _draft(version, keys, ago)
    _agree(plan, version, who, table, ago + timedelta(hours=1))
    found = sa.select(Step).where(Step.plan_id == plan.id)
    living = {step.template_key: step for step in db.session.scalars(found)}
    return plan, [living[key] for key in keys]


def _draft(version: PlanVersion, keys: tuple[str, ...], ago: datetime) -> None:
    day = clock.local(ago).date()
    topics = dict.fromkeys(CATALOGUE[key].topic for key in keys)
    goals = {topic: drafting.add_goal(version, topic, USUAL) for topic in topics}
    for key in keys:
        step = drafting_steps.add_step(version, goals[CATALOGUE[key].topic], key, today=day)
        duty = {"obligated": True} if CATALOGUE[key].may_be_duty else {}
        terms = StepTerms(owner="client", due_on=step.due_on, support_level=None, params=duty)
        drafting_steps.write_step(step, terms)


def _agree(plan: Plan, version: PlanVersion, who: DemoClient, table: Table, at: datetime) -> None:
    if content_of(version).is_empty:
        return
    agreeing.propose(plan, version, next_review_on=None, op=table.op(at))
    yes = Yes(
        no=version.no,
        content_hash=content_of(version).hash,
        how="oral_with_interpreter" if who.interpreter_need else "signature",
        language=who.language,
    )
    agreeing.agree(plan, yes, op=table.op(at))


def propose_more(plan: Plan, who: DemoClient, *, desk: Viewer, now: datetime) -> None:
    """One of the cast finds a new version of the plan on the phone."""
    name, topic, key = WAITING
    if who.manager is not JANA or who.given_name != name:
        return
    luck = random.Random(f"{name} plan")  # noqa: S311  # because: invented
    table, ago = Table(desk=desk, rng=luck), now - timedelta(hours=20)
    version = drafting.start(plan, op=table.op(ago))
    goal = drafting.add_goal(version, topic, WISH)
    drafting_steps.add_step(version, goal, key, today=clock.local(ago).date())
    drafting.changed(plan, version, op=table.op(ago))
    agreeing.propose(plan, version, next_review_on=None, op=table.op(ago))
