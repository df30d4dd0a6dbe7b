"""The desk in a real browser: it follows her phone while it is in front, and loses nothing."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.browser import PHONE, Live, settled
from tests.cast import Member
from tests.desk.conftest import of

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

SECONDS = 10_000  # milliseconds between two looks


@pytest.fixture
def selam(live: Live) -> Member:
    """Selam with a step and an appointment."""
    selam = live.member("selam")
    assert selam.manager is not None
    with live.app.app_context(), carrier_opened(of(selam).carrier_id), transaction():
        goal = build.goal(of(selam), "language", own_words="Deutsch bis B1")
        build.step(of(selam), "course_reg", goal_lineage=goal.lineage)
        build.appointment(of(selam), selam.manager.person)
    return selam


@pytest.fixture
def desk(desktop: Page, live: Live, selam: Member) -> Page:
    """Her linked view, open in front of Jana."""
    live.sign_in(desktop.context, live.member("jana"))
    desktop.clock.install()
    desktop.goto(f"/desk/clients/{of(selam).id}")
    return desktop


def test_an_open_page_follows_her_phone(
    desk: Page, live: Live, selam: Member, new_page: Any
) -> None:
    phone = new_page(**PHONE)
    live.sign_in(phone.context, selam)
    phone.goto("/home")
    screen = desk.locator("#drawn-phone")
    screen.evaluate("e => { e.scrollTop = 60; }")
    expect(screen.locator(".replies")).to_be_visible()
    phone.locator('button[name="reply"][value="yes"]').first.click()
    expect(phone.locator('.appointment .notice[data-kind="good"]')).to_be_visible()
    desk.clock.fast_forward(SECONDS)
    expect(screen.locator('.notice[data-kind="good"]')).to_be_visible()
    assert screen.evaluate("e => e.scrollTop") == 60
    assert desk.evaluate("document.querySelectorAll('#mirror').length") == 1


def test_her_tick_arrives_on_the_german_side_too(
    desk: Page, live: Live, selam: Member, new_page: Any
) -> None:
    phone = new_page(**PHONE)
    live.sign_in(phone.context, selam)
    phone.goto("/home")
    stone = desk.locator("#desk-plan .stone").first
    expect(stone).to_have_attribute("data-state", "now")
    phone.locator("#next-step form").first.locator("button").click()
    expect(phone.locator("#next-step")).to_have_count(0)
    desk.clock.fast_forward(SECONDS)
    expect(stone).to_have_attribute("data-state", "done")


def test_it_goes_on_asking_with_the_new_version(desk: Page) -> None:
    for _turn in range(3):
        with desk.expect_response(lambda r: r.url.endswith("/mirror")) as answer:
            desk.clock.fast_forward(SECONDS)
        assert answer.value.status == 204


def test_a_page_in_the_background_asks_nothing(desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda r: asked.append(r.url) if "/desk/clients/" in r.url else None)
    desk.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    desk.clock.fast_forward(3 * SECONDS)
    settled(desk)
    assert asked == []


def test_german_is_one_tap_away_and_back(desk: Page) -> None:
    screen = desk.locator("#drawn-phone")
    expect(screen).to_have_attribute("lang", "ti")
    desk.get_by_role("link", name="Deutsch", exact=True).last.click()
    expect(screen).to_have_attribute("lang", "de")
    assert desk.url.endswith("/desk/clients/" + desk.url.rsplit("/", 1)[1])
    desk.locator('.switch a:not([lang="de"])').click()
    expect(screen).to_have_attribute("lang", "ti")


def test_a_form_that_is_open_stays_open(desk: Page, live: Live, selam: Member) -> None:
    desk.locator("#desk-plan li a").first.click()
    form = desk.locator("#desk-plan form").first
    expect(form).to_be_visible()
    with live.app.app_context(), carrier_opened(of(selam).carrier_id), transaction():
        build.appointment(of(selam), live.member("jana").person)
    with desk.expect_response(lambda r: r.url.endswith("/mirror")):
        desk.clock.fast_forward(SECONDS)
    expect(desk.locator("#mirror .appointment")).to_have_count(1)
    settled(desk)  # it asks for nothing that would take the form away
    expect(form).to_be_visible()


def test_find_by_name_while_typing_and_choose_all(desktop: Page, live: Live, selam: Member) -> None:
    live.member("ahmad")
    live.sign_in(desktop.context, live.member("jana"))
    desktop.goto("/desk/clients")
    rows = desktop.locator("tbody tr")
    expect(rows).to_have_count(2)
    desktop.locator("#name").press_sequentially("ahm")
    expect(rows).to_have_count(1)
    assert desktop.locator("#name").input_value() == "ahm"
    assert desktop.url.endswith("/desk/clients")
    desktop.locator("#name").fill("")
    expect(rows).to_have_count(2)
    desktop.locator("thead [data-select-all]").check()
    expect(desktop.locator('tbody input[name="client_ids[]"]:checked')).to_have_count(2)
    desktop.locator("thead [data-select-all]").uncheck()
    expect(desktop.locator('tbody input[name="client_ids[]"]:checked')).to_have_count(0)
