"""A client's pages: cancelling, what is over, what a card says, two at the same moment."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.events import MoveAsked
from app.appointments.models import Appointment, MoveRequest, Participation
from app.core import clock
from tests.appointments import scene
from tests.appointments.conftest import (
    HTMX,
    Book,
    Booked,
    SignIn,
    Stored,
    in_days,
    same_404,
)
from tests.appointments.test_views_wishes import ASK, ASKED
from tests.cast import Member
from tests.pages import Page
from tests.races import two_at_once

# /appointments/<id>/cancel


@pytest.mark.parametrize(("headers", "status"), [({}, 303), (HTMX, 204)])
def test_she_is_asked_once_more_and_then_it_is_cancelled(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    booked: Booked,
    page: Any,
    stored: Stored,
    headers: dict[str, str],
    status: int,
) -> None:
    number = booked(selam, kind="authority")
    browser, here = signed_in(selam), f"/appointments/{number}/cancel"
    asked: Page = page(browser, f"{here}?lang=en", statements=4)
    assert stored(Appointment.state) == [("confirmed",)]
    assert "The office does not read this." in asked.text
    unseen = browser.post(f"{here}?lang=en", data={"version": "0"}, headers=headers)
    assert unseen.status_code == 422
    for _twice in range(2):
        answer = browser.post(here, data={"version": "1"}, headers=headers)
        assert answer.status_code == status
    assert stored(Appointment.state) == [("cancelled_client",)]
    assert stored(Participation.reply) == [("no",)]
    assert (
        "You cancelled this appointment." in page(browser, f"/appointments/{number}?lang=en").text
    )
    assert "Cancelled by the client" in page(signed_in(jana), "/desk?lang=en").text


def test_what_she_asked_for_is_taken_back(
    signed_in: SignIn, selam: Member, jana: Member, page: Any, stored: Stored
) -> None:
    browser = signed_in(selam)
    browser.post(ASK, data=ASKED)
    ((number,),) = stored(Appointment.id)
    assert "Take it back" in page(browser, f"/appointments/{number}/cancel?lang=en").text
    assert browser.post(f"/appointments/{number}/cancel", data={"version": "0"}).status_code == 303
    assert "Asked for" not in page(browser, "/appointments?lang=en").text
    assert "is closed" in page(browser, f"/appointments/{number}?lang=en").text
    assert "Nobody waits for you." in page(signed_in(jana), "/desk?lang=en").text


def test_nobody_else_asks_or_cancels_for_her(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    booked: Booked,
    stored: Stored,
) -> None:
    number = booked(selam)
    for stranger in (ahmad, yonas, jana):
        browser = signed_in(stranger)
        for leaf in ("another-time", "cancel"):
            here, missing = f"/appointments/{number}/{leaf}", f"/appointments/9999/{leaf}"
            same_404(browser, "GET", here, missing)
            same_404(browser, "POST", here, missing, data={"version": "1"})
            assert visitor.get(here).status_code == 303
    assert stored(Appointment.state) == [("confirmed",)]
    assert stored(MoveRequest.id) == []


@pytest.mark.parametrize("state", ["held", "missed", "cancelled_staff", "requested"])
def test_what_is_over_offers_nothing_to_change(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any, state: str
) -> None:
    ago = clock.local(clock.now()) - timedelta(days=1)
    number = booked(selam, state=state, starts_local=ago, version=int(state != "requested"))
    browser = signed_in(selam)
    got: Page = page(browser, f"/appointments/{number}?lang=en")
    assert "/reply" not in got.html
    if state == "missed":
        assert "This appointment did not take place." in got.text
        assert "ask" in [(a.get("href") or "").rsplit("/", 1)[-1] for a in got.all("a")]
    for leaf in ("another-time", "cancel"):
        answer = browser.post(f"/appointments/{number}/{leaf}", data={"version": "1"})
        assert answer.status_code == 422


def test_a_suggestion_is_agreed_to_with_one_tap(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any, stored: Stored
) -> None:
    number = booked(selam, state="proposed")
    browser = signed_in(selam)
    for address in ("/home", "/appointments", f"/appointments/{number}"):
        got: Page = page(browser, f"{address}?lang=en")
        assert "This is a suggestion. Does the time suit you?" in got.text
        assert "This time suits me" in got.text
    browser.post(f"/appointments/{number}/reply", data={"reply": "yes", "version": "1"})
    assert stored(Appointment.state) == [("confirmed",)]
    assert stored(Participation.reply) == [("yes",)]
    assert "You said that you come." in page(browser, f"/appointments/{number}?lang=en").text


def test_a_video_talk_an_interpreter_and_company_are_said(
    signed_in: SignIn, selam: Member, booked: Booked, page: Any
) -> None:
    video = booked(selam, link="https://video.example/r/1", place="Video", address="")
    got: Page = page(signed_in(selam), f"/appointments/{video}?lang=en")
    assert got.find("a", href="https://video.example/r/1").get("rel") == "noreferrer noopener"
    assert "geo:" not in got.html
    office = booked(selam, kind="authority", is_accompanied=True)
    assert (
        "Jana König goes with you."
        in page(signed_in(selam), f"/appointments/{office}?lang=en").text
    )
    alone = booked(selam, kind="authority")
    assert (
        "You go there on your own." in page(signed_in(selam), f"/appointments/{alone}?lang=en").text
    )


def test_a_wish_and_a_move_at_the_same_moment_lose_nothing(
    app: Flask, signed_in: SignIn, selam: Member, jana: Member, booked: Booked, stored: Stored
) -> None:
    number = booked(selam)
    hers, desk = signed_in(selam), signed_in(jana)
    wish = {"version": "1", "days[]": ["FR"]}
    moved = {
        "starts_local": f"{in_days(9):%Y-%m-%dT%H:%M}",
        "minutes": "45",
        "place": "A",
        "address": "B",
        "version": "1",
    }
    answers = two_at_once(
        app,
        lambda: hers.post(f"/appointments/{number}/another-time", data=wish).status_code,
        lambda: desk.post(f"/desk/appointments/{number}/change", data=moved).status_code,
        pause_at=MoveAsked,
    )
    assert answers == [303, 303]
    assert stored(Appointment.version) == [(2,)]
    assert stored(MoveRequest.state) == [("accepted",)]  # the move answered it


def test_offered_again_leads_to_the_new_time(
    signed_in: SignIn, selam: Member, jana: Member, book: Book, page: Any, at_carrier: int
) -> None:
    missed = book(selam, starts_local=clock.local(clock.now()) - timedelta(days=1))
    scene.note(missed, jana, "missed")
    offered = scene.offer_again(missed, jana)
    number, following = missed.id, offered.id
    got: Page = page(signed_in(selam), f"/appointments/{number}?lang=en", statements=5)
    assert "There is a new time" in got.text
    assert got.find("a", href=f"/appointments/{following}") is not None
