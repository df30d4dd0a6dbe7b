"""The page of farewell, and what stays of the app for a client whose case is closed."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.models import Case
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Any]


def put(member: Member, state: str, **more: Any) -> None:
    assert member.client is not None
    with carrier_opened(member.client.carrier_id), transaction():
        case = db.session.scalars(sa.select(Case).where(Case.client_id == member.client.id)).one()
        case.state = state
        for name, value in more.items():
            setattr(case, name, value)


def over(member: Member) -> None:
    put(member, "closed", ended_on=clock.today(), end_reason="self_reliant")


def test_it_says_thank_you_and_where_to_go(selam: Member, signed_in: SignIn, page: PageOf) -> None:
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id), transaction():
        build.step(selam.client, "course_reg", state="done")
        build.step(selam.client, "bank", topic="livelihood")
    over(selam)
    shown = page(signed_in(selam), "/farewell?lang=en", statements=12)
    for words in (
        "Goodbye and thank you",
        "You manage on your own now",
        "This is what you did",
        "Jobcenter",
        "Wegweiser Rems e. V.",
        "Waiblingen",
        "Take a copy with you",
    ):
        assert words in shown.text, words
    assert "Selam" not in shown.text.split("–")[0], "no name in the title"
    assert str(clock.today().year + 3) in shown.text


def test_before_the_end_it_prepares_for_it(selam: Member, signed_in: SignIn, page: PageOf) -> None:
    put(selam, "closing", planned_end_on=clock.today())
    browser = signed_in(selam)
    assert page(browser, "/home?lang=en").find("a", href="/farewell")
    shown = page(browser, "/farewell?lang=en").text
    assert "Your counselling ends soon" in shown
    assert "are deleted" not in shown


def test_whose_counselling_goes_on_is_led_home(selam: Member, signed_in: SignIn) -> None:
    assert signed_in(selam).get("/farewell").location == "/home"


@pytest.mark.parametrize("name", ["jana", "brandt", "gerhard", "aylin", "keller"])
def test_it_is_the_clients_alone(
    name: str, cast: Callable[[str], Member], signed_in: SignIn
) -> None:
    browser = signed_in(cast(name))
    assert browser.get("/farewell").data == browser.get("/desk/clients/999999").data


@pytest.mark.parametrize(
    "address",
    ["/home", "/plan", "/appointments", "/me", "/me/my-data", "/me/papers", "/me/referrals"],
)
def test_she_goes_on_reading_what_is_hers(
    address: str, selam: Member, signed_in: SignIn, page: PageOf
) -> None:
    over(selam)
    assert page(signed_in(selam), address)


def test_a_wish_for_an_appointment_is_answered_in_words(selam: Member, signed_in: SignIn) -> None:
    over(selam)
    answer = signed_in(selam).post("/appointments/ask", data={"kind": "counselling"})
    assert answer.status_code == 422


@pytest.mark.parametrize("code", ["de", "de-simple", "ar", "ti"])
def test_in_her_language(code: str, selam: Member, signed_in: SignIn, page: PageOf) -> None:
    over(selam)
    assert page(signed_in(selam), f"/farewell?lang={code}")
