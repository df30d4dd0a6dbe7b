"""Her own pages stand there before the server says a word; a newer release takes over in peace."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from werkzeug.test import run_wsgi_app

from tests.browser import Live, eventually
from tests.cast import Member
from tests.journeys.keeping import arrive, offline, online, say_yes, stores
from tests.journeys.waits import by_jana, history, marks, op_of, tick, waiting

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

Answer = Iterable[bytes]
PAINTED = "performance.getEntriesByName('first-contentful-paint').length"


class Held:
    """A server that takes every request and answers none, till it is let go."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.gate = inner, threading.Event()
        self.answered: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Answer:
        """Answer once the gate stands open."""
        self.gate.wait(120)
        self.answered.append(environ["PATH_INFO"])
        answer: Answer = self.inner(environ, start)
        return answer

    @contextmanager
    def silent(self) -> Iterator[None]:
        """While this lasts nobody hears anything."""
        self.gate.clear()
        self.answered.clear()
        try:
            yield
        finally:
            self.gate.set()


@pytest.fixture
def held(live: Live, monkeypatch: pytest.MonkeyPatch) -> Held:
    server = Held(live.app.wsgi_app)
    server.gate.set()
    monkeypatch.setattr(live.app, "wsgi_app", server)
    return server


# The worker's patience, a tenth of it.
IN_HASTE = """() => { const real = setTimeout;
  self.setTimeout = (act, ms, ...more) => real(act, ms / 10, ...more) }"""


def test_a_repeat_visit_paints_before_any_byte_arrives(
    live: Live, phone: Page, kept_step: str, at_home: Member, held: Held
) -> None:
    by_jana(live, at_home, kept_step, change="tick")
    with held.silent():
        phone.goto(kept_step, wait_until="commit")
        eventually(lambda: phone.evaluate(PAINTED))
        expect(phone.locator('main form[action$="/finish"]')).to_be_visible()
        expect(phone.locator("#as-of")).to_be_visible()  # after three silent seconds
        expect(phone.locator("#as-of [data-no-net]")).to_be_hidden()
        assert held.answered == []
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()  # nobody loaded again
    expect(phone.locator("#as-of")).to_be_hidden()
    # After a tap the net comes first, but not for ever: a net that says nothing holds nobody up.
    phone.route("**/reopen", lambda route: route.abort())
    tick(phone, "reopen")
    expect(marks(phone)).to_be_visible()
    phone.context.service_workers[0].evaluate(IN_HASTE)
    with held.silent():
        phone.goto(kept_step, wait_until="commit")
        expect(marks(phone)).to_be_visible()
        assert held.answered == []
    expect(phone.locator("html:not([data-kept])")).to_have_count(1)


def test_nothing_moves_under_her_finger(
    live: Live, phone: Page, kept_step: str, at_home: Member, held: Held
) -> None:
    by_jana(live, at_home, kept_step, change="tick")
    with held.silent():
        phone.goto(kept_step, wait_until="commit")
        phone.locator("main details summary").first.click()
    expect(phone.locator("#as-of a")).to_be_visible()
    expect(phone.locator('main form[action$="/finish"]')).to_be_visible()
    phone.locator("#as-of a").click()
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()


def as_next_release(live: Live) -> Callable[[dict[str, Any], Any], Answer]:
    """The same application as its next release: every file under another address."""
    inner: Any = live.app.wsgi_app
    now = live.app.config["RELEASE"]

    def answer(environ: dict[str, Any], start: Any) -> Answer:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        environ["PATH_INFO"] = environ["PATH_INFO"].replace("/static/next/", f"/static/{now}/")
        parts, status, headers = run_wsgi_app(inner, environ, buffered=True)
        body = b"".join(parts).replace(now.encode(), b"next")
        headers["Content-Length"] = str(len(body))
        start(status, headers.to_wsgi_list())
        return [body]

    return answer


def test_a_new_release_loses_no_tick_and_no_page(
    live: Live, phone: Page, kept_step: str, at_home: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    (record,) = waiting(phone)
    monkeypatch.setattr(live.app, "wsgi_app", as_next_release(live))
    phone.route("**/finish", lambda route: route.abort())  # the tick alone does not get through
    online(phone)
    expect(phone.locator('script[src="/static/next/js/app.js"]')).to_have_count(1)
    eventually(lambda: "shell-next" in stores(phone))
    offline(phone, kept_step)
    expect(marks(phone)).to_be_visible()  # the old pack is read by the new worker
    phone.unroute_all(behavior="wait")
    online(phone)
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()
    assert waiting(phone) == []
    assert history(live, at_home) == [(op_of(record), "finished")]
    arrive(phone)
    own = f"pack-next-{at_home.person.public_id}"
    eventually(lambda: stores(phone) == {"state", "shell-next", own})


def test_the_worker_sends_by_itself(
    live: Live, phone: Page, places: Callable[[str], list[str]], at_home: Member
) -> None:
    """Background Sync, where a browser has it: no page of ours is open any more."""
    address = next(one for one in places("selam") if one.startswith("/plan/steps/"))
    live.sign_in(phone.context, at_home)
    say_yes(phone)
    offline(phone, address)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    (record,) = waiting(phone)
    phone.goto("about:blank")
    online(phone)
    eventually(lambda: history(live, at_home))
    assert history(live, at_home) == [(op_of(record), "finished")]
