"""One reminder from its planning to the desk: planned, accepted, shown, opened, answered, seen by
the manager; then the appointment moves and what was planned before gives way."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Playwright, expect

from app.appointments.models import Appointment
from app.core import clock
from app.notices.models import Reminder
from tests.browser import Live, eventually
from tests.journeys.pushing import SHOWN, found, work
from tests.journeys.test_push import chromium_with, client_awake, delivery, desk, subscribe
from tests.notices.scene import at_work, client_of, in_days, make_appointment
from tests.notices.test_handlers import move
from tests.push_stubs.chromium import SERVICE, ChromiumService

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]
TAP = """async () => { const [shown] = await registration.getNotifications();
self.dispatchEvent(new NotificationEvent("notificationclick", {notification: shown})) }"""


def plan(live: Live, name: str) -> Appointment:
    """Her manager makes an appointment in five days."""
    with live.app.app_context():
        return make_appointment(live.member(name), starts_local=in_days(5))


def bring_forward(live: Live, name: str, offset: str) -> None:
    """The time of one planned reminder has come."""
    now = clock.now()
    with live.app.app_context(), at_work(live.member(name)) as session:
        session.execute(sa.update(Reminder).where(Reminder.offset == offset).values(due_at=now))


def fates(live: Live, name: str) -> dict[tuple[int, str], tuple[str, str | None]]:
    """How each reminder of an appointment stands, by version and offset."""
    return {
        (row.version, row.offset): (row.state, row.reason) for row in found(live, name, Reminder)
    }


def at_desk(live: Live, name: str) -> str:
    """What her manager reads about her."""
    with desk(live) as browser:
        client_id = client_of(live.member(name)).id
        return browser.get(f"/desk/clients/{client_id}/appointments?lang=en").text


def test_from_planning_to_the_desk_and_a_move(
    live: Live, playwright: Playwright, allowed: Callable[[str], None], tmp_path: Path
) -> None:
    allowed(SERVICE)
    client_awake(live, "selam", language="en", level=0)
    with (
        ChromiumService() as service,
        chromium_with(playwright, live, service, "selam", tmp_path) as context,
    ):
        page = subscribe(context)
        appointment = plan(live, "selam")
        assert {state for state, _ in fates(live, "selam").values()} == {"planned"}
        assert "planned for" in at_desk(live, "selam")
        bring_forward(live, "selam", "d3")
        work(live, {SERVICE}, service.session)
        assert fates(live, "selam")[1, "d3"] == ("accepted", None)
        eventually(lambda: delivery(live, "selam").shown_at)
        (shown,) = page.evaluate(f"(async () => {SHOWN})()")
        context.service_workers[0].evaluate(TAP)
        eventually(lambda: delivery(live, "selam").opened_at)
        page.goto(shown["url"])
        page.locator('button[name="reply"][value="yes"]').click()
        expect(page.locator(".notice", has_text="You said")).to_be_visible()
        assert delivery(live, "selam").answered_at is not None
        told = at_desk(live, "selam")
        assert all(word in told for word in ("sent ", "shown ", "opened ", "answered: "))

        with live.app.app_context():
            move(appointment, live.member("selam"), to=in_days(6))
        now = fates(live, "selam")
        assert now[1, "d1"] == now[1, "h2"] == ("superseded", "moved")
        assert now[1, "d3"] == ("accepted", None), "what happened stays"
        assert now[2, "d1"] == ("planned", None)
        assert "superseded" not in at_desk(live, "selam"), "it is said in words"
