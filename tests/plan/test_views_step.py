"""One step on the client's phone: what it says and to whom."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.core.i18n import catalogue, german
from tests import build
from tests.cast import Member
from tests.pages import HTML, Page, words
from tests.plan.conftest import Held, finish, form, fresh

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"
MISSING = 999_999


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
    seen = page(signed_in(selam), f"/plan/steps/{step.id}?lang=ti")
    both = seen.find("table", class_="both")
    pairs = [[cell for cell in line if cell.tag.endswith("td")] for line in both.iter(HTML + "tr")]
    for msgid in ("Register for the language course", "Ask for the start date in writing."):
        (pair,) = [pair for pair in pairs if pair and words(pair[1]) == german(msgid)]
        assert words(pair[0]) == catalogue("ti").gettext(msgid)
        assert (pair[1].get("lang"), pair[1].get("dir")) == ("de", "ltr")
    assert not page(signed_in(selam), f"/plan/steps/{step.id}?lang=de").all("table")


def test_own_words_are_german_and_never_in_the_title(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
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
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
) -> None:
    assert selam.client is not None
    with transaction():
        own = build.step(selam.client, template_key=None, own_words="ብሕታዊ", private_to_client=True)
    browser = signed_in(selam)
    assert "Only you see this" in page(browser, "/plan" + ENGLISH).text
    assert "I need help" not in page(browser, f"/plan/steps/{own.id}{ENGLISH}").text


def test_overdue_is_said_calmly(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
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


def test_every_form_has_an_operation_of_its_own(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    seen = page(signed_in(selam), f"/plan/steps/{step.id}")
    ops = [e.get("value") for e in seen.all("input") if e.get("name") == "op_id"]
    assert len(ops) == len(set(ops)) >= 4
    assert all(uuid.UUID(op) for op in ops if op)
