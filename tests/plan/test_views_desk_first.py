"""At the desk: what must come first, two managers at once, days that have passed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan.models import StepDependency
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import HTMX, form
from tests.plan.desk import AtDesk

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
ENGLISH = "?lang=en"


@pytest.fixture
def other(selam: Member, held: AtDesk) -> int:
    """A second step of Selam's plan."""
    assert selam.client is not None
    with transaction():
        return build.step(selam.client, "club", topic="participation").id


def firsts(held: AtDesk) -> int:
    db.session.rollback()
    with carrier_opened(held.carrier_id):
        return db.session.query(StepDependency).count()


def test_a_step_is_put_first_and_let_go_without_htmx(
    signed_in: SignIn, jana: Member, page: Fetch, held: AtDesk, other: int
) -> None:
    browser = signed_in(jana)
    assert "Go to a club" in page(browser, held.step + ENGLISH).text
    answer = browser.post(f"{held.step}/first", data=form(first=str(other)))
    assert (answer.status_code, answer.location) == (303, held.plan)
    assert "First: Go to a club" in page(browser, held.plan + ENGLISH).text
    answer = browser.post(f"{held.step}/first/{other}/remove", data=form())
    assert (answer.status_code, answer.location) == (303, held.plan)
    assert firsts(held) == 0


def test_a_step_is_put_first_with_htmx(
    signed_in: SignIn, jana: Member, held: AtDesk, other: int
) -> None:
    sent = form(first=str(other))
    answer = signed_in(jana).post(f"{held.step}/first{ENGLISH}", data=sent, headers=HTMX)
    assert answer.status_code == 200
    assert answer.data.lstrip().startswith(b'<li id="desk-step-')
    assert b"First:" in answer.data


def test_a_circle_is_refused_in_words(
    signed_in: SignIn, jana: Member, held: AtDesk, other: int
) -> None:
    browser = signed_in(jana)
    browser.post(f"{held.step}/first", data=form(first=str(other)))
    back = f"{held.plan}/steps/{other}/first{ENGLISH}"
    answer = browser.post(back, data=form(first=str(held.id)))
    assert answer.status_code == 422
    assert "round in a circle" in answer.get_data(as_text=True)
    assert firsts(held) == 1


@pytest.mark.parametrize(
    ("sent", "status"), [("", 422), ("x", 422), ("9" * 20, 422), ("999999", 404)]
)
def test_what_is_not_there_cannot_come_first(
    signed_in: SignIn, jana: Member, held: AtDesk, sent: str, status: int
) -> None:
    answer = signed_in(jana).post(f"{held.step}/first", data=form(first=sent))
    assert answer.status_code == status
    assert firsts(held) == 0


def test_another_clients_step_cannot_come_first(
    signed_in: SignIn, jana: Member, ahmad: Member, held: AtDesk
) -> None:
    assert ahmad.client is not None
    with transaction():
        his = build.step(ahmad.client)
    answer = signed_in(jana).post(f"{held.step}/first", data=form(first=str(his.id)))
    assert answer.status_code == 404


def test_to_others_it_is_not_there(
    signed_in: SignIn, selam: Member, brandt: Member, gerhard: Member, held: AtDesk, other: int
) -> None:
    for who in (selam, brandt, gerhard):
        browser = signed_in(who)
        for path in ("first", f"first/{other}/remove"):
            sent = form(first=str(other))
            answer = browser.post(f"{held.step}/{path}", data=sent)
            missing = browser.post(f"{held.plan}/steps/999999/{path}", data=sent)
            assert answer.status_code == missing.status_code == 404
            assert answer.data == missing.data
    assert firsts(held) == 0


def test_the_second_manager_sees_what_the_first_saved_and_keeps_what_she_typed(
    signed_in: SignIn, jana: Member, page: Fetch, held: AtDesk
) -> None:
    browser = signed_in(jana)
    read = page(browser, held.step).find("input", name="base_version").get("value") or ""
    values = {"due_on": "", "base_version": read}
    browser.post(held.step, data=form(support_level="alone", owner="client", **values))
    late = form(support_level="accompanied", owner="volunteer", **values)
    answer = browser.post(held.step + ENGLISH, data=late)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert "Somebody changed this meanwhile." in body
    assert '<option value="volunteer" selected' in body
    assert held.stored().support_level == "alone"
    again = form(support_level="accompanied", owner="volunteer", due_on="")
    again["base_version"] = str(held.stored().version)
    assert browser.post(held.step, data=again).status_code == 303
    assert held.stored().support_level == "accompanied"


def test_a_day_in_the_past_is_refused_but_one_that_has_passed_may_stay(
    signed_in: SignIn, jana: Member, held: AtDesk
) -> None:
    browser = signed_in(jana)
    past = (clock.today() - timedelta(days=1)).isoformat()
    sent = form(due_on=past, support_level="", owner="client")
    answer = browser.post(held.step + ENGLISH, data=sent)
    assert answer.status_code == 422
    assert "This day is in the past." in answer.get_data(as_text=True)
    with transaction(), carrier_opened(held.carrier_id):
        held.stored().due_on = clock.today() - timedelta(days=1)
    sent = form(due_on=past, support_level="alone", owner="client")
    assert browser.post(held.step, data=sent).status_code == 303
    own = form(own_words="Etwas", topic="work", due_on=past)
    refused = browser.post(f"{held.plan}/own-steps{ENGLISH}", data=own)
    assert refused.status_code == 422
    assert "This day is in the past." in refused.get_data(as_text=True)
