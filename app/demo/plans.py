"""Plans as both sides agreed to them, one proposal that waits for an answer, one open draft."""

import random
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.texts import Typed, translate
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
from app.plan.wording_queries import goal_source

USUAL = GoalTerms(own_words=None, wish_of="joint", target_on=None)
# Whose household reads which goal.
SHARED = ("Rojin", "language")


@dataclass(frozen=True, kw_only=True)
class Next:
    """A version that follows: one goal in own words, one step of the catalogue and one in words."""

    topic: str
    goal: str
    step: str  # template key
    own_step: str
    start: str
    translated: str = ""  # the goal, in her language
    is_proposed: bool = False


NEXT = {
    "Ahmad": Next(
        topic="participation",
        goal="Ich spiele in einem Verein Fußball",
        step="club",
        own_step="Samstag um 10 Uhr zum Training am Sportplatz gehen",
        start="Er hat früher im Verein gespielt und kennt hier noch niemanden.",
        translated="ألعب كرة القدم في نادٍ",
        is_proposed=True,
    ),
    "Oksana": Next(
        topic="health",
        goal="Ich habe eine Zahnärztin, die meine Sprache spricht",
        step="doctor",
        own_step="In der Apotheke am Marktplatz nach einer Zahnärztin fragen",
        start="Sie war hier noch nie bei einem Zahnarzt.",
    ),
}


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
    _draft(version, keys, ago, shared=SHARED[1] if who.given_name == SHARED[0] else "")
    _agree(plan, version, who, table, ago + timedelta(hours=1))
    found = sa.select(Step).where(Step.plan_id == plan.id)
    living = {step.template_key: step for step in db.session.scalars(found)}
    return plan, [living[key] for key in keys]


def _draft(version: PlanVersion, keys: tuple[str, ...], ago: datetime, *, shared: str) -> None:
    day = clock.local(ago).date()
    topics = dict.fromkeys(CATALOGUE[key].topic for key in keys)
    terms = {topic: replace(USUAL, household_shared=topic == shared) for topic in topics}
    goals = {topic: drafting.add_goal(version, topic, terms[topic]) for topic in topics}
    for key in keys:
        step = drafting_steps.add_step(version, goals[CATALOGUE[key].topic], key, today=day)
        duty = {"obligated": True} if CATALOGUE[key].may_be_duty else {}
        said = StepTerms(owner="client", due_on=step.due_on, support_level=None, params=duty)
        drafting_steps.write_step(step, said)


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


def add_next_version(plan: Plan, who: DemoClient, *, desk: Viewer, now: datetime) -> None:
    """One of the cast finds a new version of the plan on the phone, of another one is a draft."""
    if who.manager is not JANA or who.given_name not in NEXT:
        return
    luck = random.Random(f"{who.given_name} plan")  # noqa: S311  # because: invented
    table, ago = Table(desk=desk, rng=luck), now - timedelta(hours=20)
    said, version = NEXT[who.given_name], drafting.start(plan, op=table.op(ago))
    wish = GoalTerms(own_words=said.goal, wish_of="client", target_on=None)
    goal = drafting.add_goal(version, said.topic, wish)
    drafting_steps.add_step(version, goal, said.step, today=clock.local(ago).date())
    drafting_steps.add_own_step(version, goal, said.own_step)
    drafting.write_situation(version, plan.client_id, said.topic, said.start)
    drafting.changed(plan, version, op=table.op(ago))
    if said.translated:
        source = goal_source(goal.id, plan.client_id, seen_by=desk)
        words = Typed(text=said.translated, source_version=source.words.version, seen_at=None)
        translate(source, who.language, words, by=desk, now=ago)
    if said.is_proposed:
        agreeing.propose(plan, version, next_review_on=None, op=table.op(ago))
