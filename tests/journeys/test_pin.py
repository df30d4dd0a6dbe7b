"""A phone without passkeys is let in with a PIN, signs out and comes back, script or not."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Live, ScreenLock, settled
from tests.journeys.test_passkey import go_through, session_of, show_code, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

PIN = "274910"
NO_PASSKEYS = "delete window.PublicKeyCredential"


def test_a_phone_without_passkeys_gets_a_pin(
    live: Live, phone: Page, desktop: Page, codes: list[str], chromium: Browser, tmp_path: Path
) -> None:
    client = live.member("ahmad").client
    assert client is not None
    phone.add_init_script(NO_PASSKEYS)
    phone.goto(show_code(live, desktop, client.id, codes))
    shown = phone.locator("#ceremony .number")
    desktop.locator("button.number", has_text=shown.inner_text()).click()
    expect(phone.locator('#ceremony[data-step="pin"]')).to_be_visible()  # nobody pressed anything
    expect(desktop.locator('#ceremony[data-state="fallback"]')).to_be_visible()
    phone.locator("#pin").fill("111111")
    phone.locator("#again").fill("111111")
    phone.locator('form[action="/enter/pin"] button').click()
    expect(phone.locator("#error-summary")).to_be_visible()
    assert phone.locator("#pin").input_value() == ""
    phone.locator("#pin").fill("٢٧٤٩١٠")  # as an Arabic keyboard writes it
    phone.locator("#again").fill(PIN)
    phone.locator('form[action="/enter/pin"] button').click()
    expect(phone.locator('#ceremony[data-step="registered"]')).to_be_visible()
    desktop.locator('form[action$="/confirm"] button').click()
    phone.wait_for_url("**/welcome")
    sign_out(phone)
    phone.goto("/signin")
    kept = phone.context.storage_state(path=tmp_path / "phone.json")
    assert PIN not in str(kept)
    without_script = chromium.new_context(
        base_url=live.url, storage_state=tmp_path / "phone.json", java_script_enabled=False
    )
    try:
        plain = without_script.new_page()
        plain.goto("/signin")
        plain.locator("#pin").fill(PIN)
        plain.locator('form[action="/signin/pin"] button').click()
        plain.wait_for_url("**/home")
        assert session_of(plain) is not None
        plain.goto("/me/devices")
        plain.wait_for_url("**/in-person")
    finally:
        without_script.close()


def test_the_staff_member_may_choose_the_pin_and_stop_it(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    client = live.member("selam").client
    assert client is not None
    phone.goto(show_code(live, desktop, client.id, codes))
    shown = phone.locator("#ceremony .number")
    desktop.locator("button.number", has_text=shown.inner_text()).click()
    desktop.locator('form[action$="/without-passkey"] button').click()
    expect(phone.locator('#ceremony[data-step="pin"]')).to_be_visible()
    phone.locator("#pin").fill(PIN)
    phone.locator("#again").fill(PIN)
    with phone.expect_response(lambda answer: "/enter/state" in answer.url):
        pass  # asking for news must not take away what is typed
    settled(phone)
    assert phone.locator("#pin").input_value() == PIN
    desktop.locator('form[action$="/cancel"] button').click()
    expect(phone.locator('#ceremony[data-step="burned"]')).to_be_visible()


def test_a_protected_passkey_is_found_again(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    lock = ScreenLock(phone)
    client = live.member("oksana").client
    assert client is not None
    live.sign_in(desktop.context, live.member("jana"))
    desktop.goto(f"/desk/clients/{client.id}/phone")
    desktop.locator('form[action$="/protection"] button').click()
    expect(desktop.locator('form[action$="/protection"] [name=is_on]')).to_have_value("")
    go_through(live, phone, desktop, "oksana", codes)
    assert [one["isResidentCredential"] for one in lock.passkeys()] == [False]
    sign_out(phone)
    phone.goto("/signin")
    phone.locator('form[data-passkey="get"] button').first.click()
    phone.wait_for_url("**/home")
