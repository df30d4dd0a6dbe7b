"""A tap in the first moment of a page, before the scripts that keep it are there."""

import pytest
from playwright.sync_api import Page, Worker, expect

from tests.browser import Live
from tests.cast import Member
from tests.journeys.keeping import online
from tests.journeys.waits import history, marks, op_of, tick, waiting

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

COMES_LATE = """(name) => {
  const find = caches.match.bind(caches);
  const gate = new Promise((open) => { self.openGate = open; });
  caches.match = async (request, how) => {
    return request.url.endsWith(name) && !(await gate) ? Response.error() : find(request, how);
  };
}"""


@pytest.fixture
def worker(phone: Page, kept_step: str) -> Worker:
    """The worker of a phone that keeps her pages: every script comes through it."""
    assert kept_step
    (found,) = phone.context.service_workers
    return found


@pytest.mark.parametrize("name", ["waiting.js", "htmx.min.js"])
def test_taps_before_a_script_are_held_and_sent_in_their_order(
    live: Live, phone: Page, kept_step: str, worker: Worker, at_home: Member, name: str
) -> None:
    worker.evaluate(COMES_LATE, name)
    phone.context.set_offline(True)
    phone.goto(kept_step, wait_until="commit")
    tick(phone, "ask-help")
    tick(phone)
    expect(phone.locator("main form.htmx-request")).to_have_count(2)  # she sees it at once
    assert waiting(phone) == []
    worker.evaluate("openGate(true)")
    expect(marks(phone)).to_have_count(2)
    first, second = waiting(phone)
    online(phone)
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()
    assert history(live, at_home) == [(op_of(first), "help_asked"), (op_of(second), "finished")]


@pytest.mark.parametrize("comes", ["true", "false"])
def test_a_held_tap_goes_whatever_becomes_of_the_script(
    live: Live, phone: Page, kept_step: str, worker: Worker, at_home: Member, comes: str
) -> None:
    """The server's page, asked before the tap, does not take its place; nor does a fault."""
    worker.evaluate(COMES_LATE, "renew.js")
    phone.goto(kept_step)
    tick(phone)
    expect(phone.locator("main form.htmx-request")).to_have_count(1)
    worker.evaluate(f"openGate({comes})")
    expect(phone.locator("html[data-kept]")).to_have_count(0 if comes == "true" else 1)
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()
    assert [kind for _op, kind in history(live, at_home)] == ["finished"]
    assert waiting(phone) == []
