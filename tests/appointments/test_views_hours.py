"""Open hours on the pages: a manager changes them, her clients see the next date."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.appointments.models import OpenHours, OpenHoursClosure
from app.core import clock
from tests.appointments.conftest import HTMX, SignIn, Stored, same_404
from tests.cast import Member
from tests.pages import Page

DESK = "/desk/open-hours"


def filled(**other: str) -> dict[str, str]:
    """The form as a browser sends it: all day, tomorrow's weekday."""
    tomorrow = clock.today() + timedelta(days=1)
    return {
        "weekday": str(tomorrow.weekday()),
        "opens": "14:00",
        "closes": "16:00",
        "place": "Zimmer 12",
        "valid_from": clock.today().isoformat(),
        "valid_to": "",
        "on_holidays": "y",
        **other,
    }


def closed(days: int = 0) -> dict[str, str]:
    tomorrow = clock.today() + timedelta(days=1)
    return {
        "first_on": tomorrow.isoformat(),
        "last_on": (tomorrow + timedelta(days=days)).isoformat(),
    }


def test_what_a_manager_opens_her_clients_see(
    signed_in: SignIn, jana: Member, selam: Member, page: Any, stored: Stored
) -> None:
    desk, phone = signed_in(jana), signed_in(selam)
    empty: Page = page(desk, f"{DESK}?lang=en", statements=8)
    assert "There are no open hours." in empty.text
    assert "Come without an appointment" not in page(phone, "/appointments?lang=en").text
    sent = desk.post(DESK, data=filled())
    assert (sent.status_code, sent.location) == (303, DESK)
    shown: Page = page(desk, f"{DESK}?lang=en", statements=8)
    assert "What your clients see" in shown.text
    hers: Page = page(phone, "/appointments?lang=en", statements=8)
    for word in ("Come without an appointment", "14:00–16:00", "Zimmer 12", "tomorrow"):
        assert word in hers.text
    desk.post(f"{DESK}/closed", data=closed())
    hers = page(phone, "/appointments?lang=en")
    assert "(in 8 days)" in hers.text
    ((closure_id,),) = stored(OpenHoursClosure.id)
    desk.post(f"{DESK}/closed/{closure_id}/end")
    assert "(tomorrow)" in page(phone, "/appointments?lang=en").text


def test_a_time_is_changed_and_ended(
    signed_in: SignIn, jana: Member, page: Any, stored: Stored
) -> None:
    desk = signed_in(jana)
    assert desk.post(DESK, data=filled(), headers=HTMX).status_code == 204
    ((hours_id,),) = stored(OpenHours.id)
    form: Page = page(desk, f"{DESK}/{hours_id}")
    assert form.find("input", name="opens").get("value") == "14:00"
    changed = desk.post(f"{DESK}/{hours_id}", data=filled(place="Saal"))
    assert changed.status_code == 303
    assert stored(OpenHours.place) == [("Saal",)]
    assert desk.post(f"{DESK}/{hours_id}/end").status_code == 303
    assert stored(OpenHours.id) == []


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_is_refused_and_stays_typed(
    signed_in: SignIn, jana: Member, stored: Stored, headers: dict[str, str]
) -> None:
    desk = signed_in(jana)
    wrong = desk.post(f"{DESK}?lang=en", data=filled(closes="13:00"), headers=headers)
    assert wrong.status_code == 422
    assert "This is not after the beginning." in wrong.text
    assert "Zimmer 12" in wrong.text
    assert ("<html" in wrong.text) is (not headers)
    assert desk.post(DESK, data=filled(opens="bald"), headers=headers).status_code == 422
    assert desk.post(f"{DESK}/closed", data=closed(-9), headers=headers).status_code == 422
    assert stored(OpenHours.id) == stored(OpenHoursClosure.id) == []
    desk.post(DESK, data=filled())
    ((hours_id,),) = stored(OpenHours.id)
    changed = desk.post(f"{DESK}/{hours_id}", data=filled(closes="13:00"), headers=headers)
    assert changed.status_code == 422


def test_they_are_a_managers_own(
    signed_in: SignIn,
    visitor: FlaskClient,
    jana: Member,
    brandt: Member,
    selam: Member,
    aylin: Member,
    stored: Stored,
) -> None:
    desk = signed_in(jana)
    desk.post(DESK, data=filled())
    desk.post(f"{DESK}/closed", data=closed())
    (hours_id,), (closure_id,) = stored(OpenHours.id)[0], stored(OpenHoursClosure.id)[0]
    for stranger in (brandt, selam, aylin):
        browser = signed_in(stranger)
        same_404(browser, "GET", f"{DESK}/{hours_id}", f"{DESK}/99999")
        same_404(browser, "POST", f"{DESK}/{hours_id}", f"{DESK}/99999", data=filled())
        same_404(browser, "POST", f"{DESK}/{hours_id}/end", f"{DESK}/99999/end")
        there = f"{DESK}/closed/{closure_id}/end"
        same_404(browser, "POST", there, f"{DESK}/closed/99999/end")
    assert signed_in(selam).get(DESK).status_code == 404
    assert visitor.get(DESK).status_code == 303
    assert len(stored(OpenHours.id)) == len(stored(OpenHoursClosure.id)) == 1


def test_the_desk_page_needs_no_more_statements_for_many(
    signed_in: SignIn, jana: Member, page: Any
) -> None:
    desk = signed_in(jana)
    for hour in range(8, 13):
        desk.post(DESK, data=filled(opens=f"{hour:02}:00", closes=f"{hour:02}:30"))
        desk.post(f"{DESK}/closed", data=closed(hour))
    page(desk, DESK, statements=8)
