"""Without internet taps wait on the phone, arrive once, and never vanish."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from app.appointments.models import BringItem, MoveRequest
from app.caseload.received_models import ReceivedOp
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark
from app.plan.models import Step
from tests.browser import PHONE, Live, eventually
from tests.cast import Member
from tests.journeys.keeping import arrive, offline, online, say_yes
from tests.journeys.waits import by_jana, history, marks, op_of, tick, waiting

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

# News that come together, as a tick while the page begins: both times the page shows what waits.
TOLD_TWICE = """new Promise(done => {
  let shown = 0;
  document.addEventListener("waiting", () => ++shown === 2 && done());
  for (const _ of "ab") document.dispatchEvent(new Event("renewed"));
})"""
A_DAY_LATE = "const now = Date.now; Date.now = () => now() + 26 * 3600 * 1000;"


def test_a_tick_waits_in_sight_and_arrives_once(
    live: Live, phone: Page, kept_step: str, at_home: Member
) -> None:
    """On a phone whose clock is wrong by a day."""
    phone.add_init_script(A_DAY_LATE)
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    assert waiting(phone)[0]["about"] == phone.locator("h1").inner_text()
    expect(phone.locator("#unsent [data-count]")).to_have_text("1")
    phone.reload()
    expect(marks(phone)).to_be_visible()
    phone.evaluate(TOLD_TWICE)
    assert marks(phone).count() == 1
    marks(phone).locator("button").click()  # undo
    expect(marks(phone)).to_have_count(0)
    assert waiting(phone) == []
    tick(phone, "ask-help")
    tick(phone)
    expect(marks(phone)).to_have_count(2)
    phone.locator("#unsent a").click()
    lines = phone.locator("#outbox li:visible")
    expect(lines).to_have_count(2)
    expect(lines.first.locator('[data-when="waits"]')).to_be_visible()
    first, second = waiting(phone)
    online(phone)
    expect(phone.locator("#nothing-waits")).to_be_visible()
    assert waiting(phone) == []
    both = [(op_of(first), "help_asked"), (op_of(second), "finished")]
    assert history(live, at_home) == both
    assert at_home.client is not None
    with live.app.app_context(), carrier_opened(at_home.client.carrier_id):
        (done_at,) = db.session.scalars(sa.select(Step.done_at)).all()
        assert done_at is not None
        assert abs(done_at - clock.now()) < timedelta(minutes=5)


def test_a_lost_answer_is_made_good_and_counts_once(
    live: Live, phone: Page, kept_step: str, at_home: Member
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.goto(kept_step)
    phone.route("**/finish", lose)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    (record,) = waiting(phone)
    phone.unroute_all(behavior="wait")
    online(phone)
    expect(phone.locator('main form[action$="/reopen"]')).to_be_visible()
    assert waiting(phone) == []
    assert history(live, at_home) == [(op_of(record), "finished")]


def test_whatever_she_can_answer_waits_and_arrives_once(
    live: Live, phone: Page, kept_step: str, at_home: Member
) -> None:
    offline(phone, "/appointments")
    phone.locator("main .replies button[value=call_me]").click()
    expect(marks(phone)).to_be_visible()
    phone.locator("main .ticks button").first.click()
    expect(marks(phone)).to_have_count(2)
    send_from(phone, f"{meeting_of(phone)}/another-time")
    send_from(phone, "/appointments/ask")
    for number, words in enumerate(("ብሽክለታ", "ስራሕ"), start=1):
        send_from(phone, "/plan/wishes", words)
        expect(marks(phone)).to_have_count(number)  # there may be many: the form stays
    phone.goto("/home")
    phone.locator("main a[href^='/offers/']").click()
    phone.locator("#save button").click()
    expect(marks(phone)).to_be_visible()
    sent = {op_of(record) for record in waiting(phone)}
    assert len(sent) == 7
    online(phone)
    expect(phone.locator("#message")).to_have_text(
        phone.locator("#waits").get_attribute("data-arrived") or "missing"
    )
    assert at_home.client is not None
    with live.app.app_context(), carrier_opened(at_home.client.carrier_id):
        assert sent == set(db.session.scalars(sa.select(ReceivedOp.op_id)))
        assert any(db.session.scalars(sa.select(BringItem.have_it)))
        assert db.session.scalar(sa.select(sa.func.count(MoveRequest.id))) == 2
        assert db.session.scalar(sa.select(sa.func.count(Bookmark.id))) == 0
        wishes = sa.select(Step.own_words).where(Step.wished_by_client).order_by(Step.id)
        assert list(db.session.scalars(wishes)) == ["ብሽክለታ", "ስራሕ"]


def meeting_of(phone: Page) -> str:
    return phone.locator("main a[href^='/appointments/']").first.get_attribute("href") or ""


def send_from(phone: Page, address: str, words: str = "") -> None:
    """Send the form of a page, with what she writes herself."""
    phone.goto(address)
    form = phone.locator("main form[data-later]:visible").last
    if words:
        form.locator("[name=own_words]").fill(words)
    form.locator("button").last.click()
    expect(marks(phone).last).to_be_visible()
    if words:
        expect(form.locator("[name=own_words]")).to_have_value("")


def test_what_no_longer_fits_becomes_a_question(
    live: Live, phone: Page, kept_step: str, at_home: Member
) -> None:
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    by_jana(live, at_home, kept_step, change="change")
    online(phone)
    expect(phone.locator("#unsent [data-count]")).to_have_text("1")
    phone.goto("/outbox")
    line = phone.locator("#outbox li:visible")
    expect(line.locator("[data-words]")).not_to_be_empty()
    assert [kind for _op, kind in history(live, at_home)] == ["changed"]
    line.locator('[data-do="again"]').click()
    expect(phone.locator("#nothing-waits")).to_be_visible()
    assert [kind for _op, kind in history(live, at_home)] == ["changed", "finished"]


def test_two_phones_tick_the_same_step(
    live: Live, phone: Page, new_page: Callable[..., Page], kept_step: str, at_home: Member
) -> None:
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    other = new_page(**PHONE)
    live.sign_in(other.context, at_home)
    other.goto(kept_step)
    tick(other)
    expect(other.locator('main form[action$="/reopen"]')).to_be_visible()
    online(phone)
    phone.goto("/outbox")
    line = phone.locator("#outbox li:visible")
    expect(line.locator("[data-words]")).not_to_be_empty()
    expect(line.locator('[data-do="again"]')).to_be_hidden()
    line.locator('[data-do="drop"]').click()
    expect(phone.locator("#nothing-waits")).to_be_visible()
    assert [kind for _op, kind in history(live, at_home)] == ["finished"]


def test_somebody_else_neither_sees_nor_sends_it(
    live: Live, phone: Page, places: Callable[[str], list[str]], kept_step: str, at_home: Member
) -> None:
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    places("rojin")
    live.sign_in(phone.context, live.member("rojin"))
    online(phone)
    rojin = str(live.member("rojin").person.public_id)
    expect(phone.locator("html")).to_have_attribute("data-person", rojin)  # at once not Selam's
    phone.goto("/offers")
    say_yes(phone)
    arrive(phone, "/outbox")
    expect(phone.locator("#nothing-waits")).to_be_visible()
    expect(phone.locator("#unsent")).to_be_hidden()
    (record,) = waiting(phone)
    assert record["owner"] == str(at_home.person.public_id)
    assert history(live, at_home) == []
    live.sign_in(phone.context, at_home)
    arrive(phone)
    eventually(lambda: waiting(phone) == [])
    assert history(live, at_home) == [(op_of(record), "finished")]


def answered_late(live: Live) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """What the page asks of itself is answered when she has left, and before the next page is."""
    inner, left, told = live.app.wsgi_app, threading.Event(), threading.Event()
    waits, tells = {"/me": left, "/signed-out": told}, {"/signout": left, "/me": told}

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        place = environ["PATH_INFO"]
        if place in waits:
            waits[place].wait(20)
        parts = inner(environ, start)
        if place in tells:
            tells[place].set()
        return parts

    return answer


def test_signing_out_asks_first(
    live: Live, phone: Page, kept_step: str, at_home: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(phone, kept_step)
    tick(phone)
    expect(marks(phone)).to_be_visible()
    phone.goto("/me")
    expect(phone.locator("#unsent [data-count]")).to_have_text("1")
    out = phone.locator("#signout button")
    out.click()
    expect(phone.locator("#unsent-ask")).to_be_visible()
    assert len(waiting(phone)) == 1
    # With a net it would be sent at once; this one is refused by a server that is not itself.
    phone.route("**/finish", lambda route: route.fulfill(status=503))
    monkeypatch.setattr(live.app, "wsgi_app", answered_late(live))
    online(phone)
    phone.locator("[data-sure]").click()
    expect(phone.locator("#signed-out")).to_be_visible()
    eventually(lambda: phone.evaluate("indexedDB.databases()") == [])
    assert history(live, at_home) == []


def test_a_phone_without_space_says_so_and_the_form_stays(phone: Page, kept_step: str) -> None:
    phone.add_init_script(
        "indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    )
    phone.goto(kept_step)
    phone.route("**/finish", lambda route: route.abort())
    tick(phone)
    expect(phone.locator("#message")).to_have_text(
        phone.locator("#waits").get_attribute("data-full") or "missing"
    )
    expect(phone.locator('main form[action$="/finish"]').first).to_be_visible()
    expect(marks(phone)).to_have_count(0)
