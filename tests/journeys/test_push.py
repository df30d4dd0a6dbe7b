"""A reminder reaches a real browser: subscribed by a tap, encrypted by the worker, read by it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from marionette_driver.marionette import Marionette
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import Delivery, PushSubscription, Reminder
from app.people.models import Person
from tests import build
from tests.browser import Live, eventually
from tests.firefox import end_firefox, run, start_firefox
from tests.journeys.keeping import arrive
from tests.journeys.pushing import LISTEN, SHOWN, STATE, chromium_of, found, say_yes, work
from tests.notices.scene import client_of
from tests.push_stubs.chromium import SERVICE, ChromiumService
from tests.push_stubs.firefox import FirefoxService
from tests.visits import visitor_of

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def client_awake(live: Live, name: str, *, language: str, level: int) -> int:
    """A client who reads this language, allows this much, and never sleeps; her appointment."""
    member = live.member(name)
    assert member.manager is not None
    with (
        live.app.app_context(),
        carrier_opened(client_of(member).carrier_id),
        transaction() as session,
    ):
        client = session.merge(client_of(member))
        client.push_level, client.quiet_from, client.quiet_to = level, time(0), time(0)
        session.get_one(Person, member.person.id).ui_language = language
        starts = datetime.combine(clock.today() + timedelta(days=1), time(14))
        return build.appointment(client, member.manager.person, starts_local=starts).id


@contextmanager
def desk(live: Live) -> Iterator[FlaskClient]:
    """Her manager's browser."""
    with live.app.app_context():
        browser = visitor_of(live.app)
        browser.set_cookie(live.app.config["COOKIE_NAME"], live.member("jana").token())
        yield browser


def remind_now(live: Live, name: str) -> None:
    """Her manager sends a reminder in two taps."""
    one = {"client_ids[]": [str(client_of(live.member(name)).id)]}
    with desk(live) as browser:
        assert browser.post("/desk/remind", data=one).status_code == 200
        assert browser.post("/desk/remind", data={**one, "confirm": "yes"}).status_code == 303


def delivery(live: Live, name: str) -> Delivery:
    (one,) = found(live, name, Delivery)
    assert isinstance(one, Delivery)
    return one


# ---- Firefox ----
YES = 'button[name="reply"][value="yes"]'


@contextmanager
def firefox_of(live: Live, service: FirefoxService, name: str, log: Path) -> Iterator[Marionette]:
    """A Firefox in which this client is signed in."""
    firefox = start_firefox(service.prefs, log, "-remote-allow-system-access")
    try:
        firefox.navigate(live.url + "/signin")
        with live.app.app_context():
            token = live.member(name).token()
        firefox.add_cookie({"name": live.app.config["COOKIE_NAME"], "value": token, "path": "/"})
        yield firefox
    finally:
        end_firefox(firefox)


def tap_message(firefox: Marionette) -> None:
    """Click the notification that Firefox itself drew."""
    with firefox.using_context("chrome"):
        firefox.execute_script(
            'for (const alert of Services.wm.getEnumerator("alert:alert")) alert.onAlertClick();'
        )


def addresses(firefox: Marionette) -> list[str]:
    """What the open windows show."""
    found = []
    for window in firefox.window_handles:
        firefox.switch_to_window(window)
        found.append(firefox.get_url())
    return found


def test_firefox_shows_it_a_tap_opens_it_she_answers_and_the_desk_sees_all_of_it(
    live: Live, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    appointment_id = client_awake(live, "ahmad", language="ar", level=2)
    with (
        FirefoxService() as service,
        firefox_of(live, service, "ahmad", tmp_path / "gecko.log") as firefox,
    ):
        allowed(service.origin)
        firefox.navigate(live.url + "/push")
        eventually(lambda: run(firefox, f"return {STATE}") == "ask")
        run(firefox, LISTEN)
        firefox.find_element("css selector", '[data-push="yes"]').click()
        eventually(lambda: run(firefox, f"return {STATE}") == "on")
        remind_now(live, "ahmad")
        work(live, {service.origin}, lambda http: http)
        eventually(lambda: run(firefox, "return messages.length"))
        (shown,) = run(firefox, f"return {SHOWN}")
        assert shown["title"] == "Schrittweise"
        assert "\u206814:00\u2069" in shown["body"]
        assert (shown["dir"], shown["lang"]) == ("rtl", "ar")
        assert shown["url"] == f"{live.url}/appointments/{appointment_id}"
        eventually(lambda: delivery(live, "ahmad").shown_at)
        assert {len(one.body) for one in service.received} == {1127}
        assert [row.state for row in found(live, "ahmad", Reminder)] == ["accepted"]
        assert delivery(live, "ahmad").opened_at is None
        tap_message(firefox)
        eventually(lambda: delivery(live, "ahmad").opened_at)
        eventually(lambda: shown["url"] in addresses(firefox))
        eventually(lambda: firefox.find_elements("css selector", YES))[0].click()
        eventually(lambda: delivery(live, "ahmad").answered_at)
    with desk(live) as browser:
        told = browser.get(f"/desk/clients/{client_of(live.member('ahmad')).id}?lang=en").text
    assert all(word in told for word in ("sent ", "shown ", "opened ", "answered: "))


# ---- Chromium ----


@contextmanager
def chromium_with(
    playwright: Playwright, live: Live, service: ChromiumService, name: str, profile: Path
) -> Iterator[BrowserContext]:
    """A Chromium in which this client is signed in."""
    with chromium_of(playwright, live, service, profile) as context:
        live.sign_in(context, live.member(name))
        yield context


def subscribe(context: BrowserContext) -> Page:
    """Say yes on the page of reminders."""
    page = context.new_page()
    page.goto("/push")
    page.evaluate(LISTEN)
    say_yes(page)
    return page


def test_chromium_reads_and_shows_it(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    appointment_id = client_awake(live, "selam", language="ti", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "selam", tmp_path) as context,
    ):
        page = subscribe(context)
        remind_now(live, "selam")
        work(live, {SERVICE}, service.session)
        eventually(lambda: page.evaluate("messages.length"))
        (shown,) = page.evaluate(f"(async () => {SHOWN})()")
        assert shown["title"] == "Schrittweise"
        assert "14" not in shown["body"]
        assert (shown["dir"], shown["lang"]) == ("ltr", "ti")
        assert shown["url"] == f"{live.url}/appointments/{appointment_id}"
        eventually(lambda: delivery(live, "selam").shown_at)
        assert {len(one.body) for one in service.received} == {1127}
        leave_at_once(page)
        eventually(lambda: not service.keys)  # the browser gave its address back
        page.goto("/signin")
        assert page.evaluate(f"(async () => {SHOWN})()") == []


def leave_at_once(page: Page) -> None:
    """She leaves quickly: no reminder stays in sight."""
    arrive(page, "/me")
    page.route("https://www.dwd.de/**", lambda route: route.fulfill(body="Wetter"))
    page.locator("#exit button").click()
    page.wait_for_url("https://www.dwd.de/")


def test_a_browser_that_takes_it_back_is_gone_and_the_desk_is_told(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    client_awake(live, "selam", language="ti", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "selam", tmp_path) as context,
    ):
        page = subscribe(context)
        unsubscribe = "async () => (await (await navigator.serviceWorker.ready).pushManager"
        page.evaluate(unsubscribe + ".getSubscription()).unsubscribe()")
        eventually(lambda: not service.keys)
        remind_now(live, "selam")
        work(live, {SERVICE}, service.session)
    (subscription,) = found(live, "selam", PushSubscription)
    assert subscription.removed_because == "gone"
    with desk(live) as browser:
        assert "Selam" in browser.get("/desk/calls").text


def test_the_page_takes_reminders_back_and_asks_again(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    client_awake(live, "selam", language="de", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "selam", tmp_path) as context,
    ):
        page = subscribe(context)
        page.locator('[data-push="no"]').click()
        expect(page.locator('#push-ask[data-state="ask"]')).to_be_visible()
        (subscription,) = found(live, "selam", PushSubscription)
        assert subscription.removed_because == "asked"
        page.reload()
        expect(page.locator('#push-ask[data-state="ask"]')).to_be_visible()


def test_a_new_session_is_told_of_the_browser_it_is_in(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    client_awake(live, "selam", language="de", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "selam", tmp_path) as context,
    ):
        page = subscribe(context)
        (before,) = found(live, "selam", PushSubscription)
        live.sign_in(context, live.member("selam"))
        page.goto("/home")
        eventually(
            lambda: found(live, "selam", PushSubscription)[0].session_id != before.session_id
        )
        assert len(found(live, "selam", PushSubscription)) == 1


def test_who_shares_the_phone_is_asked_herself(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    for name in ("ahmad", "rojin"):
        client_awake(live, name, language="de", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "ahmad", tmp_path) as context,
    ):
        page = subscribe(context)
        live.sign_in(context, live.member("rojin"))
        page.goto("/push")
        expect(page.locator('#push-ask[data-state="ask"]')).to_be_visible()
        assert len(found(live, "ahmad", PushSubscription)) == 1
        page.locator('[data-push="yes"]').first.click()
        expect(page.locator('#push-ask[data-state="on"]')).to_be_visible()
        assert len({row.client_id for row in found(live, "ahmad", PushSubscription)}) == 2
