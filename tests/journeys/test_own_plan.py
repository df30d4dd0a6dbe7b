"""Oksana on her phone: both languages, a wait for an office, a wish, another time, her data along
(P2.1, P2.3 to P2.5; a goal that is only proposed, P2.2, stands in test_plan_together.py)."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

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
    until_there_is_a_new_time_the_old_one_stands(live, phone, desktop)
    her_data_come_along(live, phone)


def both_languages_stand_side_by_side(phone: Page, step: str) -> None:
    """One tap shows each sentence beside its German original, on a narrow phone, too."""
    phone.goto(step)
    phone.locator("summary", has_text="Deutsch").click()
    row = phone.locator("table.both tr", has_text=german(TITLE))
    hers, original = row.locator("td").all()
    expect(hers).to_have_text(uk(TITLE))
    expect(original).to_have_attribute("lang", "de")
    left, right = row.evaluate("row => [...row.cells].map(cell => cell.getBoundingClientRect())")
    assert left["y"] == right["y"]
    assert left["right"] <= right["left"] + 1
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


def until_there_is_a_new_time_the_old_one_stands(live: Live, phone: Page, desktop: Page) -> None:
    """She asks with one tap; at the desk it is moved, and only then on her phone."""
    oksana, jana = live.member("oksana"), live.member("jana")
    assert oksana.client is not None
    with live.app.app_context(), carrier_opened(oksana.client.carrier_id), transaction():
        starts = datetime.combine(clock.today() + timedelta(days=3), time(10))
        booked = build.appointment(oksana.client, jana.person, starts_local=starts).id
    phone.goto(f"/appointments/{booked}/another-time")
    phone.locator("#another-time form button[data-kind='main']").click()
    hers = phone.locator("main")
    phone.wait_for_url(lambda address: not address.endswith("/another-time"))
    phone.goto(f"/appointments/{booked}")
    expect(hers).to_contain_text("10:00")
    desktop.goto(f"/desk/appointments/{booked}/change")
    expect(desktop.locator("#wish-title")).to_be_visible()
    desktop.locator("#starts_local").fill(f"{starts:%Y-%m-%d}T14:30")
    desktop.locator("form[action$='/change'] button[data-kind='main']").click()
    desktop.wait_for_url(lambda address: not address.endswith("/change"))
    phone.goto(f"/appointments/{booked}")
    expect(hers).to_contain_text("14:30")
    expect(hers).not_to_contain_text("10:00")


def her_data_come_along(live: Live, phone: Page) -> None:
    """On a page and as a file, her private wish too; nothing of anybody else's."""
    live.member("ahmad")
    phone.goto("/me/export")
    expect(phone.locator("main")).to_contain_text(WISH)
    with phone.expect_download() as kept:
        phone.locator("a[download]").click()
    told = str(json.loads(Path(kept.value.path()).read_text("utf-8")))
    assert WISH in told
    assert "Ahmad" not in told
