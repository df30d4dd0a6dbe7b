"""A talk is written down in a few taps (P4.1), and a visit without net counts once (P4.8)."""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from app.consultations.models import Consultation
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests.browser import CHROMIUM, FLAGS, PATIENCE, PHONE, Live, eventually, kill_browser
from tests.journeys.keeping import arrive, kept_texts, online

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

MOST = 4  # interactions
SECONDS = 20
STORED = """async () => {
  const found = [JSON.stringify({ ...localStorage })];
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      const asked = base.transaction(store).objectStore(store).getAll();
      found.push(JSON.stringify(await new Promise((done) => {
        asked.onsuccess = () => done(asked.result);
      })));
    }
    base.close();
  }
  return found.join(" ");
}"""


def talks(live: Live) -> list[Consultation]:
    """All talks of Jana's carrier."""
    carrier_id = live.member("jana").grant.carrier_id
    assert carrier_id
    with live.app.app_context(), carrier_opened(carrier_id):
        found = list(db.session.scalars(sa.select(Consultation).order_by(Consultation.id)))
        db.session.expunge_all()
        return found


class Hands:
    """Somebody who taps, and is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.began = page, 0, time.monotonic()

    def tap(self, what: str) -> None:
        """One tap or click."""
        self.taps += 1
        self.page.locator(what).first.click()

    def key(self, where: str, keys: str) -> None:
        """Something at one field with the keyboard."""
        self.taps += 1
        self.page.locator(where).first.press(keys)

    def choose(self, what: str, value: str) -> None:
        """One choice from a list."""
        self.taps += 1
        self.page.select_option(what, value)

    def were_quick(self) -> bool:
        """True when it took as little as promised."""
        return self.taps <= MOST and time.monotonic() - self.began < SECONDS


@pytest.mark.parametrize("hardware", ["phone", "desktop"])
def test_a_talk_takes_four_taps_at_most(
    live: Live, request: pytest.FixtureRequest, hardware: str
) -> None:
    page: Page = request.getfixturevalue(hardware)
    selam, jana = live.member("selam"), live.member("jana")
    assert selam.client
    live.sign_in(page.context, jana)

    page.goto(f"/desk/clients/{selam.client.id}")
    hands = Hands(page)
    hands.tap('.tabs a[href$="/consultations"]')
    hands.tap('.topic[data-topic="work"]')
    hands.tap("form .button[data-kind=main]")
    expect(page.locator(".group li")).to_have_count(1)
    assert hands.were_quick()

    page.goto("/desk")
    hands = Hands(page)
    hands.tap('.rail a[href="/desk/consultations"]')
    hands.choose("#client_id", str(selam.client.id))
    hands.tap('.topic[data-topic="health"]')
    hands.tap("form .button[data-kind=main]")
    expect(page.locator(".group li")).to_have_count(2)
    assert hands.were_quick()

    hands = Hands(page)  # the next one at the door has no case; the page is still open
    hands.key('input[value="housing"]', "Space")
    hands.key('input[value="housing"]', "Enter")
    expect(page.locator(".group li")).to_have_count(3)
    assert hands.were_quick()
    found = talks(live)
    assert [made.client_id for made in found] == [selam.client.id, selam.client.id, None]
    assert [made.topics for made in found] == [["work"], ["health"], ["housing"]]

    page.locator('form[action$="/undo"] button').first.click()
    expect(page.locator(".group li")).to_have_count(2)


@contextmanager
def tablet_of(playwright: Playwright, live: Live, home: Path) -> Iterator[BrowserContext]:
    """A tablet whose browser keeps its stores when it is killed."""
    options: dict[str, Any] = {**PHONE, "locale": "de-DE", "timezone_id": "Europe/Berlin"}
    context = playwright.chromium.launch_persistent_context(
        str(home), executable_path=CHROMIUM, args=FLAGS, base_url=live.url, **options
    )
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield context
    finally:
        with suppress(Error):  # because: a killed browser is closed already
            context.close()


def is_ready(page: Page) -> bool:
    return any(key.endswith(" /desk/outreach") for key in kept_texts(page))


def visit(page: Page, remark: str) -> None:
    """Tap a visit."""
    page.locator('.topic[data-topic="family_children"]').click()
    page.fill("#remark", remark)
    page.locator("#visit .button").click()


def keeps_nobodys_file(page: Page) -> None:
    """No name stands in any store, and the page kept for a cellar is empty."""
    texts = kept_texts(page)
    kept = " ".join([*texts.values(), page.evaluate(STORED)])
    assert not any(name in kept for name in ("Selam", "Jana", "König"))
    (empty,) = (text for key, text in texts.items() if key.endswith("/outreach"))
    assert not any(name in empty for name in ("csrf", "data-person", "<nav"))
    assert "Keller" not in (page.text_content("main") or "")


def say_with_whom(page: Page, client_id: int) -> None:
    """Answer the desk's question about the one visit that waits."""
    page.goto("/desk/consultations")
    expect(page.locator("main")).to_contain_text("zwei Kinder, Keller links")
    page.select_option('.group select[name="client_id"]', str(client_id))
    page.locator(".group form .button").first.click()
    expect(page.locator(".group select")).to_have_count(0)


def test_a_visit_without_net_survives_the_browser_and_counts_once(
    live: Live, playwright: Playwright, tmp_path: Path
) -> None:
    selam, jana = live.member("selam"), live.member("jana")
    assert selam.client
    home = tmp_path / "tablet"
    with tablet_of(playwright, live, home) as tablet:
        page = tablet.new_page()
        live.sign_in(tablet, jana)
        arrive(page, f"/desk/clients/{selam.client.id}")
        eventually(lambda: is_ready(page))
        tablet.set_offline(True)
        page.goto("/desk/outreach")
        visit(page, "zwei Kinder, Keller links")
        expect(page.locator("[data-count]")).to_have_text("1")
        page.reload()
        expect(page.locator("[data-count]")).to_have_text("1")
        assert "zwei Kinder" in page.evaluate(STORED)
        keeps_nobodys_file(page)
        kill_browser(home)
    assert talks(live) == []
    with tablet_of(playwright, live, home) as tablet:
        page = tablet.new_page()
        tablet.set_offline(True)
        page.goto("/desk/outreach")
        expect(page.locator("[data-count]")).to_have_text("1")
        online(page)  # nobody is signed in any more: it waits, and says so
        expect(page.locator("[data-when=signin]").last).to_be_visible()
        live.sign_in(tablet, jana)
        page.goto("/desk")  # whichever page she opens brings it
        eventually(lambda: len(talks(live)) == 1)
        eventually(lambda: page.evaluate("localStorage.getItem('outreach')") == "0")
        assert "zwei Kinder" not in page.evaluate(STORED)
        say_with_whom(page, selam.client.id)
    (made,) = talks(live)
    assert (made.client_id, made.form, made.language) == (selam.client.id, "outreach", "ti")
    assert (made.remark, made.awaits_client) == (None, False)


def test_a_lost_answer_counts_once_and_signing_out_loses_nothing(
    live: Live, new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    jana, brandt = live.member("jana"), live.member("brandt")
    page = new_page(**PHONE)
    live.sign_in(page.context, jana)
    arrive(page, "/desk/outreach")
    eventually(lambda: is_ready(page))

    heard = live.app.view_functions["consultations_desk.send"]

    @functools.wraps(heard)
    def answer_is_lost() -> tuple[str, int]:
        heard()
        return "", 502

    monkeypatch.setitem(live.app.view_functions, "consultations_desk.send", answer_is_lost)
    visit(page, "Gang 2")
    eventually(lambda: len(talks(live)) == 1)
    expect(page.locator("[data-count]")).to_have_text("1")

    monkeypatch.undo()
    page.context.set_offline(True)
    visit(page, "Gang 3")
    expect(page.locator("[data-count]")).to_have_text("2")
    page.context.clear_cookies()  # the session is over
    online(page)
    page.goto("/signin")
    eventually(lambda: page.evaluate("localStorage.getItem('outreach')") == "2")
    assert not any(name in page.evaluate(STORED) for name in ("Selam", "Jana", "König"))

    live.sign_in(page.context, brandt)  # another manager: not hers, and it says so
    page.goto("/desk/outreach")
    expect(page.locator("[data-when=refused]").first).to_be_visible()
    page.context.clear_cookies()
    live.sign_in(page.context, jana)
    page.goto("/desk/outreach")
    eventually(lambda: len(talks(live)) == 2)
    expect(page.locator("#waiting")).to_be_hidden()
    assert [made.remark[6:] for made in talks(live) if made.remark] == ["Gang 2", "Gang 3"]
