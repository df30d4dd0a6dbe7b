"""Appointments at the desk: the list, moving, cancelling, answers taken up."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.appointments.models import Appointment, Participation
from app.audit.models import AccessLog
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests.appointments.conftest import CANARY, HTMX, Booked, SignIn, Stored, in_days, same_404
from tests.cast import Member
from tests.pages import Page

# /desk/appointments


def test_the_list_shows_the_caseload_by_day_today_first(
    signed_in: SignIn,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    booked: Booked,
    page: Any,
) -> None:
    booked(ahmad, starts_local=in_days(2, 9))
    booked(selam, starts_local=in_days(2, 15))
    booked(yonas, place=CANARY)
    got: Page = page(signed_in(jana), "/desk/appointments?lang=en", statements=5)
    heads = [(h.text or "").split(",")[0] for h in got.all("h2")]
    assert len(heads) == 2
    assert "No appointment today." in got.text
    assert got.text.index("Ahmad") < got.text.index("Selam")
    assert CANARY not in got.text
    assert "Yonas" not in got.text


def test_the_list_needs_no_more_statements_for_many(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, booked: Booked, page: Any
) -> None:
    for day in range(0, 9):
        for member in (selam, ahmad):
            booked(member, starts_local=in_days(day, 23))
    page(signed_in(jana), "/desk/appointments", statements=5)


def test_the_list_keeps_what_is_sensitive_to_itself(
    signed_in: SignIn, rojin: Member, jana: Member, booked: Booked, page: Any
) -> None:
    booked(rojin, is_sensitive=True, place=CANARY, note=CANARY, kind="doctor")
    got: Page = page(signed_in(jana), "/desk/appointments?lang=en")
    assert "Rojin" in got.text
    assert CANARY not in got.text
    assert "doctor" not in got.text


def test_the_list_is_for_managers_alone(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, gerhard: Member, aylin: Member
) -> None:
    for member in (selam, gerhard, aylin):
        assert signed_in(member).get("/desk/appointments").status_code == 404
    assert visitor.get("/desk/appointments").status_code == 303


def test_htmx_gets_the_list_alone(
    signed_in: SignIn, selam: Member, jana: Member, booked: Booked
) -> None:
    booked(selam)
    answer = signed_in(jana).get("/desk/appointments", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="appointments">')


# /desk/appointments/<id>/change and /cancel


def moved(**other: str) -> dict[str, str]:
    return {
        "starts_local": in_days(8, 9).isoformat(timespec="minutes"),
        "which_hour": "",
        "minutes": "30",
        "place": "Neue Mitte 3",
        "address": "Neue Mitte 3, 71332 Waiblingen",
        "version": "1",
        **other,
    }


def test_the_page_of_a_change_shows_all_even_of_a_sensitive_one(
    signed_in: SignIn, rojin: Member, jana: Member, booked: Booked, page: Any, stored: Stored
) -> None:
    number = booked(rojin, is_sensitive=True, place=CANARY, note=CANARY)
    got: Page = page(signed_in(jana), f"/desk/appointments/{number}/change?lang=en", statements=5)
    assert CANARY in got.text
    assert "Rojin" in got.text
    assert got.find("input", name="minutes").get("value") == "45"
    assert stored(AccessLog.what) == [("RecordSeen:appointment",)]


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_moving_it(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = booked(selam)
    answer = signed_in(jana).post(
        f"/desk/appointments/{number}/change", data=moved(), headers=headers
    )
    assert answer.status_code == status
    assert stored(Appointment.id, Appointment.version, Appointment.place, Appointment.minutes) == [
        (number, 2, "Neue Mitte 3", 30)
    ]
    assert "09:00–09:30" in signed_in(selam).get(f"/appointments/{number}").text


def test_what_somebody_else_moved_is_not_moved_back(
    signed_in: SignIn, selam: Member, jana: Member, booked: Booked, stored: Stored
) -> None:
    """Two of the desk have the page open; the slower one reads the new time first."""
    here = f"/desk/appointments/{booked(selam)}/change?lang=en"
    desk = signed_in(jana)
    assert desk.post(here, data=moved()).status_code == 303
    late = desk.post(here, data=moved(place="Rathaus"))
    assert late.status_code == 422
    assert "was changed in the meantime" in late.text
    assert 'name="version" value="2"' in late.text
    assert stored(Appointment.version, Appointment.place) == [(2, "Neue Mitte 3")]
    assert desk.post(here, data=moved(place="Rathaus", version="2")).status_code == 303


def test_a_group_is_read_in_the_record_of_everybody_who_comes(
    signed_in: SignIn,
    selam: Member,
    rojin: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
) -> None:
    assert selam.client
    assert rojin.client
    number = booked(selam, kind="group")
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        session.add(Participation(appointment_id=number, client_id=rojin.client.id))
    assert signed_in(jana).get(f"/desk/appointments/{number}/change").status_code == 200
    assert sorted(stored(AccessLog.client_id, AccessLog.what)) == [
        (client.id, "RecordSeen:appointment")
        for client in sorted((selam.client, rojin.client), key=lambda one: one.id)
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"starts_local": "2020-01-01T10:00"}, "This time is in the past."),
        ({"minutes": "0"}, "Write a number of minutes from 5 to 480."),
        ({"place": ""}, "Fill in this field."),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
    wrong: dict[str, str],
    words: str,
) -> None:
    number = booked(selam)
    answer = signed_in(jana).post(
        f"/desk/appointments/{number}/change?lang=en", data=moved(**wrong)
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert "Neue Mitte 3, 71332 Waiblingen" in answer.text
    assert stored(Appointment.version, Appointment.place) == [(1, "Rathaus, Zimmer 12-B")]


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_cancelling_it(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = booked(selam)
    here = f"/desk/appointments/{number}/cancel"
    unseen = signed_in(jana).post(here, data={"version": "0"}, headers=headers)
    assert unseen.status_code == 422  # somebody else gave it another time
    answer = signed_in(jana).post(here, data={"version": "1"}, headers=headers)
    assert answer.status_code == status
    assert stored(Appointment.state) == [("cancelled_staff",)]
    assert "14:00" not in signed_in(selam).get("/home").text
    refused = signed_in(jana).post(f"/desk/appointments/{number}/change?lang=en", data=moved())
    assert refused.status_code == 422
    assert "This appointment is cancelled." in refused.text


@pytest.mark.parametrize(
    ("verb", "leaf"), [("GET", "change"), ("POST", "change"), ("POST", "cancel")]
)
def test_nobody_else_changes_it(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    aylin: Member,
    booked: Booked,
    stored: Stored,
    verb: str,
    leaf: str,
) -> None:
    number = booked(selam)
    address = f"/desk/appointments/{number}/{leaf}"
    data = moved() if verb == "POST" else None
    for stranger in (brandt, selam, gerhard, aylin):
        same_404(signed_in(stranger), verb, address, f"/desk/appointments/99999/{leaf}", data=data)
    assert visitor.open(address, method=verb, data=data).status_code == 303
    assert stored(Appointment.version, Appointment.state) == [(1, "confirmed")]
