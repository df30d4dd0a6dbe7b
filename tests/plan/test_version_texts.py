"""Own words of a proposed version: read in her language before she agrees, and after."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.texts import Source, Typed, translate
from app.caseload.texts_models import PersonalTranslation
from app.core import clock
from app.core.db import db, transaction
from app.core.translating import Status
from app.desk import texts
from app.plan import drafting, drafting_steps, queries, versions
from app.plan.cards import BECAUSE
from app.plan.models import Goal, PlanVersion
from app.plan.versions_models import VersionStep
from app.plan.wording_queries import goal_source
from app.plan.wording_versions import planned_source, start_source
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]
NEW, WHY, START = "Zeugnis holen", "Der Kurs ist voll", "Sie wartet auf einen Platz"
SAID = {NEW: "ምስክር ወረቐት", WHY: "እቲ ኮርስ መሊኡ", START: "ቦታ ትጽበ ኣላ"}
pytestmark = pytest.mark.usefixtures("at_carrier")


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    """A draft with a new step, a step that goes, and how things stand."""
    assert selam.client is not None
    with transaction():
        build.step(selam.client, "course_test")
    both = Together(selam, jana)
    version_id = both.draft("work")
    with transaction():
        version = db.session.get_one(PlanVersion, version_id)
        goal = next(one for one in versions.goals_in(version).values() if one.topic == "work")
        drafting_steps.add_own_step(version, goal, NEW)
        for row in planned(version_id, VersionStep.step_id.is_not(None)):
            row.is_dropped, row.because = True, WHY
        drafting.write_situation(version, both.client_id, "work", START)
    return both


def planned(version_id: int, *which: sa.ColumnElement[bool]) -> list[VersionStep]:
    own = sa.select(VersionStep).where(VersionStep.version_id == version_id, *which)
    return list(db.session.scalars(own))


def sources(both: Together) -> list[Source]:
    """The three texts, as the desk opens them."""
    seen: dict[str, Any] = {"seen_by": both.manager.viewer}
    version = versions.get_prepared(both.client_id, **seen)
    (new,) = planned(version.id, VersionStep.step_id.is_(None))
    (gone,) = planned(version.id, VersionStep.is_dropped.is_(True))
    (start,) = versions.situation_of(version).values()
    return [
        planned_source(new.id, both.client_id, "own_words", **seen),
        planned_source(gone.id, both.client_id, BECAUSE, **seen),
        start_source(start.id, both.client_id, **seen),
    ]


def say_all(both: Together) -> None:
    """All three in Tigrinya."""
    with transaction():
        for one in sources(both):
            said = Typed(text=SAID[one.words.text], source_version=one.words.version, seen_at=None)
            translate(one, "ti", said, by=both.manager.viewer, now=clock.now())


def test_she_reads_it_in_her_language_when_she_is_asked_and_after_she_agreed(
    both: Together, signed_in: SignIn, page: Callable[..., Page]
) -> None:
    say_all(both)
    both.propose()
    told = page(signed_in(both.client), "/plan/agree?lang=ti").text
    assert [words for words in SAID.values() if words not in told] == []
    at_desk = page(signed_in(both.manager), f"/desk/clients/{both.client_id}/plan/draft?lang=en")
    assert at_desk.text.count("Up to date") == 3
    (new, gone_text, _start), seen = sources(both), {"seen_by": both.manager.viewer}
    both.agree()
    for text, field in ((new, "own_words"), (gone_text, BECAUSE)):  # typed while she agreed
        alive = planned_source(text.entity_id, both.client_id, field, **seen)
        assert (alive.entity, alive.words.text) == ("step", text.words.text)
    cards = [card for goal in queries.own_goals(both.client.viewer) for card in goal.steps]
    (step,) = (card for card in cards if card.own_words == NEW)
    assert step.words.shown_in("ti").text == SAID[NEW]
    (gone,) = (card for card in cards if card.not_needed_because == WHY)
    assert gone.reason
    assert gone.reason.shown_in("ti").text == SAID[WHY]
    both.draft("health")
    (start,) = versions.situation_of(versions.get_prepared(both.client_id, **seen)).values()
    assert start.words.status_in("ti") is Status.UP_TO_DATE, "the next draft takes it along"


def test_what_is_missing_is_in_the_list_only_while_it_is_proposed(both: Together) -> None:
    def listed() -> set[str]:
        todos = texts.get_todos(seen_by=both.manager.viewer).rows
        return {todo.wording.entity for todo in todos}

    assert not listed() & {"version_step", "start_situation"}
    both.propose()
    assert listed() >= {"version_step", "start_situation"}
    say_all(both)
    assert not listed() & {"version_step", "start_situation"}


def test_other_words_outdate_and_what_is_taken_away_takes_its_translations_along(
    both: Together,
) -> None:
    say_all(both)
    with transaction():
        new, gone, _start = sources(both)
        version = versions.get_prepared(both.client_id, seen_by=both.manager.viewer)
        step = db.session.get_one(VersionStep, new.entity_id)
        step.own_words = f"{NEW} und Ausweis"
        db.session.get_one(VersionStep, gone.entity_id).because = "Anders"
        drafting.write_situation(version, both.client_id, "work", "Anders")
    assert [one.words.status_in("ti") for one in sources(both)] == [Status.OUTDATED] * 3
    both.propose()
    both.agree()
    cards = [card for goal in queries.own_goals(both.client.viewer) for card in goal.steps]
    (kept,) = (card for card in cards if card.own_words == f"{NEW} und Ausweis")
    assert kept.words.status_in("ti") is Status.OUTDATED
    (gone_card,) = (card for card in cards if card.not_needed_because == "Anders")
    assert gone_card.reason
    assert gone_card.reason.status_in("ti") is Status.MISSING


def test_a_number_that_is_used_again_finds_no_translation_of_another_text(both: Together) -> None:
    say_all(both)
    with transaction():
        plan, version = both.plan(), versions.find_prepared(both.plan())
        assert version is not None
        goal = next(one for one in versions.goals_in(version).values() if one.topic == "work")
        drafting.take_goal_away(plan, version, goal)
    left = sa.select(PersonalTranslation.field).order_by(PersonalTranslation.field)
    assert list(db.session.scalars(left)) == [BECAUSE, "body"]


def test_what_happens_to_a_goal_while_the_next_version_is_prepared_is_not_lost(
    selam: Member, jana: Member
) -> None:
    assert selam.client is not None
    both = Together(selam, jana)
    with transaction():
        living = [
            build.goal(selam.client, topic, own_words=topic, because="Prüfung", state="paused").id
            for topic in ("work", "language", "health")
        ]
    draft_id = both.draft("housing")
    with transaction():
        plan, version = both.plan(), db.session.get_one(PlanVersion, draft_id)
        for goal in versions.goals_in(version).values():
            if goal.topic in ("work", "health"):
                drafting.take_goal_away(plan, version, goal)
            if goal.topic == "health":
                drafting.keep_goal(plan, goal)
            goal.because = "Anders" if goal.topic == "work" else goal.because
        said = Typed(text="ቋንቋ", source_version=1, seen_at=None)
        source = goal_source(living[1], both.client_id, seen_by=jana.viewer)
        translate(source, "ti", said, by=jana.viewer, now=clock.now())
        for number, state in ((living[0], "reached"), (living[1], "in_progress")):
            db.session.get_one(Goal, number).state = state
            db.session.get_one(Goal, number).because = None
    both.propose()
    both.agree()
    after = {one.topic: one for one in queries.own_goals(selam.viewer)}
    assert after["work"].state == "reached", "what is reached is never dropped"
    assert (after["language"].state, after["language"].because) == ("in_progress", None)
    assert after["language"].words.shown_in("ti").text == "ቋንቋ"
    assert (after["health"].state, after["health"].because) == ("paused", "Prüfung")
