"""A phone that is full, or may keep nothing: told, and everything works with the net."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Live, settled
from tests.journeys.keeping import arrive, card
from tests.journeys.waits import tick

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


FULL = """
  const put = Cache.prototype.put;
  Cache.prototype.put = function (key, value) {
    if (key === "/home") throw new DOMException("full", "QuotaExceededError");
    return put.call(this, key, value);
  };
"""


def test_a_full_phone_says_so(live: Live, phone: Page, places: Callable[[str], list[str]]) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    phone.add_init_script(FULL)
    arrive(phone)
    card(phone).locator('[data-when="ask"] [data-decide="yes"]').click()
    expect(card(phone).locator('p[data-when="full"]')).to_be_visible()


FORBIDDEN = """
  const no = () => { throw new DOMException("no", "SecurityError"); };
  Object.defineProperty(window, "localStorage", { get: no });
  Object.defineProperty(window, "sessionStorage", { get: no });
  CacheStorage.prototype.open = CacheStorage.prototype.keys = async () => no();
  ServiceWorkerContainer.prototype.register = async () => no();
  indexedDB.open = no;
"""


def test_a_phone_that_may_keep_nothing_works_with_the_net(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    addresses = places("selam")
    live.sign_in(phone.context, live.member("selam"))
    phone.add_init_script(FORBIDDEN)
    phone.goto(next(one for one in addresses if one.startswith("/plan/steps/")))
    tick(phone)
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()
    phone.goto("/home")
    settled(phone)
    expect(card(phone)).to_be_hidden()
