"""A manager makes an appointment."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.events import AppointmentMade
from app.appointments.models import Appointment, BringItem
from app.audit.models import AccessLog
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.appointments.conftest import HTMX, Booked, SignIn, Stored, in_days, same_404
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once


def filled(**other: Any) -> dict[str, Any]:
    """The form of a new appointment as a browser sends it."""
    return {
        "kind": "counselling",
        "starts_local": in_days(5, 14).isoformat(timespec="minutes"),
        "which_hour": "",
        "minutes": "45",
        "place": "Rathaus, Zimmer 12-B",
        "address": "Marktplatz 1, 71332 Waiblingen",
        "papers[]": ["identity", "letter"],
        "own_things": "Zwei Fotos\n\nIhr Heft",
        "note": "Bis bald!",
        **other,
    }


def new_of(member: Member) -> str:
    assert member.client is not None
    return f"/desk/clients/{member.client.id}/appointments/new"


# /desk/clients/<id>/appointments/new


def test_the_form_asks_everything_on_one_page(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    address = new_of(selam)
    got: Page = page(signed_in(jana), f"{address}?lang=en", statements=7)
    assert "Selam K." in got.text
    assert "3 days before, the day before at 17:00 and 2 hours before" in got.text
    assert len([i for i in got.all("input") if i.get("name") == "papers[]"]) > 20
    assert stored(AccessLog.what) == [("RecordSeen:appointment",)]


def test_the_form_begins_with_the_place_used_last(
    signed_in: SignIn, selam: Member, jana: Member, booked: Booked, page: Any
) -> None:
    address, browser = new_of(selam), signed_in(jana)
    first: Page = page(browser, address)
    assert first.find("input", name="place").get("value") == "12-B"
    assert first.find("input", name="address").get("value") == ""
    booked(selam, place="Neue Mitte 3", address="Neue Mitte 3, 71332 Waiblingen")
    again: Page = page(browser, address)
    assert again.find("input", name="place").get("value") == "Neue Mitte 3"


def test_it_makes_an_appointment_that_she_sees(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    assert selam.client
    client_id = selam.client.id
    sent = signed_in(jana).post(new_of(selam), data=filled())
    assert sent.status_code == 303
    assert sent.location == f"/desk/clients/{client_id}"
    assert stored(Appointment.starts_local, Appointment.state, Appointment.note) == [
        (in_days(5, 14), "confirmed", "Bis bald!")
    ]
    assert stored(BringItem.sort, BringItem.doc_type, BringItem.own_words) == [
        (0, "identity", None),
        (1, "letter", None),
        (2, None, "Zwei Fotos"),
        (3, None, "Ihr Heft"),
    ]
    hers: Page = page(signed_in(selam), "/home?lang=en")
    for part in ("14:00–14:45", "in 5 days", "The letter you received", "Ihr Heft"):
        assert part in hers.text


def test_with_htmx_it_leads_to_the_client(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored
) -> None:
    assert selam.client
    client_id = selam.client.id
    sent = signed_in(jana).post(new_of(selam), data=filled(), headers=HTMX)
    assert sent.status_code == 204
    assert sent.headers["HX-Redirect"] == f"/desk/clients/{client_id}"
    assert len(stored(Appointment.id)) == 1


def test_two_taps_make_one_appointment(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member, stored: Stored
) -> None:
    assert selam.client
    to = new_of(selam)
    browsers = [signed_in(jana) for _ in range(2)]
    taps = [lambda one=one: one.post(to, data=filled()).status_code for one in browsers]
    assert two_at_once(app, *taps, pause_at=AppointmentMade) == [303, 303]
    assert len(stored(Appointment.id)) == 1
    assert signed_in(jana).post(to, data=filled()).status_code == 303
    assert len(stored(Appointment.id)) == 1
    other_room = filled(place="Zimmer 3")
    assert signed_in(jana).post(to, data=other_room).status_code == 303
    assert len(stored(Appointment.id)) == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_local": ""}, "Fill in this field."),
        ({"starts_local": "2020-01-01T10:00"}, "This time is in the past."),
        (
            {"starts_local": f"{build.next_change_of_clocks(3):%Y-%m-%dT%H:%M}"},
            "This time does not exist",
        ),
        (
            {"starts_local": f"{build.next_change_of_clocks(10):%Y-%m-%dT%H:%M}"},
            "this hour comes twice",
        ),
        ({"starts_local": "morgen"}, "Write date and time"),
        ({"minutes": "3"}, "Write a number of minutes from 5 to 480."),
        ({"minutes": "481"}, "Write a number of minutes from 5 to 480."),
        ({"minutes": "lang"}, "Write a number."),
        ({"place": "   "}, "Fill in this field."),
        ({"address": ""}, "Fill in this field."),
        ({"kind": "party"}, "Choose one of the answers."),
        ({"papers[]": ["gold"]}, "Choose from the list."),
        ({"own_things": "\n".join("abcdefghijk")}, "Write at most 10 short lines."),
        ({"note": "x" * 2001}, "This text is too long."),
        ({"step_id": "999999"}, "This step is not in the plan."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_typed_text_stays(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    stored: Stored,
    wrong: dict[str, Any],
    words: str,
) -> None:
    browser, address = signed_in(jana), new_of(selam)
    for headers in ({}, HTMX):
        answer = browser.post(f"{address}?lang=en", data=filled(**wrong), headers=headers)
        assert answer.status_code == 422
        assert words in answer.text
        for name in ("place", "note"):
            if name not in wrong:
                assert filled()[name] in answer.text
        assert ("<html" in answer.text) is (not headers)
    assert stored(Appointment.id) == []


def test_of_the_hour_that_comes_twice_the_form_asks_which(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored
) -> None:
    browser, address = signed_in(jana), new_of(selam)
    wall = f"{build.next_change_of_clocks(10):%Y-%m-%dT%H:%M}"
    asked = browser.post(address, data=filled(starts_local=wall))
    assert 'name="which_hour"' in asked.text
    sent = browser.post(address, data=filled(starts_local=wall, which_hour="second"))
    assert sent.status_code == 303
    first = clock.instant(datetime.fromisoformat(wall))
    ((starts_at,),) = stored(Appointment.starts_at)
    assert (starts_at - first).total_seconds() == 3600


def test_a_step_of_her_plan_may_be_named(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    assert selam.client
    with carrier_opened(selam.client.carrier_id), transaction():
        step_id = build.step(selam.client).id
    browser, address = signed_in(jana), new_of(selam)
    form: Page = page(browser, f"{address}?step={step_id}")
    assert form.find("input", name="step_id").get("value") == str(step_id)
    browser.post(address, data=filled(step_id=str(step_id)))
    ((number, kept),) = stored(Appointment.id, Appointment.step_id)
    assert kept == step_id
    assert f"/plan/steps/{step_id}" in signed_in(selam).get(f"/appointments/{number}").text


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_nobody_else_makes_appointments_for_her(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    aylin: Member,
    stored: Stored,
    verb: str,
) -> None:
    address = new_of(selam)
    data = filled() if verb == "POST" else None
    for stranger in (brandt, selam, gerhard, aylin):
        same_404(
            signed_in(stranger), verb, address, "/desk/clients/99999/appointments/new", data=data
        )
    assert visitor.open(address, method=verb, data=data).status_code == 303
    assert stored(Appointment.id) == []
