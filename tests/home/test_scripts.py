"""The page scripts in a real browser: the message line, focus, polls, installing, reading aloud."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.browser import PHONE, Live, eventually, settled

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

VOICES = """
  const spoken = [];
  window.spoken = spoken;
  class Said { constructor(text) { this.text = text; spoken.push(this); } }
  window.SpeechSynthesisUtterance = Said;
  const voices = LANGS.map((lang) => ({ lang, localService: true, name: lang }));
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, addEventListener() {}, speak() {},
    cancel() { window.silenced = true; },
  }});
"""


@pytest.fixture
def home(live: Live, phone: Page) -> Page:
    """Selam's first page with a step and an appointment."""
    selam = live.member("selam")
    assert selam.client is not None
    assert selam.manager is not None
    with live.app.app_context(), carrier_opened(selam.client.carrier_id), transaction():
        build.step(selam.client, goal_lineage=build.goal(selam.client).lineage)
        build.appointment(selam.client, selam.manager.person)
    live.sign_in(phone.context, selam)
    phone.goto("/home?lang=en")
    return phone


def reply(page: Page) -> None:
    page.locator("main form[data-hx-post*='/reply'] button").first.click()


def test_what_the_server_said_is_read_out_and_goes_with_the_next_tap(home: Page) -> None:
    with home.expect_response("**/reply") as answer:
        reply(home)
    told = unquote(answer.value.headers["x-said"])
    expect(home.locator("#message")).to_have_text(told)
    home.locator("h1").click()
    expect(home.locator("#message")).to_be_empty()


def test_focus_stays_at_the_place_that_changed(home: Page) -> None:
    reply(home)
    expect(home.locator('.appointment .notice[data-kind="good"]')).to_be_visible()
    expect(home.locator("[id^=appointment-]:focus-within").first).to_be_visible()


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "e404"), (429, "e429"), (502, "failed"), (403, "e403")]
)
def test_an_error_is_said_and_never_lands_in_the_page(home: Page, status: int, kind: str) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=status, body="<h1>nginx</h1>", content_type="text/html")

    home.route("**/reply", fail)
    before = home.locator("main article").first.inner_html()
    reply(home)
    message = home.locator("#message")
    expect(message).to_have_text(message.get_attribute(f"data-{kind}") or "missing")
    eventually(lambda: home.locator("main article").first.inner_html() == before)


def test_a_dead_server_is_said_and_the_form_stays(home: Page) -> None:
    home.route("**/reply", lambda route: route.abort())
    reply(home)
    message = home.locator("#message")
    expect(message).to_have_text(message.get_attribute("data-offline") or "missing")
    expect(home.locator("main form[data-hx-post*='/reply']").first).to_be_visible()


def test_without_a_net_she_stays_on_the_page_of_a_form_that_would_leave_it(home: Page) -> None:
    """Not on the browser's own error page; and once there is a net again, the same tap goes."""
    home.goto("/language?page=home.me")
    home.context.set_offline(True)
    choose = home.locator("button[lang=ar]")
    choose.click()
    message = home.locator("#message")
    expect(message).to_have_text(message.get_attribute("data-offline") or "missing")
    home.context.set_offline(False)
    choose.click()
    expect(home).to_have_url(re.compile("/me$"))
    expect(home.locator("html")).to_have_attribute("lang", "ar")


POLL = """
  const asking = document.createElement("a");
  asking.id = "poll";
  asking.href = "/healthz";
  asking.textContent = "x";
  asking.setAttribute("data-hx-get", "/polled");
  asking.setAttribute("data-hx-trigger", "every 5s");
  asking.setAttribute("data-hx-target", "#poll");
  asking.setAttribute("data-hx-swap", "outerHTML");
  document.getElementById("main").append(asking);
  htmx.process(asking);
"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_page_polls_only_in_front_and_says_nothing_when_that_fails(home: Page) -> None:
    asked: list[str] = []

    def count(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=500, body="no")

    home.clock.install()
    home.route("**/polled", count)
    home.evaluate(POLL)
    home.clock.fast_forward(6000)
    eventually(lambda: home.title() and asked)  # asking the page lets its events in
    home.evaluate(HIDE, True)
    settled(home)
    before = len(asked)
    home.clock.fast_forward(6000)
    settled(home)
    assert len(asked) == before
    home.evaluate(HIDE, False)
    eventually(lambda: home.title() and len(asked) > before)
    expect(home.locator("#message")).to_be_empty()


OFFER = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = () => { window.prompted = true; };
  event.userChoice = Promise.resolve({ outcome: "accepted" });
  dispatchEvent(event);
}"""


def test_the_button_to_install_shows_when_the_browser_can(home: Page) -> None:
    home.goto("/me?lang=en")
    button = home.locator("#install")
    expect(button).to_be_hidden()
    home.evaluate(OFFER)
    button.click()
    expect(button).to_be_hidden()
    assert home.evaluate("window.prompted") is True
    home.locator("#install-card a").click()
    expect(home.locator("details[open]")).to_contain_text("Android")
    expect(home.locator("details")).to_have_count(2)


COMES_IN_LATE = """() => {
  const card = document.createElement("p");
  card.style.height = "1500px";
  scrollTo(0, 0);
  spoken.at(-1).onstart();
  document.getElementById("main").prepend(card);
}"""


def test_reading_aloud_where_there_is_a_voice(home: Page) -> None:
    home.add_init_script(VOICES.replace("LANGS", '["en-GB", "de-DE"]'))
    home.goto("/home?lang=en")
    button = home.locator("#read-aloud")
    expect(button).to_contain_text("Read aloud")
    button.click()
    expect(button).to_contain_text("Stop")
    expect(button).to_have_attribute("aria-pressed", "true")
    said = home.evaluate("spoken.map((one) => [one.text, one.lang])")
    texts = [text for text, _ in said]
    assert {language for _, language in said} == {"en-GB"}
    assert any("Hello" in text for text in texts)
    assert not any("Rathaus" in text for text in texts)  # German words: another voice
    assert not any("being stored" in text for text in texts)  # a hidden line
    home.evaluate("spoken[0].onstart()")
    expect(home.locator("[data-spoken]")).to_contain_text(texts[0])
    home.evaluate("spoken.at(-1).onstart()")
    expect(home.locator("[data-spoken]")).to_have_count(1)
    expect(home.locator("[data-spoken]")).to_be_in_viewport()
    button.click()
    expect(home.locator("[data-spoken]")).to_have_count(0)
    home.evaluate("spoken[0].onstart()")  # too late: it was stopped
    expect(home.locator("[data-spoken]")).to_have_count(0)
    button.click()
    home.evaluate(COMES_IN_LATE)
    expect(home.locator("[data-spoken]")).to_be_in_viewport()
    home.evaluate("spoken.at(-1).onend()")
    expect(button).to_contain_text("Read aloud")
    assert home.evaluate("window.silenced") is True


@pytest.mark.parametrize(
    ("voices", "language", "is_there"),
    [
        ('["de-DE"]', "ti", False),
        ('["ti-ET"]', "ti", True),
        ('["de_AT"]', "de-simple", True),
        ('["ar"]', "ar", True),
        ("[]", "de", False),
    ],
)
def test_no_button_without_a_voice(
    new_page: Callable[..., Page], live: Live, voices: str, language: str, is_there: bool
) -> None:
    page = new_page(**PHONE)
    live.sign_in(page.context, live.member("selam"))
    page.add_init_script(VOICES.replace("LANGS", voices))
    page.goto(f"/me?lang={language}")
    shown, other = ("yes", "no") if is_there else ("no", "yes")
    expect(page.locator(f'[data-voice="{shown}"]')).to_be_visible()
    expect(page.locator(f'[data-voice="{other}"]')).to_be_hidden()
    expect(page.locator("#read-aloud")).to_be_visible(visible=is_there)


def test_without_a_script_everything_is_still_there(
    new_page: Callable[..., Page], live: Live
) -> None:
    page = new_page(java_script_enabled=False, **PHONE)
    live.sign_in(page.context, live.member("selam"))
    page.goto("/me?lang=en")
    expect(page.locator("#read-aloud")).to_be_hidden()
    expect(page.locator("#offline-card")).to_be_hidden()
    page.locator('a[href^="/language?"]').first.click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
