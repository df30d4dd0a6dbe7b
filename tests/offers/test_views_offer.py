"""One public offer: told, in her language, saved, reported."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark, OfferIssue, Translation
from tests.cast import Member
from tests.offers.shop import whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.usefixtures("tuesday")
def test_one_offer_tells_address_phone_and_day_of_check(
    visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer(application_process="Einfach kommen", min_level="A1", has_childcare=True)
    shown = page(visitor, f"/offers/{made.id}?lang=en")
    links = {a.get("href") or "" for a in shown.all("a")}
    assert any(link.startswith("geo:48.83,9.31?q=Lange%20Stra") for link in links)
    assert "tel:+497151000123" in links
    place, facts = shown.html.index('id="place"'), shown.html.index('id="facts"')
    assert place < facts
    for told in (
        "Open now until",
        "Einfach kommen",
        "A1",
        "Freundeskreis Asyl",
        "November 17, 2026",
    ):
        assert told.casefold() in shown.text.casefold(), told


def test_own_language_first_and_german_one_tap_away(
    oksana: Member, signed_in: Sign, page: PagesOf
) -> None:
    made = whole_offer(names={"uk": "Мовне кафе"})
    shown = page(signed_in(oksana), f"/offers/{made.id}")
    head = shown.find("h1")
    assert (words(head), head.get("lang")) == ("Мовне кафе", "uk")
    assert "Sprachcafé" in words(shown.find("div", lang="de", dir="ltr"))
    listed = page(signed_in(oksana), "/offers")
    assert listed.find("a", lang="uk") is not None


def test_json_ld_cannot_end_its_script(visitor: FlaskClient, page: PagesOf) -> None:
    evil = "</script><script>alert(1)</script>&lt;"
    made = whole_offer(description=evil)
    shown = page(visitor, f"/offers/{made.id}")
    block = shown.find("script", type="application/ld+json").text or ""
    told = json.loads(block)
    assert "<" not in block
    assert told["description"] == evil
    assert told["availableChannel"]["serviceLocation"]["address"]["postalCode"] == "71332"
    assert (
        told["availableChannel"]["serviceLocation"]["openingHoursSpecification"][0]["opens"]
        == "14:00"
    )


def test_a_client_saves_an_offer_and_takes_it_off(
    selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(), signed_in(selam)
    answer = browser.post(f"/offers/{made.id}/save")
    assert answer.status_code == 303
    assert saved_by_anybody(selam) == 1
    piece = browser.post(f"/offers/{made.id}/save", headers=PARTIAL)
    assert piece.status_code == 200
    assert b'id="save"' in piece.data
    assert b"/unsave" in piece.data
    assert saved_by_anybody(selam) == 1
    assert "/unsave" in page(browser, f"/offers/{made.id}").html
    browser.post(f"/offers/{made.id}/unsave")
    assert saved_by_anybody(selam) == 0


def saved_by_anybody(member: Member) -> int:
    assert member.client is not None
    db.session.rollback()
    with carrier_opened(member.client.carrier_id):
        return db.session.query(Bookmark).count()


def test_who_is_no_client_cannot_save(
    jana: Member, gerhard: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    made = whole_offer()
    assert visitor.post(f"/offers/{made.id}/save").status_code == 303
    foreign = signed_in(gerhard).post(f"/offers/{made.id}/save")
    missing = signed_in(gerhard).post(f"/offers/{uuid.uuid4()}/save")
    assert foreign.status_code == 404
    assert foreign.data == missing.data
    assert signed_in(jana).post(f"/offers/{made.id}/save").status_code == 404


def test_a_guest_reports_and_nothing_is_hidden(visitor: FlaskClient, page: PagesOf) -> None:
    made = whole_offer()
    for _ in range(3):
        answer = visitor.post(f"/offers/{made.id}/issues", data={"kind": "closed"})
        assert answer.status_code == 303
    db.session.rollback()
    assert db.session.query(OfferIssue).count() == 3
    assert page(visitor, f"/offers/{made.id}")
    piece = visitor.post(f"/offers/{made.id}/issues", data={"kind": "moved"}, headers=PARTIAL)
    assert b'id="report"' in piece.data
    assert b"<html" not in piece.data


def test_two_reports_of_signed_in_people_suspend(
    selam: Member, oksana: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    made = whole_offer()
    for member in (selam, selam):
        signed_in(member).post(f"/offers/{made.id}/issues", data={"kind": "closed"})
    assert visitor.get(f"/offers/{made.id}").status_code == 200
    answer = signed_in(oksana).post(f"/offers/{made.id}/issues", data={"kind": "moved"})
    assert answer.status_code == 303
    assert visitor.get(f"/offers/{made.id}").status_code == 404


def test_a_report_without_a_choice_is_refused_beside_the_field(visitor: FlaskClient) -> None:
    made = whole_offer()
    answer = visitor.post(f"/offers/{made.id}/issues?lang=en", data={"kind": "nonsense"})
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.get_data(as_text=True)
    assert db.session.query(OfferIssue).count() == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (None, "This text is not in your language yet."),
        ({"source_version": 0}, "The German text has changed since this was translated."),
        ({"origin": "machine"}, "A translation program wrote this."),
        ({"in_translation": True}, "Somebody is working on this translation."),
    ],
)
def test_a_guest_is_told_how_good_the_description_is(
    visitor: FlaskClient, page: PagesOf, more: dict[str, Any] | None, said: str
) -> None:
    made = whole_offer()
    if more is not None:
        values = {"field": "description", "lang": "en", "text": "Coffee", "source_version": 1}
        with transaction() as session:
            session.add(Translation(offer_id=made.id, **{**values, **more}))
    assert said in page(visitor, f"/offers/{made.id}?lang=en").text
