"""The desk answers wishes: proposes, agrees, declines; what is new in a new appointment."""

from typing import Any

import pytest
from flask import Flask

from app.appointments.events import MoveAnswered
from app.appointments.models import Appointment, BringItem, MoveRequest, Participation
from app.audit.models import AccessLog
from tests.appointments import scene
from tests.appointments.conftest import (
    HTMX,
    Book,
    Booked,
    SignIn,
    Stored,
)
from tests.appointments.test_desk_new import filled, new_of
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once


@pytest.fixture
def asked(selam: Member, jana: Member, at_carrier: int) -> int:
    """What Selam asked for."""
    return scene.ask(selam).id


# /desk/appointments/<id>/propose


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_a_time_is_proposed_for_what_was_asked_for(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    asked: int,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    here = f"/desk/appointments/{asked}/propose"
    form: Page = page(signed_in(jana), f"{here}?lang=en", statements=6)
    assert "Housing" in form.text
    assert "Brief" in form.text
    first = form.find("input", name="starts_local").get("value") or ""
    assert first.endswith("09:00:00")
    assert ("RecordSeen:appointment",) in stored(AccessLog.what)
    sent = signed_in(jana).post(here, data=filled(), headers=headers)
    assert sent.status_code == status
    assert stored(Appointment.state, Appointment.version) == [("proposed", 1)]
    assert len(stored(BringItem.id)) == 4
    assert stored(MoveRequest.state) == [("accepted",)]
    hers: Page = page(signed_in(selam), f"/appointments/{asked}?lang=en")
    assert "Does the time suit you?" in hers.text
    again = signed_in(jana).post(f"{here}?lang=en", data=filled(place="Anderswo"))
    assert again.status_code == 422
    assert "was changed in the meantime" in again.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_local": "2020-01-01T10:00"}, "This time is in the past."),
        ({"place": "", "address": ""}, "Fill in this field."),
        ({"interpreter_language": "xx"}, "Choose one of the answers."),
        ({"note": "x" * 10_000}, "This text is too long."),
    ],
)
def test_a_proposal_that_cannot_be_keeps_what_was_typed(
    signed_in: SignIn,
    jana: Member,
    asked: int,
    stored: Stored,
    wrong: dict[str, Any],
    said: str,
) -> None:
    for headers in ({}, HTMX):
        answer = signed_in(jana).post(
            f"/desk/appointments/{asked}/propose?lang=en", data=filled(**wrong), headers=headers
        )
        assert answer.status_code == 422
        assert said in answer.text
        assert "Ihr Heft" in answer.text
    assert stored(Appointment.state) == [("requested",)]


def test_what_was_asked_for_is_settled_without_an_appointment(
    signed_in: SignIn, selam: Member, jana: Member, asked: int, page: Any, stored: Stored
) -> None:
    sent = signed_in(jana).post(f"/desk/appointments/{asked}/cancel", data={"version": "0"})
    assert sent.status_code == 303
    assert stored(Appointment.state) == [("cancelled_staff",)]
    assert "is closed" in page(signed_in(selam), f"/appointments/{asked}?lang=en").text
    late = page(signed_in(jana), f"/desk/appointments/{asked}/propose?lang=en")
    assert "answered in the meantime" in late.text


# /desk/appointments/<id>/confirm and /decline


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_agreed_in_another_way(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = booked(selam, state="proposed")
    desk, here = signed_in(jana), f"/desk/appointments/{number}"
    assert "has not agreed yet" in page(desk, f"{here}/change?lang=en").text
    assert "suggested" in page(desk, "/desk/appointments?lang=en").text
    unseen = desk.post(f"{here}/confirm", data={"version": "9"}, headers=headers)
    assert unseen.status_code == 422
    for _twice in range(2):
        answer = desk.post(f"{here}/confirm", data={"version": "1"}, headers=headers)
        assert answer.status_code == status
    assert stored(Appointment.state) == [("confirmed",)]
    assert "agreed: " in page(desk, f"{here}/change?lang=en", statements=6).text


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_there_is_no_other_time(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    book: Book,
    at_carrier: int,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    appointment = book(selam)
    number = appointment.id
    scene.ask_to_move(appointment, selam)
    desk, here = signed_in(jana), f"/desk/appointments/{number}/decline?lang=en"
    assert "Asks for another time" in page(desk, "/desk/clients/1/appointments?lang=en").text
    wrong = desk.post(here, data={"wish_id": "99"}, headers=headers)
    assert wrong.status_code == 422
    assert "answered in the meantime" in wrong.text
    ((wish_id,),) = stored(MoveRequest.id)
    assert desk.post(here, data={"wish_id": wish_id}, headers=headers).status_code == status
    assert stored(Appointment.state, Appointment.version) == [("confirmed", 1)]
    hers: Page = page(signed_in(selam), f"/appointments/{number}?lang=en")
    assert "There is no other time. This one still counts." in hers.text


def test_a_wish_answered_by_two_at_the_same_moment(
    app: Flask,
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    book: Book,
    at_carrier: int,
    stored: Stored,
) -> None:
    appointment = book(selam)
    number = appointment.id
    scene.ask_to_move(appointment, selam)
    ((wish_id,),) = stored(MoveRequest.id)
    one, other = signed_in(jana), signed_in(jana)
    here = f"/desk/appointments/{number}"
    answers = two_at_once(
        app,
        lambda: one.post(f"{here}/decline", data={"wish_id": wish_id}).status_code,
        lambda: other.post(f"{here}/decline", data={"wish_id": wish_id}).status_code,
        pause_at=MoveAnswered,
    )
    assert answers == [303, 422]
    assert stored(MoveRequest.state) == [("declined",)]


# /desk/clients/<id>/appointments/new: what is new in it


def test_a_video_talk_with_an_interpreter(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    video = {"link": "https://video.example/r/1", "place": "", "address": ""}
    data = filled(**video, interpreter_kind="phone", is_accompanied="y")
    assert signed_in(jana).post(new_of(selam), data=data).status_code == 303
    assert stored(Appointment.place, Appointment.link, Appointment.is_accompanied) == [
        ("Video", "https://video.example/r/1", True)
    ]
    assert stored(Participation.interpreter_kind, Participation.interpreter_language) == [
        ("phone", "ti")
    ]
    ((number,),) = stored(Appointment.id)
    desk: Page = page(signed_in(jana), f"/desk/appointments/{number}/change?lang=en")
    assert "Interpreter by telephone or video" in desk.text


@pytest.mark.parametrize(
    "link",
    [
        "http://video.example",
        "javascript:alert(1)",
        "https://",
        "https://a@b.example/",
        "https://[",
        "https://a b",
    ],
)
def test_only_a_link_that_a_phone_may_open(
    signed_in: SignIn, selam: Member, jana: Member, stored: Stored, link: str
) -> None:
    answer = signed_in(jana).post(f"{new_of(selam)}?lang=en", data=filled(link=link))
    assert answer.status_code == 422
    assert "begins with https://" in answer.text
    assert stored(Appointment.id) == []


def test_the_client_board_says_who_asks(
    signed_in: SignIn, jana: Member, asked: int, page: Any
) -> None:
    got: Page = page(signed_in(jana), "/desk/clients?show=needs_me&lang=en")
    assert "asks for a time" in got.text
