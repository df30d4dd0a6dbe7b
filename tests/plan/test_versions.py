"""Plan versions: drafted unseen, agreed to by both, replaced, ended; goals and steps follow."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.tenancy import carrier_opened
from app.plan import agreeing, drafting, drafting_steps, service, versions
from app.plan.content import content_of
from app.plan.drafting import GoalTerms
from app.plan.drafting_steps import StepTerms
from app.plan.models import Goal, PlanVersion
from app.plan.queries import goals_of
from app.plan.refusals_versions import NothingInIt, NothingProposed, NotThisVersion, WhyIsMissing
from app.plan.versions_models import VersionStep
from tests.cast import Member
from tests.plan.together import Together, op_of

TWO = ("course_reg", "bank")


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    """Selam and Jana, with an agreed version that holds nothing yet."""
    return Together(selam, jana)


def test_both_sides_agree_and_the_plan_lives(both: Together) -> None:
    made = both.draft("language", steps=TWO[:1])
    assert both.versions() == [(1, "agreed"), (2, "draft")]
    assert both.steps() == [], "nothing lives before both agreed"
    both.propose()
    both.agree()
    assert both.versions() == [(1, "superseded"), (2, "agreed")]
    (step,) = both.steps()
    assert (step.state, step.template_key) == ("open", "course_reg")
    (goal,) = both.goals(made)
    assert (goal.state, goal.lineage) == ("agreed", step.goal_lineage)
    with carrier_opened(both.carrier_id):
        version = db.session.get_one(PlanVersion, made)
        assert (version.agreed_client_how, version.language_read) == ("passkey", "ti")
        assert version.content_hash == content_of(version).hash
        assert version.agreed_manager_at is not None
        due = agreeing.usual_review(clock.today())
        assert both.plan().next_review_on == due > clock.today() + timedelta(days=180)
        said = db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)).all()
    assert said == ["PlanDrafted", "PlanDrafted", "PlanProposed", "StepAdded", "PlanAgreed"]


def test_a_tick_makes_no_version_and_an_unchanged_goal_keeps_all(both: Together) -> None:
    first = both.agreed("language", steps=TWO[:1])
    before = both.content(first).hash
    (goal,), (step,) = both.goals(first), both.steps()
    with carrier_opened(both.carrier_id), transaction():
        service.finish(db.session.merge(step), op=op_of(both.client))
    assert both.versions()[-1] == (2, "agreed")
    assert both.content(first).hash == before
    second = both.agreed("work")
    kept = both.goals(second)[0]
    assert (kept.lineage, kept.topic) == (goal.lineage, "language")
    assert both.content(second).hash != before
    assert [one.state for one in both.steps()] == ["done"], "done stays done"


def test_what_she_did_not_read_is_not_agreed_to(both: Together) -> None:
    both.draft("language")
    both.propose()
    for other in ({"content_hash": "0" * 64}, {"no": 7}):
        with pytest.raises(NotThisVersion):
            both.agree(**other)
    assert both.versions()[-1] == (2, "proposed")
    both.agree()
    with pytest.raises(NothingProposed):
        both.agree()


def test_only_her_own_tap_counts_as_hers(both: Together) -> None:
    both.draft("language")
    both.propose()
    with carrier_opened(both.carrier_id), transaction():
        plan = both.plan()
        read = content_of(versions.get_proposed(plan)).hash
        yes = agreeing.Yes(no=2, content_hash=read, how="passkey", language="de")
        with pytest.raises(Missing):
            agreeing.agree(plan, yes, op=op_of(both.manager))
        spoken = agreeing.Yes(no=2, content_hash=read, how="oral_with_interpreter", language="ti")
        with pytest.raises(Missing):
            agreeing.agree(plan, spoken, op=op_of(both.client))
        agreeing.agree(plan, spoken, op=op_of(both.manager))
    assert both.versions()[-1] == (2, "agreed")


def test_a_declined_goal_stays_with_its_reason_and_brings_nothing(both: Together) -> None:
    made = both.draft("language", "work", steps=TWO[:1])
    both.propose()
    first = both.goals(made)[0]
    with carrier_opened(both.carrier_id), transaction():
        agreeing.decline(both.plan(), first.id, because="ኣይደልን", op=op_of(both.client))
    with pytest.raises(NotThisVersion):
        both.agree(content_hash="what she read before she declined")
    both.agree()
    states = [(goal.topic, goal.state, goal.because) for goal in both.goals(made)]
    assert states == [("language", "declined", "ኣይደልን"), ("work", "agreed", None)]
    assert both.steps() == []
    with carrier_opened(both.carrier_id):
        shown = goals_of(both.plan().client_id, seen_by=both.client.viewer)
    assert [goal.topic for goal in shown] == ["work"]


def test_she_wants_a_change_and_says_what(both: Together) -> None:
    both.draft("language")
    both.propose()
    with carrier_opened(both.carrier_id), transaction():
        version = agreeing.take_back(both.plan(), wish="ኣይፋል", op=op_of(both.client))
        assert (version.state, version.change_wish) == ("draft", "ኣይፋል")
        assert version.agreed_manager_at is None
    both.propose()
    both.agree()
    assert both.versions()[-1] == (2, "agreed")


def test_a_changed_goal_takes_the_place_of_the_old_one(both: Together) -> None:
    first = both.agreed("language", steps=TWO[:1])
    old = both.goals(first)[0]
    second = both.draft()
    with carrier_opened(both.carrier_id), transaction():
        version = db.session.get_one(PlanVersion, second)
        (copy,) = versions.goals_in(version).values()
        drafting.write_goal(
            version, copy, GoalTerms(own_words="B2", wish_of="client", target_on=None)
        )
    states = {goal.state: goal for goal in both.goals(second)}
    assert states["changed"].lineage == states["proposed"].replaces == old.lineage
    assert both.steps()[0].goal_lineage == old.lineage, "the living step waits for both sides"
    both.propose()
    both.agree()
    assert both.steps()[0].goal_lineage == states["proposed"].lineage
    assert both.goals(first)[0].state == "agreed", "what was agreed to is never rewritten"


def test_a_changed_goal_can_be_put_back(both: Together) -> None:
    first = both.agreed("language", steps=TWO[:1])
    before = both.content(first).hash
    second = both.draft()
    with carrier_opened(both.carrier_id), transaction():
        plan, version = both.plan(), db.session.get_one(PlanVersion, second)
        (copy,) = versions.goals_in(version).values()
        drafting.write_goal(
            version, copy, GoalTerms(own_words="B2", wish_of="client", target_on=None)
        )
        new = next(goal for goal in versions.goals_in(version).values() if goal.replaces)
        drafting.take_goal_away(plan, version, new)
    assert both.content(second).hash == before
    assert [goal.state for goal in both.goals(second)] == ["agreed"]


def test_what_is_dropped_needs_a_reason_she_reads(both: Together) -> None:
    both.agreed("language", "work", steps=TWO)
    second = both.draft()
    with carrier_opened(both.carrier_id), transaction():
        version, plan = db.session.get_one(PlanVersion, second), both.plan()
        work = next(one for one in versions.goals_in(version).values() if one.topic == "work")
        drafting.take_goal_away(plan, version, work)
        step = db.session.scalars(
            sa.select(VersionStep).where(VersionStep.version_id == second)
        ).first()
        assert step is not None
        drafting_steps.take_step_away(step)
        with pytest.raises(WhyIsMissing):
            agreeing.propose(plan, version, next_review_on=None, op=op_of(both.manager))
        work.because, step.because = "Umzug", "Kurs ist voll"
    both.propose()
    both.agree()
    assert [goal.state for goal in both.goals(second)] == ["agreed", "dropped"]
    gone = [one for one in both.steps() if one.state == "not_needed"]
    assert [one.not_needed_because for one in gone] == ["Kurs ist voll"]


def test_dates_and_support_wait_for_both_sides(both: Together) -> None:
    both.agreed("language", steps=TWO[:1])
    second = both.draft()
    day = clock.today() + timedelta(days=20)
    with carrier_opened(both.carrier_id), transaction():
        (planned,) = db.session.scalars(
            sa.select(VersionStep).where(VersionStep.version_id == second)
        )
        terms = StepTerms(owner="volunteer", due_on=day, support_level="accompanied")
        drafting_steps.write_step(planned, terms)
    assert both.steps()[0].owner == "client"
    both.propose()
    both.agree()
    (step,) = both.steps()
    assert (step.owner, step.due_on, step.support_level) == ("volunteer", day, "accompanied")


def test_an_empty_plan_is_not_proposed(both: Together) -> None:
    both.draft()
    with pytest.raises(NothingInIt):
        both.propose()


def test_the_database_itself_knows_one_agreed_version(both: Together) -> None:
    with (
        carrier_opened(both.carrier_id),
        pytest.raises(sa.exc.IntegrityError),
        transaction() as session,
    ):
        session.add(PlanVersion(plan_id=both.plan().id, no=9, state="agreed"))


def test_a_goal_of_another_version_is_not_hers_to_decline(both: Together) -> None:
    agreed = both.agreed("language")
    both.draft("work")
    both.propose()
    (old,) = both.goals(agreed)
    assert isinstance(old, Goal)
    with carrier_opened(both.carrier_id), pytest.raises(Missing), transaction():
        agreeing.decline(both.plan(), old.id, because=None, op=op_of(both.client))
