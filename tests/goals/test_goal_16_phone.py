"""goal_16: what a phone keeps of a person goes: by sign-out, by leaving, by forgetting."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Live, eventually
from tests.journeys.conftest import places
from tests.journeys.keeping import (
    arrive,
    arrived,
    is_offline_page,
    kept_texts,
    offline,
    packs,
    say_yes,
)
from tests.journeys.waits import NO_SYNC, history, marks, tick, waiting

__all__ = ["places"]

pytestmark = [pytest.mark.goal_16, pytest.mark.browser, pytest.mark.sqlite_only]
STORES = """async () => ({
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map((database) => database.name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
})"""
FILL = """() => {
  sessionStorage.setItem("left", "over");
  return new Promise((done) => { indexedDB.open("left").onsuccess = done; }).then(() => true);
}"""
NOTHING: dict[str, Any] = {"caches": [], "databases": [], "workers": 0, "local": [], "session": []}


@pytest.fixture
def ahmad_keeps(live: Live, phone: Page, places: Callable[[str], list[str]]) -> Page:
    """A phone with Ahmad's pages on it, and something in every other store; no Background Sync."""
    phone.add_init_script(NO_SYNC)
    places("ahmad")
    live.sign_in(phone.context, live.member("ahmad"))
    say_yes(phone)
    phone.evaluate(FILL)
    assert phone.evaluate(STORES) != NOTHING
    return phone


def forget_phone(page: Page) -> None:
    """What waits is named before it goes, too."""
    page.route("**/finish", lambda route: route.abort())
    arrive(page)
    tick(page)
    expect(marks(page)).to_be_visible()
    page.goto("/me/forget-phone")
    expect(page.locator("#unsent-goes")).to_be_visible()
    page.locator('form[action="/me/forget-phone"] button').click()
    expect(page.locator("[data-wipes]")).to_be_visible()


def test_a_forgotten_phone_keeps_nothing(ahmad_keeps: Page) -> None:
    forget_phone(ahmad_keeps)
    eventually(lambda: ahmad_keeps.evaluate(STORES) == NOTHING)
    assert ahmad_keeps.context.cookies() == []


def test_the_page_alone_wipes_all_but_the_cookie(ahmad_keeps: Page) -> None:
    """Older phones do not know the header."""

    def without_header(route: Route) -> None:
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "clear-site-data"}
        assert headers != answer.headers
        route.fulfill(response=answer, headers=headers)

    ahmad_keeps.goto("/me/forget-phone")
    # The worker is out of the way of the browser's own interception.
    ahmad_keeps.route(
        "**/me/forget-phone", lambda r: without_header(r) if r.request.method == "POST" else None
    )
    ahmad_keeps.locator('form[action="/me/forget-phone"] button').click()
    expect(ahmad_keeps.locator("[data-wipes]")).to_be_visible()
    eventually(lambda: ahmad_keeps.evaluate(STORES) == NOTHING)


def test_the_last_sign_out_leaves_nothing_and_back_shows_nothing(ahmad_keeps: Page) -> None:
    arrive(ahmad_keeps, "/plan")
    arrive(ahmad_keeps, "/me")
    ahmad_keeps.locator('form[action="/signout"] button').click()
    expect(ahmad_keeps.locator("#signed-out")).to_be_visible()
    eventually(lambda: ahmad_keeps.evaluate(STORES) == NOTHING)
    ahmad_keeps.go_back()
    expect(ahmad_keeps).to_have_url(re.compile("/signin"))
    arrived(ahmad_keeps)  # a worker stands there again, for whoever comes next
    offline(ahmad_keeps, "/plan")
    assert is_offline_page(ahmad_keeps)


def test_one_of_two_leaves_at_once(live: Live, ahmad_keeps: Page) -> None:
    phone = ahmad_keeps
    live.sign_in(phone.context, live.member("rojin"))
    say_yes(phone)
    other = phone.context.new_page()  # a second window of hers leaves with her
    arrive(other, "/plan")
    arrive(phone, "/me")
    phone.context.route("https://www.dwd.de/**", lambda route: route.fulfill(body="Wetter"))
    phone.locator("#exit button").click()
    for window in (phone, other):
        window.wait_for_url("https://www.dwd.de/")
    phone.goto("/me")
    expect(phone).to_have_url(re.compile("/signin"))
    stored = json.dumps([kept_texts(phone), phone.evaluate("({...localStorage})")])
    assert str(live.member("rojin").person.public_id) not in stored
    ahmad = str(live.member("ahmad").person.public_id)
    assert [name.endswith(ahmad) for name in packs(phone)] == [True]
    offline(phone, "/home")
    assert is_offline_page(phone)


# A slow phone: a page that opens writes down who is here, and that takes a while.
SLOW_TO_MEET = """(() => {
  const put = Cache.prototype.put;
  Cache.prototype.put = async function (key, answer) {
    const isMeeting = key === "/state" && (await answer.clone().json()).person;
    if (isMeeting) {
      console.info("meets");
      await new Promise((done) => setTimeout(done, 1000));
    }
    const written = await put.call(this, key, answer);
    if (isMeeting) console.info("met");
    return written;
  };
})()"""


def test_a_page_that_just_opened_does_not_undo_leaving(live: Live, ahmad_keeps: Page) -> None:
    """While it writes down who is here she leaves, and the server does not hear of it."""
    phone = ahmad_keeps
    leaving: list[Route] = []
    phone.route("https://www.dwd.de/**", lambda route: leaving.append(route))
    phone.route("**/exit", lambda route: route.abort())  # the worker's own is not in its way
    phone.add_init_script(SLOW_TO_MEET)
    with phone.expect_console_message(lambda said: said.text == "meets"):
        phone.goto("/me")
    with phone.expect_console_message(lambda said: said.text == "met"):
        phone.locator("#exit button").click(no_wait_after=True)
    leaving[0].fulfill(body="Wetter")
    phone.wait_for_url("https://www.dwd.de/")
    phone.goto("/home")
    expect(phone).to_have_url(re.compile("/signin"))


def test_leaving_without_a_net_is_made_good(live: Live, ahmad_keeps: Page) -> None:
    """Nobody asks about what waits: it goes with her, at once."""
    phone = ahmad_keeps
    phone.route("https://www.dwd.de/**", lambda route: route.fulfill(body="Wetter"))
    offline(phone, "/home")
    tick(phone)
    expect(marks(phone)).to_be_visible()
    phone.goto("/me")
    phone.locator("#exit button").click()
    phone.wait_for_url("https://www.dwd.de/")
    phone.context.set_offline(False)
    phone.goto("/home")
    expect(phone).to_have_url(re.compile("/signin"))
    assert "Ahmad" not in phone.content()
    assert waiting(phone) == []
    assert history(live, live.member("ahmad")) == []
