"""The page of a client's own wishes, and her no to a suggestion."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import PlanVersion, Step, StepDocument
from tests import build
from tests.cast import Member
from tests.pages import Page, words
from tests.plan.conftest import HTMX, Held, finish, form, fresh

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
WISHES = "/plan/wishes"
ENGLISH = "?lang=en"
SECRET = "ንባዕለይ ጥራይ"


def new(who_sees: str = "me", **more: str) -> dict[str, str]:
    return form(**{"own_words": SECRET, "topic": "work", "who_sees": who_sees, **more})


@pytest.fixture
def private(selam: Member, at_carrier: int) -> Held:
    """A private wish of Selam."""
    return _wish(selam, at_carrier, private_to_client=True)


@pytest.fixture
def shared(selam: Member, at_carrier: int) -> Held:
    """A wish that Selam suggests to her manager."""
    return _wish(selam, at_carrier, state="suggested")


def _wish(selam: Member, carrier_id: int, **more: object) -> Held:
    assert selam.client is not None
    with transaction():
        values = {"own_words": SECRET, "topic": "work", "wished_by_client": True, **more}
        return Held(build.step(selam.client, None, **values).id, carrier_id)


def test_the_page_shows_her_wishes_and_asks_for_one_more(
    signed_in: SignIn, selam: Member, page: Fetch, private: Held
) -> None:
    browser = signed_in(selam)
    browser.get("/plan")
    seen = page(browser, WISHES + ENGLISH, statements=3)
    assert SECRET in seen.text
    assert "Only you see this" in seen.text
    assert "What do you wish for?" in seen.text
    assert SECRET not in words(seen.find("title"))


def test_a_wish_without_htmx(signed_in: SignIn, selam: Member, page: Fetch) -> None:
    browser = signed_in(selam)
    answer = browser.post(WISHES, data=new())
    assert (answer.status_code, answer.location) == (303, WISHES)
    assert SECRET in page(browser, WISHES).text


def test_a_wish_with_htmx(signed_in: SignIn, selam: Member) -> None:
    answer = signed_in(selam).post(WISHES + ENGLISH, data=new("both"), headers=HTMX)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div class="stack" id="wishes"')
    assert SECRET in body
    assert "Not answered yet" in body


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"own_words": ""}, "Fill in this field."),
        ({"own_words": "\u202e \u200f"}, "Fill in this field."),
        ({"own_words": "ሀ" * 10_000}, "This text is too long."),
        ({"topic": "war"}, "Choose one of the answers."),
        ({"who_sees": "everybody"}, "Choose one of the answers."),
    ],
)
def test_a_bad_wish_is_refused_and_nothing_is_lost(
    signed_in: SignIn, selam: Member, wrong: dict[str, str], told: str
) -> None:
    answer = signed_in(selam).post(WISHES + ENGLISH, data=new(**wrong))
    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in body
    assert wrong.get("own_words", SECRET).strip("\u202e\u200f ") in body


def test_a_wish_is_said_in_other_words(
    signed_in: SignIn, selam: Member, page: Fetch, private: Held
) -> None:
    browser, address = signed_in(selam), f"{WISHES}/{private.id}"
    seen = page(browser, address + ENGLISH)
    assert seen.find("input", name="own_words").get("value") == SECRET
    assert SECRET not in words(seen.find("title"))
    read = seen.find("input", name="base_version").get("value") or ""
    answer = browser.post(address, data=form(own_words="A", topic="health", base_version=read))
    assert (answer.status_code, answer.location) == (303, WISHES)
    stored = fresh(private)
    assert (stored.own_words, stored.topic) == ("A", "health")
    late = browser.post(
        address + ENGLISH, data=form(own_words="B", topic="work", base_version=read)
    )
    assert late.status_code == 422
    body = late.get_data(as_text=True)
    assert "Somebody changed this meanwhile." in body
    assert 'value="B"' in body
    assert fresh(private).own_words == "A"


def test_a_private_wish_goes_and_comes_back(
    signed_in: SignIn, selam: Member, at_carrier: int, private: Held
) -> None:
    browser = signed_in(selam)
    gone = browser.post(f"{WISHES}/{private.id}/remove{ENGLISH}", data=form(), headers=HTMX)
    body = gone.get_data(as_text=True)
    assert gone.status_code == 200
    assert "The wish was taken away." in body
    assert f'name="own_words" value="{SECRET}"' in body
    with carrier_opened(at_carrier):
        assert db.session.query(Step).count() == 0
    db.session.rollback()
    browser.post(WISHES, data=new(), headers=HTMX)  # what the button of the answer sends
    with carrier_opened(at_carrier):
        assert db.session.query(Step).filter_by(own_words=SECRET).count() == 1


def test_a_suggested_wish_is_taken_back_without_htmx(
    signed_in: SignIn, selam: Member, shared: Held
) -> None:
    answer = signed_in(selam).post(f"{WISHES}/{shared.id}/remove", data=form())
    assert (answer.status_code, answer.location) == (303, WISHES)
    assert fresh(shared).state == "not_needed"


def test_what_was_agreed_stays(signed_in: SignIn, selam: Member, at_carrier: int) -> None:
    agreed = _wish(selam, at_carrier, state="open")
    answer = signed_in(selam).post(f"{WISHES}/{agreed.id}/remove{ENGLISH}", data=form())
    assert answer.status_code == 422
    assert "already part of the plan" in answer.get_data(as_text=True)


def test_the_manager_sees_a_suggested_wish_and_no_private_one(
    signed_in: SignIn, jana: Member, selam: Member, private: Held, at_carrier: int, page: Fetch
) -> None:
    assert selam.client is not None
    desk, browser = f"/desk/clients/{selam.client.id}", signed_in(jana)
    for address in (desk, f"{desk}/plan"):
        assert SECRET not in page(browser, address).html
    assert browser.get(f"{desk}/plan/steps/{private.id}").status_code == 404
    _wish(selam, at_carrier, state="suggested")
    assert SECRET in page(browser, f"{desk}/plan{ENGLISH}").text


@pytest.mark.parametrize("path", ["", "/remove"])
def test_to_everybody_else_a_wish_is_not_there(
    signed_in: SignIn, yonas: Member, jana: Member, ahmad: Member, private: Held, path: str
) -> None:
    address, missing = (f"{WISHES}/{number}{path}" for number in (private.id, 999_999))
    for who in (yonas, ahmad, jana):
        browser = signed_in(who)
        for method in ("post",) if path else ("get", "post"):
            answers = [
                getattr(browser, method)(one, data=new() if method == "post" else None)
                for one in (address, missing)
            ]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert answers[0].data == answers[1].data


def test_a_step_of_the_plan_is_no_wish(signed_in: SignIn, selam: Member, step: Held) -> None:
    assert signed_in(selam).get(f"{WISHES}/{step.id}").status_code == 404
    assert signed_in(selam).post(f"{WISHES}/{step.id}/remove", data=form()).status_code == 404


def test_the_page_is_for_clients_alone(signed_in: SignIn, jana: Member) -> None:
    assert signed_in(jana).get(WISHES).status_code == 404
    assert signed_in(jana).post(WISHES, data=new()).status_code == 404


@pytest.fixture
def suggested(selam: Member, at_carrier: int) -> Held:
    """A step that Jana suggested."""
    assert selam.client is not None
    with transaction():
        made = build.step(selam.client, "club", topic="participation", state="suggested")
    return Held(made.id, at_carrier)


def test_her_no_takes_a_suggestion_off_the_plan(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, suggested: Held
) -> None:
    browser, address = signed_in(selam), f"/plan/steps/{suggested.id}"
    assert "I do not want this" in page(browser, address + ENGLISH).text
    answer = browser.post(f"{address}/decline", data=form(because="ግዜ የብለይን"))
    assert (answer.status_code, answer.location) == (303, address)
    assert "You did not want it: ግዜ የብለይን" in page(browser, address + ENGLISH).text
    assert selam.client is not None
    desk = page(signed_in(jana), f"/desk/clients/{selam.client.id}/plan{ENGLISH}")
    assert "The client does not want it: ግዜ የብለይን" in desk.text


def test_her_no_with_htmx_needs_no_reason(
    signed_in: SignIn, selam: Member, suggested: Held
) -> None:
    address = f"/plan/steps/{suggested.id}/decline{ENGLISH}"
    answer = signed_in(selam).post(address, data=form(because=""), headers=HTMX)
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).lstrip().startswith('<div class="stack" id="step"')
    assert fresh(suggested).was_declined


def test_a_reason_too_long_is_refused_and_kept(
    signed_in: SignIn, selam: Member, suggested: Held
) -> None:
    address = f"/plan/steps/{suggested.id}/decline{ENGLISH}"
    answer = signed_in(selam).post(address, data=form(because="x" * 10_000))
    assert answer.status_code == 422
    assert "x" * 10_000 in answer.get_data(as_text=True)
    assert fresh(suggested).state == "suggested"


def test_others_cannot_decline(
    signed_in: SignIn, jana: Member, ahmad: Member, suggested: Held
) -> None:
    for who in (jana, ahmad):
        address = f"/plan/steps/{suggested.id}/decline"
        assert signed_in(who).post(address, data=form()).status_code == 404
    assert fresh(suggested).state == "suggested"


def test_a_tick_in_an_ended_plan_is_refused_in_words(
    signed_in: SignIn, selam: Member, step: Held
) -> None:
    with transaction() as session:
        session.query(PlanVersion).update({"state": "ended"})
    for headers in ({}, HTMX):
        answer = signed_in(selam).post(finish(step) + ENGLISH, data=form(), headers=headers)
        assert answer.status_code == 422
        assert "This plan has ended. It stays as it is." in answer.get_data(as_text=True)
    assert fresh(step).state == "open"


def test_a_waiting_step_says_since_when_and_whom_to_ask(
    signed_in: SignIn, selam: Member, page: Fetch, step: Held
) -> None:
    browser, address = signed_in(selam), f"/plan/steps/{step.id}"
    browser.post(f"{address}/wait", data=form(on="authority"))
    seen = page(browser, address + ENGLISH)
    assert "Waiting for: an office. Since " in seen.text
    assert "You can ask: Jobcenter · Jana König" in seen.text


def test_a_blocked_step_names_what_comes_first(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, step: Held, at_carrier: int
) -> None:
    assert selam.client is not None
    with transaction() as session:
        bringer = build.step(selam.client, "course_right", goal_lineage=None)
        session.add(
            StepDocument(step_id=bringer.id, doc_type="course_entitlement", direction="yields")
        )
    seen = page(signed_in(selam), f"/plan/steps/{step.id}{ENGLISH}")
    title = "Get the course entitlement (Berechtigungsschein)"
    assert f"First: {title}" in seen.text
    assert f"First: {title}" in page(signed_in(selam), "/plan" + ENGLISH).text
    desk = f"/desk/clients/{selam.client.id}/plan{ENGLISH}"
    assert f"First: {title}" in page(signed_in(jana), desk).text
