"""The desk's pages of outcomes: how did it go, one day in one tap, offer again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.events import OutcomeRecorded
from app.appointments.models import Appointment, Participation
from app.appointments.workdays import after_working_days
from app.audit.models import AccessLog
from app.core import clock
from tests.appointments.conftest import (
    CANARY,
    HTMX,
    Booked,
    SignIn,
    Stored,
    in_days,
    same_404,
)
from tests.appointments.test_desk import moved
from tests.cast import Member
from tests.pages import Page, words
from tests.races import two_at_once

Past = Callable[..., int]


@pytest.fixture
def past(booked: Booked) -> Past:
    """An appointment of yesterday; the id of the part in it is the number of the appointment
    when there is one client in each."""

    def give(member: Member, days: int = -1, hour: int = 10, **more: Any) -> int:
        return booked(member, starts_local=in_days(days, hour), **more)

    return give


# /desk/outcomes


def test_the_list_asks_and_the_day_needs_one_tap(
    signed_in: SignIn,
    selam: Member,
    rojin: Member,
    jana: Member,
    past: Past,
    page: Any,
    stored: Stored,
) -> None:
    past(selam)
    past(rojin, kind="doctor", place=CANARY, is_sensitive=True)
    desk = signed_in(jana)
    got: Page = page(desk, "/desk/outcomes?lang=en", statements=4)
    assert "Selam K." in got.text
    assert "it counts against nobody" in got.text
    assert CANARY not in got.html
    assert "doctor" not in got.text
    ids = [i.get("value") for i in got.all("input") if i.get("name") == "parts[]"]
    assert len(ids) == 2
    held = desk.post("/desk/outcomes/held", data={"parts[]": ids})
    assert held.status_code == 303
    assert stored(Appointment.state) == [("held",), ("held",)]
    after: Page = page(desk, "/desk/outcomes?lang=en")
    assert "Undo all of this day" in after.text
    back = desk.post("/desk/outcomes/take-back", data={"parts[]": ids}, headers=HTMX)
    assert back.text.lstrip().startswith('<div class="stack" id="outcomes">')
    assert stored(Appointment.state) == [("confirmed",), ("confirmed",)]
    assert stored(AccessLog.what).count(("OutcomeRecorded",)) == 2


def test_the_list_needs_no_more_statements_for_many(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, past: Past, page: Any
) -> None:
    last = (after_working_days(3, until=clock.today()) - clock.today()).days
    for days in range(6):
        for member in (selam, ahmad):
            past(member, last - days)
    desk = signed_in(jana)
    page(desk, "/desk/outcomes", statements=4)
    today: Page = page(desk, "/desk?lang=en", statements=10)
    assert "How did it go?12" in words(today.find("section", id="unrecorded"))
    assert "and 4 more" in today.text
    page(desk, "/desk/appointments", statements=5)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_tap_notes_it_and_one_takes_it_back(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    past: Past,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
) -> None:
    number = past(selam)
    desk, here = signed_in(jana), "/desk/outcomes/1"
    for data in ({"outcome": "missed"}, {"outcome": "missed", "missed_reason": "childcare"}):
        answer = desk.post(f"{here}?lang=en", data=data, headers=headers)
        assert answer.status_code == (200 if headers else 303)
        if headers:
            assert answer.text.lstrip().startswith('<li class="waiting" id="outcome-1">')
            assert "Offer again" in answer.text
    assert stored(Participation.outcome, Participation.missed_reason) == [("missed", "childcare")]
    hers: Page = page(signed_in(selam), f"/appointments/{number}?lang=en")
    assert "This appointment did not take place." in hers.text
    assert "Nobody for the children" not in hers.text
    assert "did not take place" in page(signed_in(selam), "/appointments?lang=en").text
    assert "Did not come" in page(desk, f"/desk/appointments/{number}/change?lang=en").text
    assert desk.post(f"{here}/take-back", headers=headers).status_code in (200, 303)
    assert stored(Participation.outcome) == [(None,)]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_noted_is_refused_in_words(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
    headers: dict[str, str],
) -> None:
    booked(selam)
    for data, said in (
        ({"outcome": "attended"}, "has not begun yet"),
        ({"outcome": "gold"}, "Choose one of the answers."),
        ({}, "Choose one of the answers."),
    ):
        answer = signed_in(jana).post("/desk/outcomes/1?lang=en", data=data, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
    assert stored(Participation.outcome) == [(None,)]
    none = signed_in(jana).post("/desk/outcomes/held", data={"parts[]": ["x", "1"]})
    assert none.status_code == 303
    assert stored(Participation.outcome) == [(None,)]


def test_noted_by_two_at_the_same_moment(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member, past: Past, stored: Stored
) -> None:
    past(selam)
    one, other = signed_in(jana), signed_in(jana)
    answers = two_at_once(
        app,
        lambda: one.post("/desk/outcomes/1", data={"outcome": "attended"}).status_code,
        lambda: other.post("/desk/outcomes/1", data={"outcome": "missed"}).status_code,
        pause_at=OutcomeRecorded,
    )
    assert answers == [303, 422]
    assert stored(Participation.outcome) == [("attended",)]


# /desk/appointments/<id>/offer-again


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_a_missed_one_is_offered_again_in_one_step(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    past: Past,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = past(selam)
    desk, here = signed_in(jana), f"/desk/appointments/{number}/offer-again"
    early = desk.post(f"{here}?lang=en", data=moved(), headers=headers)
    assert early.status_code == 422
    assert "cannot be offered again" in early.text
    desk.post("/desk/outcomes/1", data={"outcome": "missed"})
    form: Page = page(desk, f"{here}?lang=en", statements=5)
    assert (form.find("input", name="starts_local").get("value") or "").endswith("10:00:00")
    wrong = desk.post(f"{here}?lang=en", data=moved(minutes="0"), headers=headers)
    assert wrong.status_code == 422
    for _twice in range(2):
        assert desk.post(here, data=moved(), headers=headers).status_code == status
    assert stored(Appointment.id, Appointment.state) == [
        (number, "offered_again"),
        (number + 1, "proposed"),
    ]
    assert "offered again: " in page(desk, f"/desk/appointments/{number}/change?lang=en").text


# All of them


FOREIGN = (
    "/desk/appointments/{}/propose",
    "/desk/appointments/{}/confirm",
    "/desk/appointments/{}/decline",
    "/desk/appointments/{}/offer-again",
    "/desk/outcomes/{}",
    "/desk/outcomes/{}/take-back",
)
HAS_PAGE = ("propose", "offer-again")


def test_nobody_else_answers_or_notes(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    brandt: Member,
    gerhard: Member,
    aylin: Member,
    past: Past,
    stored: Stored,
) -> None:
    assert past(selam, state="proposed") == 1
    data = {"version": "1", "outcome": "attended", "wish_id": "1"}
    for stranger in (brandt, selam, gerhard, aylin):
        browser = signed_in(stranger)
        for address in FOREIGN:
            here, missing = address.format(1), address.format(99)
            same_404(browser, "POST", here, missing, data=data)
            if address.endswith(HAS_PAGE):
                same_404(browser, "GET", here, missing)
            assert visitor.post(here, data=data).status_code == 303
    assert stored(Appointment.state) == [("proposed",)]


def test_the_list_of_outcomes_is_for_managers_and_each_for_her_own(
    signed_in: SignIn, selam: Member, brandt: Member, gerhard: Member, past: Past, stored: Stored
) -> None:
    past(selam)
    for member in (selam, gerhard):
        for leaf in ("", "/held", "/take-back"):
            verb = "POST" if leaf else "GET"
            same_404(signed_in(member), verb, f"/desk/outcomes{leaf}", "/desk/nowhere")
    assert "Selam" not in signed_in(brandt).get("/desk/outcomes").text
    foreign = {"parts[]": ["1"]}
    for leaf in ("held", "take-back"):
        assert signed_in(brandt).post(f"/desk/outcomes/{leaf}", data=foreign).status_code == 404
    assert stored(Participation.outcome) == [(None,)]


def test_htmx_gets_the_list_alone(signed_in: SignIn, jana: Member) -> None:
    answer = signed_in(jana).get("/desk/outcomes?lang=en", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="outcomes">')
    assert "Everything is noted." in answer.text


def test_a_lapsed_slip_is_refused(
    signed_in: SignIn, selam: Member, jana: Member, past: Past, stored: Stored
) -> None:
    past(selam)
    signed_in(jana).post("/desk/outcomes/1", data={"outcome": "attended"})
    clock.shift(timedelta(hours=25))
    desk = signed_in(jana)
    refused = desk.post("/desk/outcomes/1/take-back?lang=en")
    assert refused.status_code == 422
    assert "can no longer be taken back" in refused.text
    held = desk.post("/desk/outcomes/take-back?lang=en", data={"parts[]": ["1"]}, headers=HTMX)
    assert held.status_code == 200
    assert "Not%20all%20could%20be%20noted" in held.headers["X-Said"]
    assert stored(Appointment.state) == [("held",)]
