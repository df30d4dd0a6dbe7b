"""Plan versions and goals walked at random: only the arrows of DOMAIN.md, at most one agreed."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.core.tenancy import carrier_opened
from app.plan import agreeing, drafting, drafting_steps, goals, reviews, service, versions
from app.plan.agreeing import Yes
from app.plan.content import content_of
from app.plan.drafting import GoalTerms
from app.plan.models import Goal, Plan, PlanVersion, Step
from app.plan.refusals_versions import GoalStays
from app.plan.reviews import Finding, Findings
from app.plan.versions_models import VersionStep
from tests.cast import Member
from tests.plan.together import PLAIN, Together, op_of

VERSION_ARROWS = {
    None: {"draft", "agreed"},  # the fixture's own begins agreed
    "draft": {"proposed"},
    "proposed": {"draft", "agreed"},
    "agreed": {"superseded", "ended"},
}
# Along a lineage. What is only planned in a draft counts when the version is agreed.
GOAL_ARROWS = {
    None: {"proposed", "agreed"},
    "proposed": {"agreed", "declined"},
    "agreed": {"in_progress", "paused", "changed", "dropped"},
    "in_progress": {"reached", "paused", "changed", "dropped"},
    "paused": {"in_progress", "changed", "dropped"},
}
KEYS = ("course_reg", "cv", "bank")
TOPICS = ("language", "work", "housing")


def reachable(arrows: dict[Any, set[str]], before: str | None, after: str) -> bool:
    """True when some arrows lead there: one act may walk several."""
    seen, waiting = set(), [before]
    while waiting:
        for state in arrows.get(waiting.pop(), ()):
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return after == before or after in seen


class Table(RuleBasedStateMachine):
    """Both sides act in any order; a plain memory says what may have followed."""

    both: Together
    seen: ClassVar[set[str]] = set()  # states of versions and goals that were reached at all

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[int, str] = {}
        self.lineages: dict[uuid.UUID, str] = {}
        self.hashes: dict[int, str] = {}
        with carrier_opened(self.both.carrier_id), transaction() as session:
            for table in (VersionStep, Goal, PlanVersion):
                session.execute(sa.delete(table))

    def _do(self, act: Callable[[Plan], object]) -> None:
        """Let somebody act; what is refused changes nothing."""
        before = self._picture()
        with carrier_opened(self.both.carrier_id):
            try:
                with transaction():
                    act(self.both.plan())
            except (Refused, Missing):
                assert self._picture() == before

    def _picture(self) -> list[Any]:
        with carrier_opened(self.both.carrier_id):
            rows: list[Any] = []
            for table in (PlanVersion, Goal, VersionStep):
                rows += [tuple(row) for row in db.session.execute(sa.select(table.__table__))]
            db.session.rollback()
            return rows

    @property
    def desk(self) -> Any:
        """The manager acts."""
        return op_of(self.both.manager)

    @property
    def hers(self) -> Any:
        """The client acts."""
        return op_of(self.both.client)

    @rule(is_copy=st.booleans())
    def start(self, is_copy: bool) -> None:
        """Begin a draft."""
        self._do(lambda plan: drafting.start(plan, is_copy=is_copy, op=self.desk))

    @rule(topic=st.sampled_from(TOPICS), key=st.sampled_from(KEYS))
    def add(self, topic: str, key: str) -> None:
        """One goal more, with a step."""

        def act(plan: Plan) -> None:
            draft = self._draft(plan)
            goal = drafting.add_goal(draft, topic, PLAIN)
            drafting_steps.add_step(draft, goal, key, today=clock.today())

        self._do(act)

    def _draft(self, plan: Plan) -> PlanVersion:
        found = versions.find_prepared(plan)
        return versions.get_draft(plan, edits=found.edits if found else 0)

    @rule(topics=st.permutations(TOPICS))
    def agree_at_once(self, topics: list[str]) -> None:
        """Twice the whole way from a goal to both sides' yes."""
        for topic in topics[:2]:
            self.start(is_copy=True)
            self.add(topic, KEYS[TOPICS.index(topic)])
            self.propose()
            self.agree(is_read=True, how="signature")

    @rule(place=st.integers(0, 1), words=st.sampled_from(("B1", "B2")))
    def change(self, place: int, words: str) -> None:
        """Another goal in the place of one."""
        terms = GoalTerms(own_words=words, wish_of="client", target_on=None)
        self._on_goal(place, lambda _plan, draft, goal: drafting.write_goal(draft, goal, terms))

    @rule(place=st.integers(0, 1))
    def take_away(self, place: int) -> None:
        """Drop a goal, or take a new one out."""

        def act(plan: Plan, draft: PlanVersion, goal: Goal) -> None:
            is_kept = goal.state != "proposed"
            drafting.take_goal_away(plan, draft, goal)
            if is_kept:
                goal.because = "Umzug"

        self._on_goal(place, act)

    def _on_goal(self, place: int, act: Callable[[Plan, PlanVersion, Goal], object]) -> None:
        def on(plan: Plan) -> None:
            draft = self._draft(plan)
            found = list(versions.goals_in(draft).values())
            if place < len(found):
                act(plan, draft, found[place])

        self._do(on)

    @rule()
    def propose(self) -> None:
        """The manager's yes."""
        self._do(
            lambda plan: agreeing.propose(
                plan, self._draft(plan), next_review_on=None, op=self.desk
            )
        )

    @rule(is_hers=st.booleans())
    def take_back(self, is_hers: bool) -> None:
        """Either side wants something otherwise."""
        self._do(lambda plan: agreeing.take_back(plan, op=self.hers if is_hers else self.desk))

    @rule(place=st.integers(0, 1))
    def decline(self, place: int) -> None:
        """She does not want one of the goals."""

        def act(plan: Plan) -> None:
            found = list(versions.goals_in(versions.get_proposed(plan)))
            if place < len(found):
                agreeing.decline(plan, found[place], because=None, op=self.hers)

        self._do(act)

    @rule(is_read=st.booleans(), how=st.sampled_from(("passkey", "signature")))
    def agree(self, is_read: bool, how: str) -> None:
        """She says yes, or to something that was never there."""

        def act(plan: Plan) -> None:
            version = versions.get_proposed(plan)
            read = content_of(version).hash if is_read else "0" * 64
            yes = Yes(no=version.no, content_hash=read, how=how, language="ti")
            agreeing.agree(plan, yes, op=self.hers if how == "passkey" else self.desk)

        self._do(act)

    @rule()
    def tick(self) -> None:
        """She finishes a step."""

        def act(plan: Plan) -> None:
            found = sa.select(Step).where(Step.plan_id == plan.id, Step.state == "open").limit(1)
            for step in db.session.scalars(found):
                service.finish(step, op=self.hers)

        self._do(act)

    @rule(place=st.integers(0, 1), answer=st.sampled_from(reviews.GOAL_ANSWERS))
    def review(self, place: int, answer: str) -> None:
        """Both sides look at a goal again."""

        def act(plan: Plan) -> None:
            found = goals.agreed_goals(plan)
            if place < len(found):
                because = "Kurs fällt aus" if answer in ("pause", "drop") else None
                finding = {str(found[place].lineage): Finding(answer=answer, because=because)}
                reviews.hold(plan, Findings(goals=finding, steps={}), op=self.desk)

        self._do(act)

    @rule(is_over=st.sampled_from((False, False, True)))
    def close(self, is_over: bool) -> None:
        """The case ends, now and then."""
        if is_over:
            self._do(agreeing.end)

    @invariant()
    def only_drawn_arrows_were_walked(self) -> None:
        """Compare what is stored with what was stored before."""
        with carrier_opened(self.both.carrier_id):
            found = list(db.session.scalars(sa.select(PlanVersion)))
            assert sum(one.state == "agreed" for one in found) <= 1
            assert sum(one.state in versions.IN_PREPARATION for one in found) <= 1
            for one in found:
                before = self.states.get(one.id)
                assert reachable(VERSION_ARROWS, before, one.state), (before, one.state)
                self.states[one.id] = one.state
                self.seen.add(f"version {one.state}")
                self._look_into(one)
            db.session.rollback()

    def _look_into(self, version: PlanVersion) -> None:
        """A version once agreed to keeps its hash; its goals went only drawn ways."""
        if version.state in ("agreed", "superseded", "ended"):
            content = content_of(version).hash
            assert version.content_hash == self.hashes.setdefault(version.id, content) == content
            assert version.agreed_client_at is not None
            assert version.agreed_manager_at is not None
        if version.state == "agreed":
            for goal in versions.goals_in(version).values():
                before = self.lineages.get(goal.lineage)
                assert reachable(GOAL_ARROWS, before, goal.state), (before, goal.state)
                self.lineages[goal.lineage] = goal.state
                self.seen.add(f"goal {goal.state}")


def test_versions_and_goals_go_only_the_ways_that_are_drawn(
    app: Flask, selam: Member, jana: Member
) -> None:
    machine = type("TableOf", (Table,), {"both": Together(selam, jana)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    wanted = {"version draft", "version agreed", "version superseded", "goal agreed"}
    assert wanted <= Table.seen, "the walk must get far enough to say something"


@pytest.mark.parametrize(
    ("before", "after"),
    [("reached", "agreed"), ("declined", "agreed"), ("agreed", "reached"), ("proposed", "paused")],
)
def test_no_other_arrow_is_walked(before: str, after: str) -> None:
    goal = Goal(state=before)
    with pytest.raises(GoalStays):
        goals.go(goal, after)
    assert goal.state == before
