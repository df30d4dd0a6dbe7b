"""The client's plan and step on her phone, five ways each."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import Goal, Step, StepDocument, StepEvent
from tests import build
from tests.cast import Member
from tests.pages import Page, words
from tests.plan.conftest import HTMX, form

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


@dataclass(frozen=True)
class Held:
    """A step by its numbers: the row itself goes stale when a request ends."""

    id: int
    carrier_id: int


@pytest.fixture
def step(selam: Member, at_caritas: int) -> Held:
    """A duty of Selam, due in nine days, with a paper to bring and one to get."""
    assert selam.client is not None
    with transaction() as session:
        made = build.step(
            selam.client,
            nature="duty",
            demanded_by="Jobcenter",
            due_on=clock.today() + timedelta(days=9),
        )
        for paper, direction in (("course_entitlement", "needs"), ("course_start", "yields")):
            session.add(StepDocument(step_id=made.id, doc_type=paper, direction=direction))
    return Held(made.id, at_caritas)


def fresh(step: Held) -> Step:
    """The step as it is stored now."""
    db.session.rollback()
    with carrier_opened(step.carrier_id):
        return db.session.query(Step).filter_by(id=step.id).populate_existing().one()


def finish(step: Held | int) -> str:
    """Where a tick is sent to."""
    return f"/plan/steps/{step if isinstance(step, int) else step.id}/finish"


# The plan


def test_the_plan_shows_way_goals_and_steps(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, wish_of="client", own_words="Deutsch bis B1")
        build.step(selam.client, "course_right", state="done", goal_lineage=goal.lineage)
        build.step(selam.client, goal_lineage=goal.lineage)
        build.step(selam.client, "bank", topic="livelihood", nature="right")
    seen = page(signed_in(selam), "/plan" + ENGLISH)
    assert "1 of 3 steps" in seen.text
    assert "Your wish" in seen.text
    assert "Deutsch bis B1" in seen.text
    stones = [e.get("data-state") for e in seen.all("span") if e.get("class") == "stone"]
    assert stones == ["done", "now", "open"]
    assert [c.get("data-state") for c in seen.root.iter() if c.get("class") == "path-stone"] == [
        "done",
        "now",
        "open",
    ]
    own = next(e for e in seen.all("span") if words(e) == "Deutsch bis B1" and e.get("lang"))
    assert (own.get("lang"), own.get("dir")) == ("de", "ltr")


@pytest.mark.parametrize("number", [2, 40])
def test_the_plan_takes_four_statements_however_long(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int, number: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client)
        for sort in range(number):
            build.step(selam.client, sort=sort, goal_lineage=goal.lineage)
    browser = signed_in(selam)
    page(browser, "/plan")
    assert page(browser, "/plan", statements=4).text.count("course") >= 0
    assert page(browser, "/plan", statements=4).statements == 4  # session, goals, steps, contact


def test_an_empty_plan_says_so(signed_in: SignIn, selam: Member, page: Fetch) -> None:
    seen = page(signed_in(selam), "/plan" + ENGLISH)
    assert "Your plan is still empty." in seen.text
    assert "Jana König" in seen.text


@pytest.mark.parametrize("language", ["ar", "ti", "de", "de-simple"])
def test_the_plan_holds_its_manners_in_every_direction(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held, language: str
) -> None:
    seen = page(signed_in(selam), f"/plan?lang={language}")
    assert seen.root.get("dir") == ("rtl" if language == "ar" else "ltr")
    page(signed_in(selam), f"/plan/steps/{step.id}?lang={language}")


def test_the_plan_is_for_clients(
    signed_in: SignIn, jana: Member, gerhard: Member, aylin: Member, visitor: FlaskClient
) -> None:
    answers = [signed_in(member).get("/plan") for member in (jana, gerhard, aylin)]
    assert {answer.status_code for answer in answers} == {404}
    assert visitor.get("/plan").status_code == 303


def test_the_plan_as_a_fragment_is_one_element(signed_in: SignIn, selam: Member) -> None:
    body = signed_in(selam).get("/plan", headers=HTMX).get_data(as_text=True)
    assert body.lstrip().startswith('<div class="stack" id="plan"')
    assert "<html" not in body


# One step


def test_a_step_says_why_how_by_when_and_who_asks(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    seen = page(signed_in(selam), f"/plan/steps/{step.id}{ENGLISH}")
    for text in (
        "Register for the language course",
        "Then you have a place",
        "Go to a course provider (Kursträger) near you.",
        "Duty · Jobcenter",
        "An office asks for it: Jobcenter.",
        "Source: IntV § 7, as of March 2022. To be checked.",
        "This does not replace legal advice.",
        "Course entitlement (Berechtigungsschein)",
        "Letter with the start date of the course",
        "Back to your plan",
        "Jana König",
    ):
        assert text in seen.text, text


def test_a_step_has_the_german_original_beside_it(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    folded = page(signed_in(selam), f"/plan/steps/{step.id}?lang=ti").find("details", lang="de")
    assert words(folded).startswith("Deutsch")
    german = page(signed_in(selam), f"/plan/steps/{step.id}?lang=de")
    assert not [e for e in german.all("details") if e.get("lang") == "de"]


def test_own_words_are_german_and_never_in_the_title(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        own = build.step(selam.client, template_key=None, own_words="Fahrrad von Herrn Roth holen")
    seen = page(signed_in(selam), f"/plan/steps/{own.id}?lang=ti")
    assert "Roth" in words(seen.find("h1"))
    assert "Roth" not in words(seen.find("title"))
    held = [e for e in seen.all("span") if words(e) == "Fahrrad von Herrn Roth holen"]
    assert any((e.get("lang"), e.get("dir")) == ("de", "ltr") for e in held)


def test_a_private_step_is_hers_and_offers_no_help(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        own = build.step(selam.client, template_key=None, own_words="ብሕታዊ", private_to_client=True)
    browser = signed_in(selam)
    assert "Only you see this" in page(browser, "/plan" + ENGLISH).text
    assert "I need help" not in page(browser, f"/plan/steps/{own.id}{ENGLISH}").text


def test_overdue_is_said_calmly(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        late = build.step(selam.client, due_on=clock.today() - timedelta(days=3))
    seen = page(signed_in(selam), f"/plan/steps/{late.id}{ENGLISH}")
    assert "The date has passed:" in seen.text
    assert "alarm" not in {e.get("data-kind") for e in seen.root.iter()}


def test_a_foreign_step_answers_like_a_missing_one(
    signed_in: SignIn, oksana: Member, yonas: Member, step: Held
) -> None:
    for stranger in (oksana, yonas):
        browser = signed_in(stranger)
        foreign = browser.get(f"/plan/steps/{step.id}")
        missing = browser.get(f"/plan/steps/{MISSING}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
        foreign = browser.post(finish(step), data=form())
        missing = browser.post(finish(MISSING), data=form())
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
    assert fresh(step).state == "open"


def test_other_roles_find_no_step(
    signed_in: SignIn, jana: Member, gerhard: Member, step: Held
) -> None:
    for member in (jana, gerhard):
        browser = signed_in(member)
        assert browser.get(f"/plan/steps/{step.id}").status_code == 404
        assert browser.post(finish(step), data=form()).status_code == 404
    assert fresh(step).state == "open"


# Changes


def test_a_tick_without_htmx_goes_back_to_the_step(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser = signed_in(selam)
    answer = browser.post(finish(step), data=form())
    assert answer.status_code == 303
    assert answer.location == f"/plan/steps/{step.id}"
    assert fresh(step).state == "done"
    seen = page(browser, f"/plan/steps/{step.id}{ENGLISH}")
    assert "Undo" in seen.text


def test_a_tick_on_the_first_page_goes_back_there(
    signed_in: SignIn, selam: Member, step: Held
) -> None:
    answer = signed_in(selam).post(finish(step), data=form(here="home"))
    assert (answer.status_code, answer.location) == (303, "/home")


def test_a_tick_with_htmx_renews_the_step(signed_in: SignIn, selam: Member, step: Held) -> None:
    answer = signed_in(selam).post(finish(step) + ENGLISH, data=form(), headers=HTMX)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div class="stack" id="step"')
    assert "Undo" in body
    assert answer.headers["X-Said"]


def test_a_tick_on_the_first_page_shows_the_next_step_and_undo(
    signed_in: SignIn, selam: Member, step: Held
) -> None:
    assert selam.client is not None
    with transaction():
        build.step(selam.client, "club", topic="participation")
    url = finish(step) + ENGLISH
    answer = signed_in(selam).post(url, data=form(here="home"), headers=HTMX)
    body = answer.get_data(as_text=True)
    assert body.lstrip().startswith('<div class="stack" id="progress"')
    assert "Go to a club" in body
    assert f"/plan/steps/{step.id}/reopen" in body
    assert "1 of 2 steps" in body


def test_the_same_form_sent_twice_acts_once(signed_in: SignIn, selam: Member, step: Held) -> None:
    browser, sent = signed_in(selam), form()
    assert browser.post(finish(step), data=sent).status_code == 303
    assert browser.post(finish(step), data=sent).status_code == 303
    stored = fresh(step)
    with carrier_opened(step.carrier_id):
        assert db.session.query(StepEvent).filter_by(step_id=stored.id).count() == 1


@pytest.mark.parametrize("op_id", ["", "1", "not-a-uuid"])
def test_a_form_without_its_operation_is_malformed(
    signed_in: SignIn, selam: Member, step: Held, op_id: str
) -> None:
    assert signed_in(selam).post(finish(step), data={"op_id": op_id}).status_code == 400
    assert fresh(step).state == "open"


def test_a_refusal_is_said_beside_the_step(signed_in: SignIn, selam: Member, step: Held) -> None:
    browser = signed_in(selam)
    browser.post(finish(step), data=form())
    plain = browser.post(finish(step) + ENGLISH, data=form())
    assert plain.status_code == 422
    assert b"This step is already done." in plain.data
    assert b"<html" in plain.data
    fragment = browser.post(finish(step) + ENGLISH, data=form(), headers=HTMX)
    assert fragment.status_code == 422
    assert fragment.data.lstrip().startswith(b'<div class="stack" id="step"')
    at_home = browser.post(finish(step), data=form(here="home"), headers=HTMX)
    assert at_home.status_code == 422
    assert at_home.data.lstrip().startswith(b'<div class="stack" id="progress"')


def test_undo_help_and_taking_help_back(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser, base = signed_in(selam), f"/plan/steps/{step.id}"
    browser.post(f"{base}/ask-help", data=form())
    assert fresh(step).help_asked_at is not None
    told = "Jana König knows that you need help and will contact you."
    assert told in page(browser, base + ENGLISH).text
    browser.post(f"{base}/settle-help", data=form())
    assert fresh(step).help_asked_at is None
    browser.post(finish(step), data=form())
    browser.post(f"{base}/reopen", data=form())
    assert fresh(step).state == "open"


def test_waiting_names_whom_and_refuses_nonsense(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser, base = signed_in(selam), f"/plan/steps/{step.id}"
    refused = browser.post(f"{base}/wait{ENGLISH}", data=form(on="nobody"))
    assert refused.status_code == 422
    assert b"Choose one of the answers." in refused.data
    assert browser.post(f"{base}/wait", data=form(on="authority")).status_code == 303
    assert "Waiting for: an office" in page(browser, base + ENGLISH).text
    browser.post(f"{base}/resume", data=form())
    assert fresh(step).state == "in_progress"


def test_papers_are_ticked_by_their_own_form(
    signed_in: SignIn, selam: Member, oksana: Member, step: Held
) -> None:
    with carrier_opened(step.carrier_id):
        paper = db.session.query(StepDocument).filter_by(step_id=step.id).first()
    assert paper is not None
    address = f"/plan/steps/{step.id}/papers/{paper.id}/here"
    assert signed_in(oksana).post(address, data=form()).status_code == 404
    browser = signed_in(selam)
    other = browser.post(f"/plan/steps/{step.id}/papers/{MISSING}/here", data=form())
    assert other.status_code == 404
    answer = browser.post(address, data=form(), headers=HTMX)
    assert b'aria-pressed="true"' in answer.data
    browser.post(address.replace("/here", "/gone"), data=form())
    with carrier_opened(step.carrier_id):
        db.session.refresh(paper)
    assert paper.have_it is False


def test_an_unknown_verb_is_no_address(signed_in: SignIn, selam: Member, step: Held) -> None:
    answer = signed_in(selam).post(f"/plan/steps/{step.id}/confirm", data=form())
    assert answer.status_code == 404


# Goals


def test_a_proposed_goal_is_answered_by_its_client(
    signed_in: SignIn, selam: Member, oksana: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, "work", state="proposed")
    browser, address = signed_in(selam), f"/plan/goals/{goal.id}/agree"
    assert "This goal is new." in page(browser, "/plan" + ENGLISH).text
    foreign = signed_in(oksana).post(address, data=form())
    missing = signed_in(oksana).post(f"/plan/goals/{MISSING}/agree", data=form())
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    answer = browser.post(address, data=form(), headers=HTMX)
    assert answer.data.lstrip().startswith(b'<div class="stack" id="plan"')
    again = browser.post(address + ENGLISH, data=form())
    assert again.status_code == 422
    assert b"You have already answered this." in again.data
    with carrier_opened(at_caritas):
        assert db.session.query(Goal.state).filter_by(id=goal.id).scalar() == "agreed"


def test_a_declined_goal_leaves_the_plan(
    signed_in: SignIn, selam: Member, page: Fetch, at_caritas: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, "work", state="proposed")
    browser = signed_in(selam)
    assert browser.post(f"/plan/goals/{goal.id}/decline", data=form()).status_code == 303
    assert "This goal is new." not in page(browser, "/plan" + ENGLISH).text


def test_every_form_has_an_operation_of_its_own(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    seen = page(signed_in(selam), f"/plan/steps/{step.id}")
    ops = [e.get("value") for e in seen.all("input") if e.get("name") == "op_id"]
    assert len(ops) == len(set(ops)) >= 4
    assert all(uuid.UUID(op) for op in ops if op)
