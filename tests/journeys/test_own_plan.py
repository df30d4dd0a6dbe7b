"""Oksana and her plan on her phone: both languages, a wait for an office, a wish (P2.1, P2.3)."""

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.db import transaction
from app.core.i18n import catalogue, format_day, german, speaking
from app.core.tenancy import carrier_opened
from tests import build
from tests.browser import Live

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]
TITLE = "Get advice on the recognition of your profession (Anerkennung)"
OFFICE, WISH = "IQ Netzwerk", "Познайомитися з медсестрами"


def uk(msgid: str) -> str:
    """A text as Oksana reads it."""
    return str(catalogue("uk").gettext(msgid))


@pytest.fixture
def step(live: Live) -> str:
    """The address of a step of Oksana's."""
    oksana = live.member("oksana")
    assert oksana.client is not None
    with live.app.app_context(), carrier_opened(oksana.client.carrier_id), transaction():
        return f"/plan/steps/{build.step(oksana.client, 'recog_advice', topic='work').id}"


def test_her_plan_is_hers_to_read_to_wait_and_to_wish(
    live: Live, phone: Page, desktop: Page, step: str
) -> None:
    live.sign_in(phone.context, live.member("oksana"))
    both_languages_stand_side_by_side(phone, step)
    a_wait_says_since_when_and_whom_to_ask(live, phone)
    a_private_wish_stays_hers(live, phone, desktop)


def both_languages_stand_side_by_side(phone: Page, step: str) -> None:
    """One tap shows each sentence beside its German original, on a narrow phone, too."""
    phone.goto(step)
    phone.locator("summary", has_text="Deutsch").click()
    row = phone.locator("table.both tr", has_text=german(TITLE))
    hers, original = row.locator("td").all()
    expect(hers).to_have_text(uk(TITLE))
    expect(original).to_have_attribute("lang", "de")
    left, right = hers.bounding_box(), original.bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"] + 1
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def a_wait_says_since_when_and_whom_to_ask(live: Live, phone: Page) -> None:
    """What she waits for, since when, and who can say more."""
    phone.locator("summary", has_text=uk("I am waiting for an answer")).click()
    phone.get_by_label(uk("Who must answer?")).select_option("authority")
    phone.get_by_role("button", name=uk("Save")).click()
    said = phone.locator("#step")
    expect(said).to_contain_text(uk("an office"))
    with live.app.app_context(), live.app.test_request_context(), speaking("uk"):
        today = format_day(clock.today())
    expect(said).to_contain_text(today)
    expect(said).to_contain_text(OFFICE)
    expect(said).to_contain_text("Jana König")
    phone.get_by_role("button", name=uk("The answer has come")).click()
    expect(said).not_to_contain_text(today)


def a_private_wish_stays_hers(live: Live, phone: Page, desktop: Page) -> None:
    """Written on the phone, taken away, brought back; nothing of it at the desk."""
    phone.goto("/plan")
    phone.locator("a[href='/plan/wishes']").click()
    phone.locator("#own_words").fill(WISH)
    phone.locator("#wishes form .button[data-kind='main']").click()
    expect(phone.locator("#wishes article")).to_contain_text(WISH)
    phone.locator("#wishes article button").click()
    expect(phone.locator("#wishes article")).to_have_count(0)
    phone.locator("#wishes .notice button").click()
    expect(phone.locator("#wishes article")).to_contain_text(WISH)
    client = live.member("oksana").client
    assert client is not None
    live.sign_in(desktop.context, live.member("jana"))
    for address in ("", "/plan", "/plan/print", "/plan/times"):
        desktop.goto(f"/desk/clients/{client.id}{address}")
        expect(desktop.locator("h1")).to_be_visible()
        assert WISH not in desktop.content()
