"""The manager's two pages about reminders in a real browser: whole, narrow, without violations."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Live
from tests.journeys.test_every_page import SIDEWAYS, violations
from tests.notices.scene import client_of, in_days, keep, make_appointment
from tests.push_stubs.device import Device

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.fixture
def desk(live: Live, new_page: Callable[..., Page]) -> Page:
    """Jana's screen; Oksana has a phone for reminders, Selam and Ahmad have none."""
    members = [live.member(name) for name in ("oksana", "selam", "ahmad")]
    with live.app.app_context():
        keep(client_of(members[0]), "https://fcm.googleapis.com/a", Device("a"))
        make_appointment(*members, starts_local=in_days(1))
    page = new_page(viewport={"width": 1280, "height": 800})
    live.sign_in(page.context, live.member("jana"))
    return page


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_several_are_reminded_in_three_taps(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/desk/clients?lang=en")
    for box in desk.locator('input[name="client_ids[]"]').all():
        box.check()
    desk.locator('form[action^="/desk/remind"] button').first.click()
    expect(desk.locator("h1")).to_have_text("Jetzt eine Erinnerung senden")
    assert violations(desk) == []
    assert desk.evaluate(SIDEWAYS) == 0
    desk.locator('#remind form button[data-kind="main"]').click()
    desk.wait_for_url("**/desk/reminded/*")
    assert violations(desk) == []
    assert desk.evaluate(SIDEWAYS) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_call_is_noted_and_taken_back_in_place(desk: Page, theme: str) -> None:
    desk.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    desk.goto("/desk/calls")
    reached = desk.locator('button[value="reached"]')
    expect(reached).to_have_count(2)
    reached.first.click()
    expect(reached).to_have_count(1)
    expect(desk.locator("#message")).not_to_be_empty()
    assert violations(desk) == []
    desk.locator('form[action$="/undo"] button').click()
    expect(reached).to_have_count(2)
