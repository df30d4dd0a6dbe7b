"""A client's pages: asking for an appointment, for another time, cancelling."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.appointments.models import Appointment, MoveRequest, Participation
from app.core import clock
from tests.appointments.conftest import (
    CANARY,
    HTMX,
    Booked,
    SignIn,
    Stored,
    same_404,
)
from tests.cast import Member
from tests.pages import Page, words

ASKED = {
    "topic": "housing",
    "kind": "outreach",
    "days[]": ["TU", "FR"],
    "parts[]": ["morning"],
    "needs_interpreter": "y",
    "own_words": "\u202eEin Brief\u202c vom Amt",
}
ASK = "/appointments/ask"

# /appointments/ask


def test_asking_needs_no_typing_and_nothing_is_required(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    browser = signed_in(selam)
    got: Page = page(browser, f"{ASK}?lang=en", statements=4)
    assert {i.get("type") for i in got.all("input")} >= {"radio", "checkbox"}
    assert not [i for i in got.all("input") if i.get("required") is not None]
    assert "Monday" in got.text
    sent = browser.post(ASK, data={})
    assert sent.status_code == 303
    assert stored(Appointment.kind, Appointment.state) == [("counselling", "requested")]
    assert "You asked for an appointment." in page(browser, f"{sent.location}?lang=en").text


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_what_she_asks_stands_on_both_sides(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    assert signed_in(selam).post(ASK, data=ASKED, headers=headers).status_code == status
    assert stored(MoveRequest.own_words, MoveRequest.days, MoveRequest.parts) == [
        ("Ein Brief vom Amt", ["TU", "FR"], ["morning"])
    ]
    assert stored(Participation.interpreter_kind, Participation.interpreter_language) == [
        ("professional", "ti")
    ]
    hers: Page = page(signed_in(selam), "/appointments?lang=en", statements=5)
    assert "Housing" in hers.text
    assert "Tuesday, Friday · In the morning" in hers.text
    desk: Page = page(signed_in(jana), "/desk/appointments?lang=en", statements=5)
    assert "Asks for an appointment Selam K." in desk.text


def test_a_private_one_says_nowhere_but_on_its_page_what_it_is_about(
    signed_in: SignIn, rojin: Member, jana: Member, page: Any, stored: Stored
) -> None:
    secret = {**ASKED, "is_sensitive": "y", "own_words": CANARY}
    signed_in(rojin).post(ASK, data=secret)
    ((number,),) = stored(Appointment.id)
    for browser, address in (
        (signed_in(rojin), "/appointments"),
        (signed_in(rojin), "/home"),
        (signed_in(jana), "/desk"),
        (signed_in(jana), "/desk/appointments"),
        (signed_in(jana), "/desk/clients"),
    ):
        got: Page = page(browser, f"{address}?lang=en")
        assert CANARY not in got.html
        assert "Housing" not in words(got.find("main"))
    own: Page = page(signed_in(rojin), f"/appointments/{number}?lang=en")
    assert CANARY in own.text
    assert words(own.find("title")) == "Appointment – Schrittweise"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"own_words": "x" * 10_000}, "This text is too long."),
        ({"days[]": ["SU"]}, "Choose one of the answers."),
        ({"topic": "gold"}, ""),
        ({"kind": "authority"}, ""),
        ({"not_before": "2020-01-01"}, "This time is in the past."),
        ({"not_before": "soon"}, "Write a date"),
    ],
)
def test_nonsense_is_refused_and_what_was_typed_stays(
    signed_in: SignIn, selam: Member, stored: Stored, wrong: dict[str, Any], said: str
) -> None:
    for headers in ({}, HTMX):
        answer = signed_in(selam).post(f"{ASK}?lang=en", data={**ASKED, **wrong}, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert ("<html" in answer.text) is (not headers)
        if "own_words" not in wrong:
            assert "Ein Brief vom Amt" in answer.text
    assert stored(Appointment.id) == []


def test_asking_is_for_clients_alone(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, jana: Member, gerhard: Member
) -> None:
    for member in (jana, gerhard):
        for verb in ("GET", "POST"):
            same_404(signed_in(member), verb, ASK, "/appointments/9999/ask")
    assert visitor.get(ASK).status_code == 303


def test_the_list_needs_no_more_statements_for_many_wishes(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    browser = signed_in(selam)
    for topic in ("work", "health", "language"):
        assert browser.post(ASK, data={"topic": topic}).status_code == 303
    refused = browser.post(f"{ASK}?lang=en", data={"topic": "housing"})
    assert refused.status_code == 422
    assert "You have asked already." in refused.text
    for days in range(2, 6):
        booked(selam, starts_local=clock.local(clock.now()) + timedelta(days=days))
    page(browser, "/appointments", statements=5)


# /appointments/<id>/another-time


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_the_old_time_stands_and_both_sides_see_the_wish(
    signed_in: SignIn,
    oksana: Member,
    jana: Member,
    booked: Booked,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = booked(oksana)
    browser, here = signed_in(oksana), f"/appointments/{number}/another-time"
    assert "10:00" in page(browser, f"{here}?lang=en", statements=4).text
    data = {"version": "1", "days[]": ["FR"]}
    for _twice in range(2):
        assert browser.post(here, data=data, headers=headers).status_code == status
    assert stored(Appointment.version, Appointment.state) == [(1, "confirmed")]
    assert stored(MoveRequest.state, MoveRequest.days) == [("open", ["FR"])]
    for address in ("/home", f"/appointments/{number}"):
        got: Page = page(browser, f"{address}?lang=en")
        assert "Until there is a new one, this time counts." in got.text
        assert "10:00–10:45" in got.text
    desk: Page = page(signed_in(jana), f"/desk/appointments/{number}/change?lang=en", statements=6)
    assert "Asks for another time" in desk.text
    assert "Friday" in desk.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"version": "2"}, "This appointment has a new time."),
        ({}, ""),
        ({"version": "1", "parts[]": ["night"]}, "Choose one of the answers."),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    signed_in: SignIn,
    selam: Member,
    booked: Booked,
    stored: Stored,
    data: dict[str, Any],
    said: str,
) -> None:
    here = f"/appointments/{booked(selam)}/another-time?lang=en"
    for headers in ({}, HTMX):
        answer = signed_in(selam).post(here, data=data, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
    assert stored(MoveRequest.id) == []
