"""Reading without internet: what a phone keeps after a yes, and when it lets go."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.i18n import LANGUAGES, format_date, speaking
from tests.browser import Live, eventually
from tests.journeys.keeping import (
    FORMS,
    NOTES,
    PACKS,
    SECRET,
    arrive,
    card,
    is_offline_page,
    kept_home,
    kept_texts,
    offline,
    online,
    packs,
    said,
    say_yes,
    stores,
)

# The line that says how old a page is: it may be 07:13 just now.
AS_OF = re.compile(r'<p class="notice" id="as-of".*?</p>', re.DOTALL)
pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def test_after_one_yes_everything_is_readable_in_both_languages(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    addresses = places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    german = [one for one in addresses if one == "/home" or one.count("/") > 1]
    wanted = [*addresses, *(f"{address}?lang=de" for address in german)]
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
    assert phone.evaluate("crossOriginIsolated")  # as the server's pages: no process of its own
    assert [url for url in failed if "/static/" in url and "icon-192" not in url] == []


@pytest.mark.parametrize("name", ["selam", "ahmad", "rojin"])
def test_an_unseen_page_says_so_in_her_language(live: Live, phone: Page, name: str) -> None:
    member = live.member(name)
    live.sign_in(phone.context, member)
    arrive(phone, "/plan?lang=de")  # looking at the original changes nothing
    arrive(phone)
    language = LANGUAGES[member.person.ui_language]
    shown = language.code if language.is_ready else "de-simple"
    eventually(lambda: any(f"/offline?lang={shown}" in key for key in kept_texts(phone)))
    for address in ("/plan", "/never-seen"):
        offline(phone, address)
        assert is_offline_page(phone)
        assert phone.locator("html").get_attribute("data-language") == shown
        expect(phone.locator("[data-kept]")).to_be_hidden()
        assert "Jana" not in (phone.text_content("body") or "")


def test_the_offline_page_names_what_is_kept(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    offline(phone, "/me/my-data")
    assert is_offline_page(phone)
    phone.locator("[data-kept] a").nth(1).click()
    expect(phone).to_have_url(re.compile(r"/plan\b"))
    expect(phone.locator("#as-of")).to_be_visible()
    phone.go_back()
    expect(phone.locator("[data-kept]")).to_be_visible()
    online(phone)
    expect(phone.locator("nav.places")).to_be_visible()  # what she asked for, by itself


def test_without_a_net_a_page_says_what_needs_it(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    offers = [one for one in places("selam") if one.startswith("/offers/")]
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    needs_net = phone.locator("main [data-needs-net]")
    search = phone.locator("[data-without-net]")
    phone.goto("/offers?topic=work")
    expect(phone.locator("#offers .empty")).to_be_visible()
    expect(search).to_be_hidden()
    offline(phone, "/offers?topic=work")
    expect(search).to_be_visible()
    expect(phone.locator("#offers .card h3")).to_have_count(len(offers))
    phone.locator("#offers .card h3 a").first.click()
    phone.locator("#report summary").click()
    expect(phone.locator("#report [data-needs-net]")).to_be_visible()
    expect(needs_net).to_have_count(1)  # saving it waits
    online(phone)
    expect(needs_net).to_have_count(0)


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
    arrive(phone, "/outbox")
    expect(phone.locator("#nothing-waits")).to_be_visible()
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
    own = {key.split(" ")[1] for key in kept if key.startswith("pack-")} - NOTES
    meeting = next(one for one in addresses if one.startswith("/appointments/"))
    addresses += [*FORMS, f"{meeting}/another-time"]
    assert own == {*addresses, *(f"{address}?lang=de" for address in addresses)}
    for key, text in kept.items():
        assert SECRET not in text, key
        assert "07:13" not in AS_OF.sub("", text), key
        if key.startswith("pack-") and key.split(" ")[1] not in NOTES:
            assert text.startswith("<!doctype html>\n<html"), key
            assert "</body></html>" in text.replace("\n", ""), key
    arrive(phone, "/appointments")
    assert "07:13" in AS_OF.sub("", phone.content())  # with a net she sees it
    offline(phone, "/appointments")
    assert "07:13" not in AS_OF.sub("", phone.content())


def test_what_she_changes_is_in_the_pack_once_she_has_stopped(
    live: Live, phone: Page, places: Callable[[str], list[str]]
) -> None:
    places("selam")
    live.sign_in(phone.context, live.member("selam"))
    say_yes(phone)
    tick = phone.locator("main form[data-hx-post*='/bring/'] button").first
    phone.goto("/appointments")
    tick.click()
    expect(tick).to_have_attribute("aria-pressed", "true")
    eventually(
        lambda: any(
            'aria-pressed="true"' in text
            for key, text in kept_texts(phone).items()
            if key.endswith(" /appointments")
        )
    )


OLD = """async (person) => {
  for (const name of ["shell-older", "shell-old", `pack-old-${person}`, "another"]) {
    const cache = await caches.open(name);
    const headers = { "Content-Type": "text/html" };
    await cache.put("/home", new Response("<html><p>Selam, as of old</p>", { headers }));
    await cache.put("/index", new Response("x", { headers: { "X-At": String(Date.now()) } }));
  }
}"""


def test_a_pack_of_an_older_release_is_read_till_there_is_a_new_one(
    live: Live, phone: Page
) -> None:
    selam = live.member("selam")
    phone.goto("/offline")  # starts no worker yet
    phone.evaluate(OLD, str(selam.person.public_id))
    live.sign_in(phone.context, selam)
    arrive(phone)
    eventually(lambda: "shell-older" not in stores(phone))
    offline(phone, "/home")
    expect(phone.locator("p")).to_have_text("Selam, as of old")
    online(phone)
    say_yes(phone)
    release = live.app.config["RELEASE"]
    own = f"pack-{release}-{selam.person.public_id}"
    assert stores(phone) == {f"shell-{release}", own, "state", "another"}
