"""Reading without internet: what a phone keeps after a yes, for whom, and when it lets go."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from app.core import clock
from app.core.db import transaction
from app.core.i18n import LANGUAGES, format_date, speaking
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark
from tests import build
from tests.browser import CHROMIUM, FLAGS, PHONE, Live, eventually

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

SECRET = "Zz-Frauenhaus-7"
PACKS = "(await caches.keys()).filter(name => name.startsWith('pack-'))"
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept[name + " " + new URL(request.url).pathname + new URL(request.url).search] =
        await (await cache.match(request)).text();
    }
  }
  return kept;
}"""


@pytest.fixture
def places(live: Live) -> Callable[[str], list[str]]:
    """Give a client a step, an appointment, a secret one and a saved offer; return addresses."""

    def fill(name: str) -> list[str]:
        member = live.member(name)
        assert member.client is not None
        assert member.manager is not None
        with (
            live.app.app_context(),
            carrier_opened(member.client.carrier_id),
            transaction() as session,
        ):
            step = build.step(member.client, goal_lineage=build.goal(member.client).lineage)
            booked = build.appointment(member.client, member.manager.person)
            early = datetime.combine(clock.today() + timedelta(days=1), time(7, 13))
            secret = {"place": SECRET, "address": SECRET, "note": SECRET, "is_sensitive": True}
            build.appointment(
                member.client, member.manager.person, starts_local=early, kind="doctor", **secret
            )
            offer = build.offer(f"Sprachcafé {name}")
            session.add(
                Bookmark(
                    client_id=member.client.id, offer_id=offer.id, created_at=offer.last_modified
                )
            )
            return [
                "/home",
                "/plan",
                "/appointments",
                f"/plan/steps/{step.id}",
                f"/appointments/{booked.id}",
                f"/offers/{offer.id}",
            ]

    return fill


STATE = """async () => {
  const kept = await (await caches.open("state")).match("/state");
  return kept ? ((await kept.json()).person ?? null) : "nothing yet";
}"""


def arrive(page: Page, address: str = "/home") -> None:
    """Open a page and wait until the worker controls it and knows who is here."""
    page.goto(address)
    controlled(page)
    person = page.locator("html").get_attribute("data-person")
    eventually(lambda: page.evaluate(STATE) == person)


def controlled(page: Page) -> None:
    """Wait for the worker; the content policy forbids Playwright's own waiting for a function."""
    eventually(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))


def card(page: Page) -> Locator:
    return page.locator("#offline-card")


def say_yes(page: Page) -> None:
    """Her yes on the card of the first page; wait until all is on the phone."""
    arrive(page)
    card(page).locator('[data-when="ask"] [data-decide="yes"]').click()
    expect(card(page).locator('p[data-when="yes"]')).to_be_visible()


def said(page: Page) -> str:
    """The words of the page without what only the phone or only the server adds."""
    text: str = page.evaluate(
        """() => {
          const main = document.querySelector("main").cloneNode(true);
          main.querySelectorAll("#as-of, #offline-card, [data-sensitive], [data-voice], #ask")
            .forEach((part) => part.remove());
          return main.textContent;
        }"""
    )
    return " ".join(text.split())


def packs(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"async () => {PACKS}")
    return found


def kept_texts(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(KEPT)
    return found


def kept_home(page: Page) -> list[str]:
    """The kept first page in both languages."""
    return [text for key, text in kept_texts(page).items() if "/home" in key]


def offline(page: Page, address: str) -> None:
    """Open an address without a net."""
    page.context.set_offline(True)
    page.goto(address)


def is_offline_page(page: Page) -> bool:
    return page.evaluate("document.body.hasAttribute('data-offline')") is True


def test_after_one_yes_everything_is_readable_in_both_languages(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    addresses = places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    wanted = [*addresses, *(f"{address}?lang=de" for address in addresses)]
    online = {}
    for address in wanted:
        phone.goto(address)
        expect(phone.locator("#as-of")).to_be_hidden()
        online[address] = (phone.title(), said(phone))
    assert "Jana König" in online["/home"][1]
    with live.app.test_request_context(), speaking("ti"):
        today = format_date(clock.today())
    for address in wanted:
        offline(phone, address)
        assert (phone.title(), said(phone)) == online[address]
        expect(phone.locator("#as-of")).to_be_visible()
        language = "de" if address.endswith("lang=de") else "ti"
        assert phone.locator("html").get_attribute("data-language") == language
    offline(phone, "/plan")
    expect(phone.locator("#as-of")).to_contain_text(today)
    phone.goto("/?source=app")  # as the installed app starts
    assert said(phone) == online["/home"][1]


def test_looks_right_without_a_net(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    phone.context.set_offline(True)
    failed: list[str] = []
    phone.on("requestfailed", lambda request: failed.append(request.url))
    phone.goto("/home")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert phone.evaluate(paper) == "rgb(250, 246, 238)"
    shape = "document.querySelector('.places svg.icon').getBBox().width"
    assert phone.evaluate(shape) > 5
    assert [url for url in failed if "/static/" in url and "icon-192" not in url] == []


@pytest.mark.parametrize("name", ["selam", "ahmad", "rojin"])
def test_an_unseen_page_says_so_in_her_language(live: Live, phone: Page, name: str) -> None:
    member = live.member(name)
    live.sign_in(phone.context, member)
    arrive(phone, "/plan?lang=de")  # looking at the original changes nothing
    arrive(phone)
    eventually(lambda: any("/offline?lang=" in key for key in kept_texts(phone)))
    for address in ("/plan", "/never-seen"):
        offline(phone, address)
        assert is_offline_page(phone)
        language = LANGUAGES[member.person.ui_language]
        shown = language.code if language.is_ready else "de-simple"
        assert phone.locator("html").get_attribute("data-language") == shown
        expect(phone.locator("[data-kept]")).to_be_hidden()
        assert "Jana" not in (phone.text_content("body") or "")


def test_the_offline_page_names_what_is_kept(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    offline(phone, "/offers")
    assert is_offline_page(phone)
    phone.locator("[data-kept] a").nth(1).click()
    expect(phone).to_have_url(re.compile(r"/plan\b"))
    expect(phone.locator("#as-of")).to_be_visible()


def test_without_a_yes_nothing_is_kept(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    arrive(phone)
    card(phone).locator('[data-when="ask"] [data-decide="no"]').click()
    expect(card(phone).locator('p[data-when="no"]').first).to_be_visible()
    phone.goto("/plan")
    arrive(phone)
    expect(card(phone)).to_be_hidden()  # asked once
    assert packs(phone) == []
    assert not any("Jana" in text for text in kept_texts(phone).values())
    offline(phone, "/home")
    assert is_offline_page(phone)


def test_a_yes_can_be_taken_back(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    arrive(phone, "/me")
    card(phone).locator('[data-decide="no"]').last.click()
    eventually(lambda: packs(phone) == [])
    offline(phone, "/home")
    assert is_offline_page(phone)


def test_two_people_on_one_phone_stay_apart(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    ahmad, rojin = live.member("ahmad"), live.member("rojin")
    of_ahmad, of_rojin = (
        [address for address in places(name) if re.search(r"/(steps|appointments)/\d", address)]
        for name in ("ahmad", "rojin")
    )
    live.sign_in(phone.context, ahmad)
    say_yes(phone)
    live.sign_in(phone.context, rojin)
    arrive(phone)
    suggested = card(phone).locator('[data-when="ask"] [data-kind="main"]')
    assert suggested.get_attribute("data-decide") == "no"  # somebody else uses this phone
    offline(phone, "/home")
    assert is_offline_page(phone)
    phone.context.set_offline(False)
    say_yes(phone)
    own = {str(member.person.public_id): member for member in (ahmad, rojin)}
    assert {pack.split("-", 2)[2] for pack in packs(phone)} == set(own)
    theirs = {str(ahmad.person.public_id): of_rojin, str(rojin.person.public_id): of_ahmad}
    for key, text in kept_texts(phone).items():
        pack, address = key.split(" ")
        if not pack.startswith("pack-") or address == "/index":
            continue
        person = pack.split("-", 2)[2]
        assert f'data-person="{person}"' in text
        for foreign in theirs[person]:
            assert f'"{foreign}' not in text, (key, foreign)
    offline(phone, "/home")
    assert "Sprachcafé rojin" in said(phone)


def test_signing_out_forgets_this_person_only(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    ahmad, rojin = live.member("ahmad"), live.member("rojin")
    for name in ("ahmad", "rojin"):
        places(name)
        live.sign_in(phone.context, live.member(name))
        say_yes(phone)
    arrive(phone, "/me")
    phone.locator('form[action="/signout"] button').click()
    eventually(lambda: len(packs(phone)) == 1)
    assert packs(phone)[0].endswith(str(ahmad.person.public_id))
    stored = json.dumps([kept_texts(phone), phone.evaluate("({...localStorage})")])
    assert str(rojin.person.public_id) not in stored
    assert "Sprachcafé rojin" not in stored
    offline(phone, "/home")
    assert is_offline_page(phone)  # nobody is here: Ahmad's pages stay closed, too
    phone.context.set_offline(False)
    live.sign_in(phone.context, ahmad)
    arrive(phone)
    offline(phone, "/home")
    assert "Sprachcafé ahmad" in said(phone)


def test_a_session_ended_elsewhere_ends_the_pack(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    phone.context.clear_cookies()
    phone.goto("/home")
    expect(phone).to_have_url(re.compile("/signin"))
    eventually(lambda: packs(phone) == [])
    offline(phone, "/home")
    assert is_offline_page(phone)


def test_a_month_without_contact_ends_the_pack(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    phone.evaluate(
        f"""async () => {{
          const [name] = {PACKS};
          const at = String(Date.now() - 31 * 24 * 3600 * 1000);
          const old = new Response("", {{headers: {{"X-At": at}}}});
          await (await caches.open(name)).put("/index", old);
        }}"""
    )
    offline(phone, "/home")
    assert is_offline_page(phone)
    assert packs(phone) == []


def test_the_pack_holds_whole_pages_and_nothing_sensitive(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    addresses = places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    phone.locator(
        'main form[data-hx-post*="/finish"] button'
    ).first.click()  # a fragment comes back
    phone.locator('main form[data-hx-post*="/reopen"]').first.wait_for()
    eventually(lambda: not any("/finish" in text for text in kept_home(phone)))
    kept = kept_texts(phone)
    own = {key.split(" ")[1] for key in kept if key.startswith("pack-")} - {"/index"}
    assert own == {*addresses, *(f"{address}?lang=de" for address in addresses)}
    for key, text in kept.items():
        assert SECRET not in text, key
        assert "07:13" not in text, key
        if key.startswith("pack-") and not key.endswith("/index"):
            assert text.startswith("<!doctype html>\n<html"), key
            assert "</body></html>" in text.replace("\n", ""), key
    phone.goto("/appointments")
    assert "07:13" in (phone.text_content("main") or "")  # with a net she sees it
    offline(phone, "/appointments")
    assert "07:13" not in (phone.text_content("main") or "")


def test_what_she_changes_is_in_the_pack_at_the_next_look(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    tick = phone.locator("main form[data-hx-post*='/bring/'] button").first
    phone.goto("/appointments")
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "true")
    phone.wait_for_timeout(1700)
    phone.goto("/plan")
    eventually(
        lambda: any(
            'aria-pressed="true"' in text
            for key, text in kept_texts(phone).items()
            if key.endswith(" /appointments")
        )
    )


def test_what_is_sent_without_a_net_is_not_lost_in_silence(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    offline(phone, "/appointments")
    reply = phone.locator("main form[data-hx-post*='/reply'] button").first
    reply.click()
    message = phone.locator("#message")
    expect(message).to_have_text(message.get_attribute("data-offline") or "missing")
    expect(reply).to_be_visible()
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(message).to_have_text(message.get_attribute("data-online") or "missing")


@pytest.fixture
def installed(playwright: Playwright, live: Live, tmp_path: Path) -> Iterator[BrowserContext]:
    """A profile that is kept: Chromium installs nothing in a private one."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, base_url=live.url, **PHONE
    )
    yield context
    context.close()


@pytest.mark.parametrize("name", ["selam", "ahmad", None])
def test_chromium_would_install_it(live: Live, installed: BrowserContext, name: str | None) -> None:
    if name:
        live.sign_in(installed, live.member(name))
    page = installed.new_page()
    page.goto("/home" if name else "/")
    controlled(page)
    devtools = installed.new_cdp_session(page)
    manifest: dict[str, Any] = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["id"] == "/"
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
