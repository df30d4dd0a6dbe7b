"""The question on the phone: only a tap asks, and each way without push is honest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Live, eventually

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

NO_PUSH = "delete window.PushManager;"
DENIED = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
ASKED = """window.asked = 0;
Notification.requestPermission = async () => { window.asked += 1; return "granted"; };"""
SILENT = "PushManager.prototype.subscribe = () => new Promise(() => {});"
REFUSED = "PushManager.prototype.subscribe = async () => { throw new Error('AbortError'); };"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def open_at(live: Live, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open an address as Selam, with a browser that is as the script says."""

    def open_page(address: str, script: str = "", **options: object) -> Page:
        page = new_page(**{**PHONE, **options})
        live.sign_in(page.context, live.member("selam"))
        page.add_init_script(script)
        page.goto(address)
        return page

    return open_page


def state(page: Page, name: str) -> None:
    expect(page.locator("#push-ask")).to_have_attribute("data-state", name)


def said(page: Page) -> str:
    return page.locator("#push-ask").inner_text()


def test_without_a_tap_nobody_is_asked(open_at: Callable[..., Page]) -> None:
    page = open_at("/push", ASKED)
    state(page, "ask")
    assert page.evaluate("asked") == 0


def test_a_phone_without_push_gets_the_honest_way(open_at: Callable[..., Page]) -> None:
    page = open_at("/push?lang=en", NO_PUSH)
    state(page, "none")
    assert "This phone cannot show reminders." in said(page)
    assert "You miss nothing" in said(page)
    ways = page.locator("#push-ask a.task").evaluate_all("all => all.map(a => a.pathname)")
    assert ways == ["/me/calendar", "/me/consents"]
    assert page.locator('[data-push="yes"]:visible').count() == 0


def test_without_scripts_it_says_the_same(open_at: Callable[..., Page]) -> None:
    page = open_at("/push?lang=en", java_script_enabled=False)
    assert "You miss nothing" in said(page)
    assert page.locator("[data-push]:visible").count() == 0


def test_on_home_a_phone_without_push_is_not_bothered(open_at: Callable[..., Page]) -> None:
    page = open_at("/home", NO_PUSH)
    state(page, "none")
    expect(page.locator("#push-ask")).to_be_hidden()


def test_an_iphone_is_told_to_install_first(open_at: Callable[..., Page]) -> None:
    page = open_at("/push?lang=en", NO_PUSH, user_agent=IPHONE)
    state(page, "install")
    page.locator('#push-ask a[href="/install"]').click()
    own = page.locator("details[open]")
    expect(own).to_have_count(1)
    expect(own).to_contain_text("Zum Home-Bildschirm")
    expect(own.locator("svg.phone-picture:visible")).to_have_count(4)


def test_who_said_no_to_the_browser_reads_where_to_change_it(
    open_at: Callable[..., Page],
) -> None:
    page = open_at("/push?lang=en", DENIED)
    state(page, "blocked")
    assert "settings of your browser" in said(page)
    assert "You miss nothing" in said(page)


def test_a_phone_whose_push_service_is_silent_is_not_waited_for(
    open_at: Callable[..., Page],
) -> None:
    page = open_at("/push?lang=en", ASKED + SILENT)
    eventually(lambda: page.evaluate("!!navigator.serviceWorker.controller"))
    page.clock.install()
    page.locator('[data-push="yes"]').first.click()
    state(page, "working")
    eventually(lambda: page.evaluate("asked === 1"))
    page.clock.fast_forward(13_000)
    page.clock.fast_forward(13_000)
    state(page, "slow")
    assert "You miss nothing" in said(page)
    expect(page.locator('[data-push="yes"]:visible')).to_have_count(1)


def test_a_failure_says_so_and_offers_another_try(open_at: Callable[..., Page]) -> None:
    page = open_at("/push?lang=en", ASKED + REFUSED)
    page.locator('[data-push="yes"]').first.click()
    state(page, "failed")
    assert "That did not work." in said(page)


def test_not_now_puts_the_card_away_till_the_next_start(open_at: Callable[..., Page]) -> None:
    page = open_at("/home", ASKED)
    state(page, "ask")
    expect(page.locator("#push-ask")).to_be_visible()
    page.locator('[data-push="later"]').click()
    expect(page.locator("#push-ask")).to_be_hidden()
    page.reload()
    expect(page.locator("#push-ask")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways(open_at: Callable[..., Page], width: int) -> None:
    page = open_at("/push", viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
