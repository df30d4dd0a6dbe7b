"""What fits a step: the best three, why, chosen by the manager, closed or full and said so."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.carriers.models import Municipality
from app.caseload.situation_models import GermanLevel
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.offers.fitting import find_seeker, fitting
from app.offers.models import Location, Offer
from app.plan.models import Step
from tests import build
from tests.cast import Member
from tests.offers.shop import whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
pytestmark = pytest.mark.usefixtures("app", "tuesday")


def place(ags: str, latitude: float, longitude: float) -> None:
    with transaction():
        town = db.session.get_one(Municipality, ags)
        town.latitude, town.longitude = latitude, longitude


def step_of(member: Member, **more: Any) -> int:
    assert member.client is not None
    with carrier_opened(member.client.carrier_id), transaction():
        return build.step(member.client, **more).id


def give_level(member: Member, level: str) -> None:
    assert member.client is not None
    with carrier_opened(member.client.carrier_id), transaction() as session:
        session.add(
            GermanLevel(
                client_id=member.client.id,
                skill="overall",
                level=level,
                evidence="estimate",
                since=clock.today(),
                reported_by="manager",
                reported_on=clock.today(),
            )
        )


def names_for(member: Member) -> list[str]:
    assert member.client is not None
    with carrier_opened(member.client.carrier_id):
        seeker = find_seeker(member.viewer)
        assert seeker is not None
        return [fit.card.names["de"] for fit in fitting("language", seeker)]


def test_what_she_can_follow_then_her_language_then_nearness(selam: Member) -> None:
    for name in ("A", "B", "C", "D"):
        whole_offer(f"{name} fern", town="08119067")
    whole_offer("X nah")
    whole_offer("Y nah auf Tigrinya", languages=("de", "ti"))
    whole_offer("Arbeit", topic="work", languages=("ti",))
    whole_offer("Versteckt", state="draft", languages=("ti",))
    assert names_for(selam) == ["Y nah auf Tigrinya", "X nah", "A fern"]
    with transaction():
        db.session.query(Offer).filter_by(name="Y nah auf Tigrinya").one().min_level = "B1"
    assert names_for(selam)[0] == "Y nah auf Tigrinya"  # nobody knows her level
    give_level(selam, "A2")
    assert names_for(selam) == ["X nah", "A fern", "B fern"]
    with transaction():
        db.session.query(Offer).filter_by(name="X nah").one().is_full = True
    assert "X nah" not in names_for(selam)


def test_what_is_too_far_does_not_fit(selam: Member) -> None:
    whole_offer("Stuttgart", town="08111000")
    near = whole_offer("Schorndorf", town="08119067")
    place("08119067", 48.8054, 9.5272)
    place("08111000", 48.7758, 9.1829)
    assert names_for(selam) == ["Schorndorf", "Stuttgart"]
    place(build.TOWN, 48.8285, 9.3131)
    assert names_for(selam) == ["Stuttgart", "Schorndorf"]  # 11 and 16 kilometres
    with transaction() as session:  # its own place is known: 2 kilometres
        session.query(Location).filter_by(offer_id=near.id).update(
            {"latitude": 48.82, "longitude": 9.33}
        )
    assert names_for(selam) == ["Schorndorf", "Stuttgart"]
    place("08111000", 49.4934, 8.4653)  # where Mannheim is
    assert names_for(selam) == ["Schorndorf"]


def test_her_step_shows_them_with_the_reasons(
    selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    whole_offer("Sprachcafé", languages=("de", "ti"), min_level="A1")
    whole_offer("Kurs", town="08119067", is_free=False, is_full=True, byday=None)
    place(build.TOWN, 48.8285, 9.3131)
    place("08119067", 48.8054, 9.5272)
    give_level(selam, "A1")
    step = step_of(selam)
    shown = page(signed_in(selam), f"/plan/steps/{step}?lang=en", statements=8)
    first, second = (words(link) for link in shown.all("a") if link.get("class") == "task")
    for reason in (
        "They speak ትግርኛ",
        "In the same town",
        "German A1 is enough",
        "Free of charge",
        "Open now",
    ):
        assert reason in first, reason
    assert "about 16 km away" in second
    assert "No free places at the moment" in second
    assert "Free of charge" not in second


def test_a_manager_chooses_one_and_the_client_sees_it_first(
    selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    best = whole_offer("A bestes", languages=("ti",))
    other = whole_offer("Z gewählt", town="08119067")
    step, desk = step_of(selam), signed_in(_manager(selam))
    here = f"/desk/clients/{_id(selam)}/steps/{step}/offers"
    assert "A bestes" in page(desk, f"{here}?lang=en").text
    assert "/offers" in page(desk, f"/desk/clients/{_id(selam)}/plan/steps/{step}").html
    answer = desk.post(here, data={"op_id": str(uuid.uuid4()), "offer": str(other.id)})
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    hers = page(signed_in(selam), f"/plan/steps/{step}?lang=en")
    task = [words(link) for link in hers.all("a") if link.get("class") == "task"]
    assert task[0].startswith("Z gewählt")
    assert hers.text.count("Your contact person chose this for you.") == 1
    with transaction():
        db.session.get_one(Offer, other.id).state = "suspended"
    closed = page(signed_in(selam), f"/plan/steps/{step}?lang=en")
    assert "Closed at the moment" in closed.text
    assert str(other.id) not in closed.html
    piece = desk.post(here, data={"op_id": str(uuid.uuid4())}, headers=PARTIAL)
    assert piece.status_code == 200
    assert b'id="step-offers"' in piece.data
    assert b"<html" not in piece.data
    assert str(best.id).encode() in piece.data
    with carrier_opened(_carrier(selam)):
        assert db.session.get_one(Step, step).offer_id is None
        said = db.session.query(AccessLog).filter_by(what="StepChanged").count()
    assert said == 2


def test_it_leads_to_a_referral_with_the_offer_chosen(
    selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    far = whole_offer("Fern", town="08119067", topic="health")
    step, desk = step_of(selam, topic="health"), signed_in(_manager(selam))
    shown = page(desk, f"/desk/clients/{_id(selam)}/steps/{step}/offers?lang=en")
    (link,) = (
        a.get("href") or "" for a in shown.all("a") if "/referrals/new" in str(a.get("href"))
    )
    form = page(desk, link)
    chosen = [o.get("value") for o in form.root.iter() if o.get("selected") is not None]
    assert {str(far.id), "health"} <= set(chosen)
    sent = {"kind": "information", "topic": "health", "offer": str(far.id), "occasion": "Arzt"}
    sent |= {"how": "oral", "language": "ti"}
    assert desk.post(link.split("?")[0], data=sent).status_code == 303


def test_nobody_else_chooses_and_nothing_hidden_is_chosen(
    selam: Member, yonas: Member, gerhard: Member, signed_in: Sign
) -> None:
    made, hidden = whole_offer(), whole_offer("Geheim", state="draft")
    step = step_of(selam)
    here = f"/desk/clients/{_id(selam)}/steps/{step}/offers"
    sent = {"op_id": str(uuid.uuid4()), "offer": str(made.id)}
    for member in (_manager(yonas), gerhard, selam):
        browser = signed_in(member)
        missing = browser.post("/desk/clients/999/steps/999/offers", data=sent)
        foreign = browser.post(here, data=sent)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
        assert browser.get(here).status_code == 404
    desk = signed_in(_manager(selam))
    for offer_id in (hidden.id, uuid.uuid4(), "x"):
        assert desk.post(here, data={**sent, "offer": str(offer_id)}).status_code == 404


def _manager(member: Member) -> Member:
    assert member.manager is not None
    return member.manager


def _id(member: Member) -> int:
    assert member.client is not None
    return member.client.id


def _carrier(member: Member) -> int:
    assert member.client is not None
    return member.client.carrier_id
