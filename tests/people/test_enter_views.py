"""What the phone shows in each step: in the person's language, and whom to ask at each end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.people import enrolment
from app.people.models import Enrolment, RoleGrant
from tests.cast import Member
from tests.people.conftest import Phone

Issue = Callable[..., tuple[Enrolment, str]]
Page = Callable[..., Any]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_the_page_before_a_code(visitor: FlaskClient, page: Page) -> None:
    shown = page(visitor, "/enter", statements=0)
    assert shown.find("section", id_="ceremony").get("data-step") == "begin"
    assert shown.find("form", id_="code").get("action") == "/enter"


@pytest.mark.parametrize("why", ["unknown", "elsewhere", "expired", "cookies"])
@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_each_end_says_whom_to_ask(
    visitor: FlaskClient, page: Page, why: str, language: str
) -> None:
    shown = page(visitor, f"/enter?why={why}&lang={language}")
    assert shown.find("section", id_="ceremony").get("data-step") == why
    assert shown.root.get("lang") == language


def test_an_invented_reason_shows_the_beginning(visitor: FlaskClient, page: Page) -> None:
    shown = page(visitor, "/enter?why=<script>")
    assert shown.find("section", id_="ceremony").get("data-step") == "begin"


STATES = ("opened", "matched", "registered", "active", "expired", "burned", "refused", "fallback")


@pytest.mark.parametrize("state", STATES)
def test_each_step_speaks_the_persons_language(
    ahmad: Member,
    issue: Issue,
    new_phone: Callable[[], Phone],
    page: Page,
    state: str,
) -> None:
    held, secret = issue(ahmad)
    phone = new_phone()
    phone.open(secret)
    with transaction():
        held.state = state
    shown = page(phone.browser, "/enter")
    assert shown.root.get("lang") == "ar"
    assert shown.root.get("dir") == "rtl"
    step = "pin" if state == "fallback" else state
    assert shown.find("section", id_="ceremony").get("data-step") == step
    assert ahmad.person.call_name not in shown.text
    german = page(phone.browser, "/enter?lang=de")
    assert german.root.get("lang") == "de"


def test_the_number_is_big_and_reads_left_to_right(
    ahmad: Member, issue: Issue, new_phone: Callable[[], Phone], page: Page
) -> None:
    held, secret = issue(ahmad)
    phone = new_phone()
    phone.open(secret)
    number = page(phone.browser, "/enter").find("p", class_="number")
    assert number.get("dir") == "ltr"
    assert number.text == str(held.number)


def test_an_ended_ceremony_offers_to_sign_in(
    selam: Member, issue: Issue, new_phone: Callable[[], Phone], page: Page
) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    with transaction():
        held.state, held.ended_at = "active", clock.now()
    clock.shift(timedelta(minutes=11))
    shown = page(phone.browser, "/enter")
    assert shown.find("section", id_="ceremony").get("data-step") == "done"


def test_waiting_asks_for_news_alone(
    selam: Member, issue: Issue, new_phone: Callable[[], Phone]
) -> None:
    held, secret = issue(selam)
    assert selam.manager
    phone = new_phone()
    phone.open(secret)
    seen = held.mark_at(clock.now())
    same = phone.browser.get(f"/enter/state?seen={seen}", headers=PARTIAL)
    assert (same.status_code, same.data) == (204, b"")
    with transaction():
        enrolment.match(held, number=held.number or 0, by=selam.manager.viewer, now=clock.now())
    news = phone.browser.get(f"/enter/state?seen={seen}", headers=PARTIAL)
    assert news.status_code == 200
    assert news.get_data(as_text=True).lstrip().startswith("<section")
    assert phone.browser.get(f"/enter/state?seen={seen}").location == "/enter"


def test_nobody_without_a_ceremony_changes_one(visitor: FlaskClient, selam: Member) -> None:
    for address in ("options", "failed", "start"):
        assert visitor.post(f"/enter/{address}").status_code == 404
    answer = visitor.post("/enter/passkey", data={"credential": "{}"})
    assert answer.status_code == 404


def test_the_start_with_htmx(
    selam: Member, let_in: Callable[..., Phone], issue: Issue, new_phone: Callable[[], Phone]
) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    with transaction():
        held.number = 10
        enrolment.match(held, number=10, by=held_by(selam), now=clock.now())
    phone.make_passkey()
    with transaction():
        enrolment.confirm(held, by=held_by(selam), now=clock.now())
    answer = phone.browser.post("/enter/start", headers=PARTIAL)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/welcome")
    assert phone.browser.get_cookie("enrol") is None


def held_by(member: Member) -> Any:
    assert member.manager
    return member.manager.viewer


def test_openings_are_limited_per_address(visitor: FlaskClient) -> None:
    visitor.get("/enter")
    codes = [visitor.post("/enter", data={"secret": "x"}).status_code for _ in range(61)]
    assert set(codes[:60]) == {303}
    assert codes[60] == 429


def test_no_secret_stands_in_an_address(
    selam: Member, issue: Issue, new_phone: Callable[[], Phone]
) -> None:
    _held, secret = issue(selam)
    phone = new_phone()
    assert secret not in phone.open(secret)
    assert secret not in phone.browser.get("/enter").get_data(as_text=True)


def test_a_grant_that_ended_gives_no_session(selam: Member, let_in: Callable[..., Phone]) -> None:
    phone = let_in(selam)
    with transaction() as session:
        grant = session.get_one(RoleGrant, selam.grant.id)
        grant.valid_to = clock.today() - timedelta(1)
    assert phone.browser.get("/home").status_code == 303


def test_no_browser_keeps_these_pages(visitor: FlaskClient) -> None:
    for address in ("/enter", "/signin", "/signed-out"):
        assert visitor.get(address).headers["Cache-Control"] == "no-store"
