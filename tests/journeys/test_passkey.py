"""A phone is let in across a table, signs out and comes back by passkey; in both browsers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.db import db, transaction
from app.people.models import Enrolment, Session
from tests.browser import LOCK, Live, ScreenLock, eventually
from tests.cast import OWN
from tests.firefox import SOFT_TOKEN, end_firefox, run, start_firefox

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

SHOW_CODE = '#ceremony form[action$="/phone"] button'


def show_code(live: Live, desktop: Page, client_id: int, codes: list[str]) -> str:
    """The manager opens the client's page and shows a code."""
    live.sign_in(desktop.context, live.member("jana"))
    desktop.goto(f"/desk/clients/{client_id}/phone")
    desktop.locator(SHOW_CODE).first.click()
    expect(desktop.locator("svg.qr")).to_be_visible()
    return codes[-1]


def go_through(live: Live, phone: Page, desktop: Page, name: str, codes: list[str]) -> None:
    """The whole ceremony: code, number, screen lock, confirmation."""
    client = live.member(name).client
    assert client is not None
    phone.goto(show_code(live, desktop, client.id, codes))
    shown = phone.locator("#ceremony .number")
    expect(shown).to_be_visible()
    desktop.locator("button.number", has_text=shown.inner_text()).click()
    phone.locator('form[data-passkey="create"] button').click()
    expect(phone.locator('#ceremony[data-step="registered"]')).to_be_visible()
    desktop.locator('form[action$="/confirm"] button').click()
    expect(desktop.locator('#ceremony[data-state="active"]')).to_be_visible()
    phone.wait_for_url("**/welcome")  # the first visit begins with three screens


def test_a_phone_is_let_in_and_comes_back(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    lock = ScreenLock(phone)
    go_through(live, phone, desktop, "selam", codes)
    assert phone.locator("html").get_attribute("data-language") == "ti"
    assert "#" not in phone.url
    assert len(lock.passkeys()) == 1
    before = session_of(phone)
    sign_out(phone)
    assert session_of(phone) is None
    phone.goto("/signin")
    phone.wait_for_url("**/home")  # the browser offered the passkey by itself
    assert session_of(phone) not in (None, before)


def session_of(page: Page) -> str | None:
    """The value of the session cookie this browser holds."""
    return next((c["value"] for c in page.context.cookies() if c["name"] == "session"), None)


def sign_out(page: Page) -> None:
    """Sign out as a client does; the page then names whose stores to delete."""
    page.evaluate(
        """() => { const form = document.createElement("form");
        form.method = "post"; form.action = "/signout"; document.body.append(form);
        form.submit(); }"""
    )
    page.wait_for_url("**/signed-out**")
    key = page.locator("[data-forget]").get_attribute("data-forget")
    assert key is not None
    assert re.fullmatch("[0-9a-f-]{36}", key)


def test_the_button_signs_in_where_nothing_is_offered(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    phone.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    lock = ScreenLock(phone)
    go_through(live, phone, desktop, "oksana", codes)
    sign_out(phone)
    phone.goto("/signin?lang=de")
    lock.refuse()
    phone.locator('form[data-passkey="get"] button').click()
    words = phone.locator("#passkey-words")
    expect(words).to_be_visible()
    said = words.get_attribute("data-refused")
    assert said
    expect(words).to_have_text(said)
    lock.refuse(refuses=False)
    phone.locator('form[data-passkey="get"] button').click()
    phone.wait_for_url("**/home")


def test_a_second_phone_is_turned_away_and_the_manager_sees_it(
    live: Live, phone: Page, desktop: Page, codes: list[str], new_page: Callable[..., Page]
) -> None:
    client = live.member("selam").client
    assert client is not None
    code = show_code(live, desktop, client.id, codes)
    phone.goto(code)
    expect(phone.locator("#ceremony .number")).to_be_visible()
    thief = new_page()
    thief.goto(code)
    expect(thief.locator('#ceremony[data-step="elsewhere"]')).to_be_visible()
    expect(desktop.locator('#ceremony [role="alert"]')).to_be_visible()
    desktop.locator('form[action$="/cancel"] button').click()
    expect(phone.locator('#ceremony[data-step="burned"]')).to_be_visible()


def test_three_refusals_end_in_another_way(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    lock = ScreenLock(phone)
    lock.refuse()
    client = live.member("selam").client
    assert client is not None
    phone.goto(show_code(live, desktop, client.id, codes))
    shown = phone.locator("#ceremony .number")
    desktop.locator("button.number", has_text=shown.inner_text()).click()
    for _ in range(3):
        button = phone.locator('form[data-passkey="create"] button')
        expect(button).to_be_enabled()
        button.click()
        expect(
            phone.locator('#passkey-words:not([hidden]), #ceremony[data-step="pin"]').first
        ).to_be_visible()
    expect(phone.locator('#ceremony[data-step="pin"]')).to_be_visible()
    expect(desktop.locator('#ceremony[data-state="fallback"]')).to_be_visible()


def test_an_app_that_cannot_is_told_before_the_code_is_used(
    live: Live, desktop: Page, codes: list[str], new_page: Callable[..., Page]
) -> None:
    client = live.member("selam").client
    assert client is not None
    code = show_code(live, desktop, client.id, codes)
    inside_an_app = new_page(
        user_agent="Mozilla/5.0 (Linux; Android 9; SM-J530F; wv) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36"
    )
    inside_an_app.goto(code)
    expect(inside_an_app.locator("#unable")).to_be_visible()
    with live.app.app_context():
        assert db.session.query(Enrolment.state).scalar() == "issued"


def invite(live: Live, *more: str) -> str:
    """A link from the command line for somebody of the staff."""
    made = live.app.test_cli_runner().invoke(args=["staff", "invite", *more])
    assert made.exit_code == 0, made.output
    return str(made.stdout.split()[0])


def test_a_manager_shows_the_passkey_once_more_and_goes_on(live: Live, desktop: Page) -> None:
    """A proof of presence that is too old is asked for again, and leads back to the very page."""
    ScreenLock(desktop)
    live.member("jana")
    name = ["--name", "Eva Ott", "--phone", "+49 7151 12345"]
    desktop.goto(invite(live, "--role", "manager", "--carrier", OWN, *name))
    desktop.locator('form[data-passkey="create"] button').click()
    desktop.wait_for_url("**/desk")
    desktop.goto("/desk/clients/new")
    desktop.locator("#given_name").fill("Amina")
    desktop.locator("#family_name").fill("Test")
    desktop.locator("#language").select_option("so")
    desktop.locator("#new-client button").click()
    desktop.wait_for_url("**/phone")
    with live.app.app_context(), transaction() as session:
        session.execute(sa.update(Session).values(fresh_until=clock.now()))
    desktop.locator(SHOW_CODE).first.click()
    desktop.wait_for_url("**/signin?again=1**")
    desktop.locator('form[data-passkey="get"] button').click()
    desktop.wait_for_url("**/phone")
    desktop.locator(SHOW_CODE).first.click()
    expect(desktop.locator("svg.qr")).to_be_visible()


def test_signing_in_with_firefox(live: Live, tmp_path: Path) -> None:
    link = invite(live, "--role", "coordinator", "--municipality", "08119")
    firefox = start_firefox(SOFT_TOKEN, tmp_path / "gecko.log")
    try:
        finger = {"protocol": "ctap2_1", "isUserConsenting": True, "isUserVerified": True}
        firefox._send_message("WebAuthn:AddVirtualAuthenticator", {**LOCK, **finger})
        firefox.navigate(link)
        press = "document.querySelector('form[data-passkey] button').click(); return 1"
        there = "return document.readyState === 'complete' && "
        there += "Boolean(document.querySelector('form[data-passkey]'))"
        eventually(lambda: run(firefox, there))
        run(firefox, press)
        eventually(lambda: firefox.get_url().endswith("/network"))
        firefox.delete_all_cookies()
        firefox.navigate(live.url + "/signin")
        eventually(lambda: run(firefox, there))
        run(firefox, press)
        eventually(lambda: firefox.get_url().endswith("/network"))
    finally:
        end_firefox(firefox)
