"""The main job as one story: a phone in Tigrinya, a desk, a real push, a circle, a network.

Everything is done by tapping and typing in two real browsers; only the code's scan is handed
over, since no camera looks at the manager's screen.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from app.core import clock
from app.core.db import transaction
from app.core.i18n import catalogue
from app.core.tenancy import carrier_opened
from app.notices.models import Delivery
from app.offers.models import Offer
from tests.browser import PHONE, Live, ScreenLock, eventually
from tests.journeys.pushing import LISTEN, SHOWN, chromium_of, found, say_yes, work
from tests.journeys.test_passkey import go_through
from tests.offers.shop import whole_offer
from tests.push_stubs.chromium import SERVICE, ChromiumService

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def ti(msgid: str) -> str:
    """A text as Selam reads it."""
    return str(catalogue("ti").gettext(msgid))


def de(msgid: str) -> str:
    """A text as the desk reads it."""
    return str(catalogue("de").gettext(msgid))


@pytest.fixture
def service() -> Iterator[ChromiumService]:
    """The stand-in of Chromium's push service."""
    with ChromiumService() as running:
        yield running


@pytest.fixture
def her_phone(
    playwright: Playwright,
    live: Live,
    service: ChromiumService,
    allowed: Callable[[str], None],
    tmp_path: Path,
) -> Iterator[BrowserContext]:
    """Selam's own phone, in which nobody is signed in yet; it can be reached by push."""
    allowed(SERVICE)
    options = {**PHONE, "locale": "ti"}
    with chromium_of(playwright, live, service, tmp_path, options) as context:
        yield context


def test_the_main_job(
    live: Live,
    her_phone: BrowserContext,
    service: ChromiumService,
    desktop: Page,
    new_page: Callable[..., Page],
    codes: list[str],
) -> None:
    phone = her_phone.new_page()
    desk = her_manager_lets_her_in(live, phone, desktop, codes)
    what_the_manager_adds_is_there_in_her_language(phone, desktop, desk)
    an_appointment_is_made(phone, desktop, desk)
    her_answer_is_seen(phone, desktop)
    she_walks_a_step(phone, desktop)
    she_saves_an_offer(live, phone)
    a_reminder_reaches_her(live, phone, desktop, desk, service)
    the_directory_is_kept_fresh(live, new_page)
    she_signs_out(phone)


def her_manager_lets_her_in(live: Live, phone: Page, desktop: Page, codes: list[str]) -> str:
    """The ceremony across the table; then her plan is there, and it is empty."""
    ScreenLock(phone)
    go_through(live, phone, desktop, "selam", codes)
    expect(phone.locator("html")).to_have_attribute("lang", "ti")
    phone.get_by_role("link", name=ti("Skip this")).click()  # the first visit's walk
    expect(phone.locator("main")).to_contain_text(ti("No appointment is planned."))
    expect(phone.locator("main")).to_contain_text("Jana König")
    client = live.member("selam").client
    assert client is not None
    return f"/desk/clients/{client.id}"


def what_the_manager_adds_is_there_in_her_language(phone: Page, desktop: Page, desk: str) -> None:
    """A step chosen in German stands in Tigrinya on the phone, and in the mirror beside it."""
    desktop.goto(f"{desk}/plan?open=language")
    title = "Register for the language course"
    desktop.get_by_role("button", name=re.compile(de(title))).click()
    expect(desktop.locator("#desk-editor")).to_contain_text(de("in the plan"))
    phone.goto("/home")
    expect(phone.locator("main")).to_contain_text(ti(title))
    desktop.goto(desk)
    screen = desktop.locator("#mirror [lang='ti']").first
    expect(screen).to_contain_text(ti(title))
    expect(desktop.locator("#desk-plan")).to_contain_text(de(title))


def an_appointment_is_made(phone: Page, desktop: Page, desk: str) -> None:
    """Wrong times are refused beside the field; the right one is on the phone at once."""
    desktop.goto(f"{desk}/appointments/new")
    desktop.fill("#starts_local", "2020-01-01T10:00")
    desktop.fill("#place", "Rathaus, Zimmer 12-B")
    desktop.fill("#address", "Marktplatz 1, 71332 Waiblingen")
    desktop.get_by_label(de("Passport or identity card")).check()
    make = desktop.get_by_role("button", name=de("Make the appointment"))
    make.click()
    past = de("This time is in the past. Choose a later one.")
    expect(desktop.locator("#starts_local-error")).to_contain_text(past)
    expect(desktop.locator("#place")).to_have_value("Rathaus, Zimmer 12-B")
    starts = datetime.combine(clock.today() + timedelta(days=3), time(10))
    desktop.fill("#starts_local", f"{starts:%Y-%m-%dT%H:%M}")
    make.click()
    desktop.wait_for_url(f"**{desk}")
    phone.goto("/home")
    card = phone.locator("article.appointment, .appointment").first
    expect(card).to_contain_text("10:00")
    expect(card).to_contain_text(ti("Passport or identity card"))
    expect(card.locator("a[href^='geo:']").first).to_be_visible()


def her_answer_is_seen(phone: Page, desktop: Page) -> None:
    """One tap on the phone; the desk's day says so, and takes it up."""
    phone.get_by_role("button", name=ti("I come later")).click()
    expect(phone.locator("main")).to_contain_text(
        ti("You said that you come later. Your contact person can see it.")
    )
    desktop.goto("/desk")
    expect(desktop.locator("main")).to_contain_text("Selam")
    expect(desktop.locator("main")).to_contain_text(de("I come later"))


def she_walks_a_step(phone: Page, desktop: Page) -> None:
    """Done, undone, help asked for: the desk knows."""
    phone.goto("/plan")
    phone.get_by_role("link", name=re.compile(ti("Register for the language course"))).click()
    expect(phone.locator("main")).to_contain_text(ti("You need these papers"))
    phone.get_by_role("button", name=ti("Done"), exact=True).click()
    phone.get_by_role("button", name=ti("Undo")).click()
    phone.get_by_role("button", name=ti("I need help")).click()
    expect(phone.get_by_role("button", name=ti("I no longer need help"))).to_be_visible()
    desktop.goto("/desk")
    expect(desktop.locator("main")).to_contain_text(de("Asked for help"))
    expect(desktop.locator("main")).to_contain_text(de("Register for the language course"))


def she_saves_an_offer(live: Live, phone: Page) -> None:
    """Found by a word in the directory, saved, and on her first page."""
    name = "Sprachcafé am Markt"
    with live.app.app_context():
        whole_offer(name)
    phone.goto("/offers?q=sprachcafe")
    phone.get_by_role("link", name=re.compile(name)).click()
    phone.get_by_role("button", name=ti("Save for me")).click()
    expect(phone.get_by_role("button", name=ti("Saved. Take it off my list"))).to_be_visible()
    phone.goto("/home")
    expect(phone.locator("main")).to_contain_text(name)


def a_reminder_reaches_her(
    live: Live, phone: Page, desktop: Page, desk: str, service: ChromiumService
) -> None:
    """She says yes on her phone; a reminder by hand arrives, and the desk reads its fate."""
    never_asleep(live)
    phone.goto("/push")
    phone.evaluate(LISTEN)
    say_yes(phone)
    desktop.goto(desk)
    desktop.get_by_role("button", name=de("Remind"), exact=True).click()
    expect(desktop.locator("#remind")).to_contain_text("1")
    desktop.get_by_role("button", name=de("Send now")).click()
    desktop.wait_for_url(f"**{desk}")
    work(live, {SERVICE}, service.session)
    eventually(lambda: phone.evaluate("messages.length"))
    (shown,) = phone.evaluate(f"(async () => {SHOWN})()")
    assert (shown["body"], shown["lang"]) == (ti("New message"), "ti")
    eventually(lambda: _delivery(live).shown_at)
    phone.goto(shown["url"])
    expect(phone.locator("main")).to_contain_text("Rathaus, Zimmer 12-B")
    phone.get_by_text(ti("Change the answer")).click()
    phone.get_by_role("button", name=ti("I come"), exact=True).click()
    eventually(lambda: _delivery(live).answered_at)
    desktop.goto(desk)
    fate = desktop.locator(".fate", has_text=de("Sent by hand")).first
    expect(fate).to_contain_text(de("I come"))


def never_asleep(live: Live) -> None:
    """Tests run at night as well: her quiet hours would hold the reminder back until morning."""
    client = live.member("selam").client
    assert client is not None
    with live.app.app_context(), carrier_opened(client.carrier_id), transaction() as session:
        awake = session.merge(client)
        awake.quiet_from, awake.quiet_to = time(0), time(0)


def _delivery(live: Live) -> Delivery:
    (one,) = found(live, "selam", Delivery)
    assert isinstance(one, Delivery)
    return one


def the_directory_is_kept_fresh(live: Live, new_page: Callable[..., Page]) -> None:
    """A guest suggests, a volunteer confirms, a coordinator takes over; none sees a client."""
    with live.app.app_context():
        stale_id = whole_offer("Kleiderkammer", assured_date=clock.today() - timedelta(days=200)).id
    guest = new_page(**PHONE)
    guest.goto("/offers/suggest?lang=de")
    guest.fill("#name", "Strickcafé")
    guest.fill("#description", "Stricken und reden, für alle.")
    guest.get_by_role("button", name=de("Send")).click()
    expect(guest.locator("body")).to_contain_text(
        de("Thank you. Somebody will look at it before it becomes public.")
    )
    circle = new_page(**PHONE)
    live.sign_in(circle.context, live.member("gerhard"))
    circle.goto("/circle")
    row = circle.locator("article", has_text="Kleiderkammer")
    row.get_by_role("button", name=re.compile(de("Still right"))).click()
    expect(circle.get_by_role("button", name=re.compile("Kleiderkammer"))).to_contain_text(
        de("Undo")
    )
    assert "Selam" not in circle.content()
    with live.app.app_context(), transaction() as session:
        assert session.get_one(Offer, stale_id).assured_date == clock.today()
    network = new_page(viewport={"width": 1280, "height": 800})
    live.sign_in(network.context, live.member("aylin"))
    network.goto("/network")
    expect(network.locator("main")).to_contain_text("Strickcafé")
    assert "Selam" not in network.content()


def she_signs_out(phone: Page) -> None:
    """After that nothing of hers is on the phone and her page asks to sign in."""
    phone.goto("/me")
    phone.get_by_role("button", name=ti("Sign out"), exact=True).click()
    phone.wait_for_url("**/signed-out**")
    phone.goto("/home")
    phone.wait_for_url("**/signin**")
