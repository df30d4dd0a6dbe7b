"""The first page: three questions at once, in four statements; and the public start page."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from app.caseload.models import Case
from app.core import clock
from app.core.db import db, transaction
from app.core.i18n import speaking
from app.core.tenancy import carrier_opened
from app.home.queries import SAVED, get_screen
from app.offers.models import Bookmark, Location, Schedule
from app.plan.models import StepDocument
from tests import build
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
CANARY = "Zz-Frauenhaus-7"


@pytest.fixture
def full() -> Callable[..., None]:
    """Give a client appointments, steps with papers, saved offers with times and places."""

    def fill(member: Member, many: int = 1) -> None:
        assert member.client
        assert member.manager
        with carrier_opened(member.client.carrier_id), transaction():
            goal = build.goal(member.client)
            for number in range(many):
                starts = datetime.combine(clock.today() + timedelta(days=3 + number), time(10))
                build.appointment(member.client, member.manager.person, starts_local=starts)
                step = build.step(member.client, goal_lineage=goal.lineage, sort=number)
                for direction in ("needs", "yields"):
                    db.session.add(
                        StepDocument(step_id=step.id, doc_type="identity", direction=direction)
                    )
                save_offer(member, f"Sprachcafé {number}")

    return fill


def save_offer(member: Member, name: str) -> None:
    """An offer with two places and two times that this client saved."""
    assert member.client
    offer = build.offer(name)
    for house in ("Altes Rathaus", "Neue Mitte"):
        db.session.add(
            Location(
                offer_id=offer.id,
                name=house,
                address_1="Marktplatz 1",
                postal_code="71332",
                city="Waiblingen",
            )
        )
    for day in ("MO", "WE"):
        db.session.add(
            Schedule(offer_id=offer.id, byday=day, opens_at=time(14), closes_at=time(16))
        )
    db.session.add(Bookmark(client_id=member.client.id, offer_id=offer.id, created_at=clock.now()))
    db.session.flush()


@pytest.mark.perf_03
@pytest.mark.parametrize("many", [0, 1, 25])
def test_home_takes_four_statements_however_much_there_is(
    signed_in: SignIn, selam: Member, full: Callable[..., None], page: Any, many: int
) -> None:
    full(selam, many)
    got: Page = page(signed_in(selam), "/home?lang=en", statements=4)
    assert got.statements == 4
    assert got.html.count('class="card appointment"') == min(many, 1)
    assert got.html.count("Sprachcafé") == min(many, SAVED)


def test_it_answers_three_questions_in_their_order(
    signed_in: SignIn, selam: Member, full: Callable[..., None], page: Any
) -> None:
    full(selam)
    got: Page = page(signed_in(selam), "/home?lang=en")
    parts = [
        "Hello Selam",
        "Your next appointment",
        "in 3 days",
        "10:00–10:45",
        "Counselling with Jana König",
        "Passport or identity card",
        "I come",
        "Your next step",
        "Who helps me",
        "Jana König",
        "Your saved offers",
        "Sprachcafé",
    ]
    places = [got.text.index(parts[0])]
    for part in parts[1:]:
        places.append(got.text.index(part, places[-1]))
    assert places == sorted(places)
    assert any((a.get("href") or "").startswith("tel:") for a in got.all("a"))


def test_her_name_is_marked_private_and_not_in_the_title(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    got: Page = page(signed_in(selam), "/home?lang=en")
    assert "Selam" in "".join(got.find("h1").itertext())
    assert "Selam" not in (got.find("title").text or "")


def test_an_empty_home_says_so_in_words_and_names_the_contact(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    got: Page = page(signed_in(selam), "/home?lang=en")
    assert "No appointment is planned." in got.text
    assert "Your contact is: Jana König" in got.text
    assert "No step is planned yet." in got.text
    assert "Your saved offers" not in got.text


def test_without_a_case_it_still_answers(
    app: Flask, signed_in: SignIn, selam: Member, page: Any
) -> None:
    assert selam.client
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        case = Case
        session.query(case).update({case.ended_on: clock.today()})
    got: Page = page(signed_in(selam), "/home?lang=en", statements=4)
    assert "At the moment nobody is named here." in got.text


@pytest.mark.parametrize("code", ["de", "de-simple", "en", "ar", "ti", "kmr"])
def test_it_has_manners_in_each_language(
    signed_in: SignIn, selam: Member, full: Callable[..., None], page: Any, code: str
) -> None:
    full(selam, 3)
    page(signed_in(selam), f"/home?lang={code}", statements=4)


def test_home_is_for_clients_alone_and_shows_nothing_of_others(
    signed_in: SignIn,
    visitor: FlaskClient,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    jana: Member,
    gerhard: Member,
    aylin: Member,
    full: Callable[..., None],
) -> None:
    full(selam, 2)
    for other in (ahmad, yonas):
        text = signed_in(other).get("/home?lang=en").text
        assert "10:00" not in text
        assert "Sprachcafé" not in text
    missing = signed_in(jana).get("/nowhere")
    for member in (jana, gerhard, aylin):
        assert signed_in(member).get("/home").status_code == 404
    assert signed_in(jana).get("/home").data == missing.data
    assert visitor.get("/home").status_code == 303


def test_her_manager_sees_the_same_screen_without_her_private_steps(
    selam: Member, jana: Member, brandt: Member, yonas: Member, full: Callable[..., None]
) -> None:
    full(selam)
    assert selam.client
    assert selam.manager
    client_id = selam.client.id
    with carrier_opened(selam.client.carrier_id):
        with transaction():
            build.step(selam.client, None, own_words=CANARY, private_to_client=True, sort=-1)
        own = get_screen(None, seen_by=selam.viewer)
        mirrored = get_screen(client_id, seen_by=jana.viewer)
        foreign = get_screen(client_id, seen_by=yonas.viewer)
    assert len(own.stones) == len(mirrored.stones) + 1
    assert CANARY not in str(mirrored)
    assert own.next_step is not None
    assert own.next_step.own_words == CANARY
    assert mirrored.call_name == "Selam"
    assert mirrored.appointment == own.appointment
    assert mirrored.contact == own.contact
    assert [offer.id for offer in mirrored.saved] == [offer.id for offer in own.saved]
    assert (foreign.call_name, foreign.appointment, foreign.contact) == ("", None, None)
    assert (foreign.stones, foreign.saved) == ((), [])
    assert brandt.grant.carrier_id
    with carrier_opened(brandt.grant.carrier_id):
        assert get_screen(client_id, seen_by=brandt.viewer).call_name == ""


# /


def test_the_start_page_says_what_this_is_to_everybody(visitor: FlaskClient, page: Any) -> None:
    got: Page = page(visitor, "/?lang=en", statements=0)
    assert "Here you see your plan, your appointments and offers near you" in got.text
    assert "Sign in" in got.text
    links = {a.get("href") for a in got.all("a")}
    assert {"/signin?lang=en", "/offers?lang=en"} <= links
    assert {f"/?lang={code}" for code in ("de", "ar", "ti", "fa-AF", "kmr")} <= links


def test_whoever_is_signed_in_goes_where_the_day_begins(
    signed_in: SignIn, selam: Member, jana: Member, gerhard: Member, aylin: Member
) -> None:
    for member, place in (
        (selam, "/home"),
        (jana, "/desk"),
        (gerhard, "/circle"),
        (aylin, "/network"),
    ):
        answer = signed_in(member).get("/")
        assert (answer.status_code, answer.location) == (303, place)


def test_in_the_mirror_nothing_can_be_sent_and_no_id_comes_twice(
    app: Flask, selam: Member, jana: Member, full: Callable[..., None]
) -> None:
    full(selam, 2)
    assert selam.client
    with app.test_request_context("/"), carrier_opened(selam.client.carrier_id):
        screen = get_screen(selam.client.id, seen_by=jana.viewer)
        with speaking("ti"):
            html = render_template(
                "home/_screen.html", screen=screen, prefix="mirror-", is_mirror=True
            )
    for tag in ("<form", "<button", "<h1", "data-hx-", "geo:"):
        assert tag not in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 5
    assert all(found.startswith("mirror-") for found in ids)
    assert "10:00–10:45" in html
