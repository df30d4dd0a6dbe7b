"""What is read of plans: who sees what, in how many statements, what is blocked and next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.tenancy import carrier_opened
from app.plan import queries, rows
from app.plan.detail import get_step
from app.plan.models import Goal, Plan, PlanVersion, Step, StepDocument
from tests import build
from tests.cast import Member
from tests.pages import counting

pytestmark = pytest.mark.usefixtures("at_carrier")


@contextmanager
def statements(number: int) -> Iterator[None]:
    """So many statements may run inside."""
    with counting() as sent:
        yield
    asked = [text for text in sent if text.startswith("SELECT")]
    assert len(asked) == number, "\n\n".join(asked)


def paper(step: Step, doc_type: str, direction: str, **more: Any) -> StepDocument:
    made = StepDocument(step_id=step.id, doc_type=doc_type, direction=direction, **more)
    db.session.add(made)
    db.session.flush()
    return made


def test_steps_come_in_one_statement_however_many(selam: Member, oksana: Member) -> None:
    assert selam.client is not None
    assert oksana.client is not None
    with transaction():
        goal = build.goal(selam.client, own_words="Deutsch bis B1", wish_of="client")
        for sort in range(20):
            build.step(selam.client, sort=sort, goal_lineage=goal.lineage)
            build.step(oksana.client, sort=sort)
    jana = selam.manager
    assert jana is not None
    with statements(1):
        cards = queries.steps_of(clients_of(jana.viewer), seen_by=jana.viewer)
    assert len(cards) == 40
    first = next(card for card in cards if card.client_id == selam.client.id)
    assert first.goal_lineage == goal.lineage
    other = next(card for card in cards if card.client_id == oksana.client.id)
    assert other.goal_lineage is None
    assert first.title_msgid == "Register for the language course"
    assert first.why_msgid


def test_everybody_sees_only_their_own(
    selam: Member, oksana: Member, brandt: Member, gerhard: Member
) -> None:
    assert selam.client is not None
    with transaction():
        step = build.step(selam.client)
    hers = sa.select(sa.literal(selam.client.id))
    assert len(queries.steps_of(hers, seen_by=selam.viewer)) == 1
    for stranger in (oksana, gerhard):
        assert queries.steps_of(hers, seen_by=stranger.viewer) == []
        with pytest.raises(Missing):
            get_step(step.id, seen_by=stranger.viewer)
        with pytest.raises(Missing):
            rows.get_row(step.id, seen_by=stranger.viewer)
    assert brandt.grant.carrier_id is not None
    with carrier_opened(brandt.grant.carrier_id):
        assert queries.steps_of(hers, seen_by=brandt.viewer) == []
        assert queries.goals_of(selam.client.id, seen_by=brandt.viewer) == []


def test_private_steps_are_hers_alone(selam: Member, jana: Member) -> None:
    assert selam.client is not None
    with transaction():
        step = build.step(selam.client, template_key=None, own_words="ብሕታዊ", private_to_client=True)
    assert [card.is_private for card in _all(selam)] == [True]
    assert queries.steps_of(clients_of(jana.viewer), seen_by=jana.viewer) == []
    assert queries.goals_of(selam.client.id, seen_by=jana.viewer) == []
    for ask in (get_step, queries.get_card, rows.get_row):
        with pytest.raises(Missing):
            ask(step.id, seen_by=jana.viewer)


def _all(client: Member) -> list[queries.StepCard]:
    return queries.steps_of(clients_of(client.viewer), seen_by=client.viewer)


def test_a_step_is_blocked_while_another_open_one_brings_its_paper(selam: Member) -> None:
    assert selam.client is not None
    with transaction():
        right = build.step(selam.client, "course_right", sort=1)
        course = build.step(selam.client, "course_reg", sort=2)
        need = paper(course, "course_entitlement", "needs")
        paper(right, "course_entitlement", "yields")

    def blocked() -> list[bool]:
        db.session.expire_all()
        return [card.is_blocked for card in _all(selam)]

    assert blocked() == [False, True]
    detail = get_step(course.id, seen_by=selam.viewer)
    assert detail.needed[0].brought_by is not None
    assert detail.needed[0].brought_by.id == right.id
    with transaction():
        need.have_it = True
    assert blocked() == [False, False]
    with transaction():
        need.have_it, right.state = False, "done"
    assert blocked() == [False, False]


def test_a_paper_of_somebody_else_blocks_nothing(selam: Member, oksana: Member) -> None:
    assert selam.client is not None
    assert oksana.client is not None
    with transaction():
        paper(build.step(oksana.client, "bank"), "iban", "yields")
        paper(build.step(selam.client, "jobcenter_apply"), "iban", "needs")
    assert [card.is_blocked for card in _all(selam)] == [False]


def test_next_is_what_can_be_done_now_the_nearest_day_first(selam: Member) -> None:
    assert selam.client is not None
    today = clock.today()
    with transaction():
        make: Callable[..., Step] = build.step
        make(selam.client, "bank", state="waiting", waiting_on="other", due_on=today, sort=1)
        make(selam.client, "cv", owner="volunteer", due_on=today, sort=2)
        make(selam.client, "club", sort=3)
        soon = make(selam.client, "kita", due_on=today + timedelta(days=9), sort=4)
        make(selam.client, "doctor", state="done", due_on=today, sort=5)
        make(selam.client, "wbs", state="not_needed", due_on=today, sort=6)
    cards = _all(selam)
    coming = queries.next_step(cards)
    assert coming is not None
    assert coming.id == soon.id
    assert queries.stones_of(cards) == ("done", "now", "open", "open", "open")
    assert queries.next_step([card for card in cards if not card.is_open]) is None
    assert queries.stones_of([card for card in cards if card.is_done]) == ("done",)
    assert queries.next_step([]) is None
    assert queries.stones_of([]) == ()


def test_overdue_is_for_open_steps_whose_day_has_passed(selam: Member) -> None:
    assert selam.client is not None
    today = clock.today()
    with transaction():
        build.step(selam.client, due_on=today - timedelta(days=1), sort=1)
        build.step(selam.client, due_on=today, sort=2)
        build.step(selam.client, due_on=today - timedelta(days=1), state="done", sort=3)
    assert [card.is_overdue for card in _all(selam)] == [True, False, False]


def test_goals_come_in_two_statements_with_loose_steps_by_topic(
    selam: Member, jana: Member
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, "work")
        build.goal(selam.client, "housing", state="declined")
        for sort in range(9):
            build.step(selam.client, "cv", topic="work", goal_lineage=goal.lineage, sort=sort)
        build.step(selam.client, "bank", topic="livelihood", sort=10)
    with statements(2):
        goals = queries.goals_of(selam.client.id, seen_by=jana.viewer)
    assert [(card.topic, card.id is None, len(card.steps)) for card in goals] == [
        ("work", False, 9),
        ("livelihood", True, 1),
    ]
    assert goals[0].agreed_at is not None


def test_of_several_versions_people_see_the_newest_that_is_shown(selam: Member) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, own_words="alt")
        build.step(selam.client, goal_lineage=goal.lineage)
        plan = db.session.query(Plan).filter_by(client_id=selam.client.id).one()
        first = db.session.query(PlanVersion).filter_by(plan_id=plan.id).one()
        first.state = "superseded"
        second = PlanVersion(plan_id=plan.id, no=2, state="agreed")
        draft = PlanVersion(plan_id=plan.id, no=3, state="draft")
        db.session.add_all([second, draft])
        db.session.flush()
        for version, words in ((second, "neu"), (draft, "Entwurf")):
            db.session.add(
                Goal(version_id=version.id, lineage=goal.lineage, topic="language", own_words=words)
            )
    assert [card.own_words for card in queries.own_goals(selam.viewer)] == ["neu"]


def test_how_fills_in_names_and_keeps_their_direction(selam: Member) -> None:
    assert selam.client is not None
    with transaction():
        step = build.step(selam.client, "course_reg", params={"provider": "VHS Rems-Murr"})
    detail = get_step(step.id, seen_by=selam.viewer)
    assert detail.how[-1] == (
        "Your course provider is %(provider)s.",
        {"provider": "\u2068VHS Rems-Murr\u2069"},
    )


def test_goals_with_something_to_do_come_first(selam: Member) -> None:
    assert selam.client is not None
    assert selam.manager is not None
    with transaction():
        over = build.goal(selam.client, topic="livelihood")
        build.step(selam.client, "bank", state="done", goal_lineage=over.lineage)
        going_on = build.goal(selam.client, topic="language")
        build.step(selam.client, sort=1, goal_lineage=going_on.lineage)
        build.goal(selam.client, topic="housing")  # no step yet: still something to do
    goals = queries.goals_of(selam.client.id, seen_by=selam.manager.viewer)
    assert [goal.topic for goal in goals] == ["language", "housing", "livelihood"]
