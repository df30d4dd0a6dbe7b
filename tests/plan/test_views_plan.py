"""The client's whole plan and its goals on her phone, five ways each."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import transaction
from tests import build
from tests.cast import Member
from tests.pages import Page, words
from tests.plan.conftest import HTMX, Held

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


def test_the_plan_shows_way_goals_and_steps(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
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
def test_the_plan_takes_few_statements_however_long(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int, number: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client)
        for sort in range(number):
            build.step(selam.client, sort=sort, goal_lineage=goal.lineage)
    browser = signed_in(selam)
    page(browser, "/plan")
    # session, goals of hers and of her household, steps, who helps and what she agreed to
    assert page(browser, "/plan", statements=4).statements == 4


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
