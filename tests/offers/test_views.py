"""The public directory: without signing in, cookie or script; found, told, saved."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark, Offer, OfferIssue, OfferSuggestion
from tests.cast import Member
from tests.offers.shop import stale_day, whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
TUESDAY = "2026-11-24 13:30:00+00:00"  # 14:30 in Berlin: the whole offers are open


@pytest.fixture
def tuesday() -> object:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.mark.usefixtures("tuesday")
def test_a_visitor_sees_what_is_open_and_gets_no_cookie(
    visitor: FlaskClient, page: PagesOf
) -> None:
    whole_offer("Sprachcafé", languages=("de", "ti"))
    shown = page(visitor, "/offers?lang=en", statements=6)
    assert "Sprachcafé" in shown.text
    assert "Open now until" in shown.text
    assert "16:00" in shown.text
    assert "ትግርኛ" in shown.text
    assert "Lange Straße 45, 71332 Waiblingen" in shown.text
    answer = visitor.get("/offers")
    assert "Set-Cookie" not in answer.headers


def test_the_number_of_statements_does_not_grow(
    selam: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    whole_offer("A")
    few = page(visitor, "/offers", statements=6).statements
    few_now = page(visitor, "/offers?when=week", statements=6).statements
    few_hers = page(signed_in(selam), "/offers?when=week&q=a", statements=6).statements
    for n in range(30):
        whole_offer(f"A{n}", languages=("de", "en", "ar"), names={"ar": f"دورة {n}"})
    assert page(visitor, "/offers", statements=6).statements == few
    assert page(visitor, "/offers?when=week", statements=6).statements == few_now
    assert page(signed_in(selam), "/offers?when=week&q=a", statements=6).statements == few_hers


def test_htmx_gets_the_list_alone(visitor: FlaskClient) -> None:
    whole_offer()
    html = visitor.get("/offers", headers=PARTIAL).get_data(as_text=True)
    assert "<html" not in html
    assert html.count('id="offers"') == 1
    assert "Sprachcafé" in html


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=sprachcafe", {"Sprachcafé"}),
        ("q=دورة", {"Nähkurs"}),  # in the reader's own language
        ("q=naeh", {"Nähkurs"}),
        ("q=sprachcafé+frauen", set()),
        ("topic=work", {"Nähkurs"}),
        ("free=1", {"Sprachcafé"}),
        ("language=ti", {"Nähkurs"}),
        ("town=08119067", {"Sprachcafé"}),
        ("town=08119079", {"Nähkurs"}),
        ("q=الصحة", {"Hausarzt"}),  # the topic's word, in no text of the offer
        ("topic=nonsense&when=x&town=1&language=zz&page=-1", {"Sprachcafé", "Nähkurs", "Hausarzt"}),
    ],
)
def test_search_and_filters(
    visitor: FlaskClient,
    page: PagesOf,
    asked: str,
    found: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.offers.finding.t", lambda word: {"Health": "الصحة"}.get(word, word))
    whole_offer("Sprachcafé", town="08119067")
    whole_offer(
        "Nähkurs", topic="work", is_free=False, languages=("ti",), names={"ar": "دَوْرة خياطة"}
    )
    whole_offer("Hausarzt", topic="health", is_free=False, town="08111000")
    shown = page(visitor, f"/offers?lang=ar&{asked}")
    names = {"دَوْرة خياطة": "Nähkurs"}
    got = {words(head) for head in shown.all("h3")}
    assert {names.get(name, name) for name in got} == found


@pytest.mark.usefixtures("tuesday")
def test_open_now_and_this_week(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer("Heute")
    whole_offer("Freitags", byday="FR")
    whole_offer("Ohne Zeiten", byday=None)
    assert {words(h) for h in page(visitor, "/offers?when=now").all("h3")} == {"Heute"}
    week = {words(h) for h in page(visitor, "/offers?when=week").all("h3")}
    assert week == {"Heute", "Freitags"}


def test_nothing_found_says_what_was_asked_and_how_to_go_on(
    visitor: FlaskClient, page: PagesOf
) -> None:
    whole_offer("Sprachcafé", is_free=False)
    shown = page(visitor, "/offers?lang=en&q=sprach&free=1&topic=language", statements=6)
    assert "Nothing was found for:" in shown.text
    ways = [a for a in shown.all("a") if "1 offer" in words(a)]
    assert len(ways) == 1
    address = ways[0].get("href") or ""
    assert "free" not in address
    assert "Sprachcafé" in page(visitor, address).text


def test_stale_offers_sink_and_say_so(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer("AAA alt", assured_date=stale_day())
    whole_offer("ZZZ frisch")
    shown = page(visitor, "/offers?lang=en")
    assert [words(head) for head in shown.all("h3")] == ["ZZZ frisch", "AAA alt"]
    assert shown.text.count("Not checked for a long time") == 1


def test_pages_of_twenty(visitor: FlaskClient, page: PagesOf) -> None:
    for n in range(23):
        whole_offer(f"Angebot {n:02}")
    first, second = page(visitor, "/offers"), page(visitor, "/offers?page=2")
    assert [len(first.all("h3")), len(second.all("h3"))] == [20, 3]
    assert "page=2" in first.html
    assert {words(h) for h in first.all("h3")}.isdisjoint(words(h) for h in second.all("h3"))


@pytest.mark.parametrize("state", ["draft", "in_check", "suspended", "expired", "archived"])
def test_only_published_offers_are_public(visitor: FlaskClient, page: PagesOf, state: str) -> None:
    hidden = whole_offer("Geheim", state=state)
    missing = visitor.get(f"/offers/{uuid.uuid4()}")
    foreign = visitor.get(f"/offers/{hidden.id}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    assert "Geheim" not in page(visitor, "/offers").text


def test_after_its_last_day_an_offer_is_gone(visitor: FlaskClient, page: PagesOf) -> None:
    over = whole_offer("Vorbei", valid_to=clock.today() - timedelta(days=1))
    whole_offer("Heute noch", valid_to=clock.today())
    text = page(visitor, "/offers").text
    assert "Vorbei" not in text
    assert "Heute noch" in text
    assert visitor.get(f"/offers/{over.id}").status_code == 404


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
    assert "Sprachcafé" in words(shown.find("details", lang="de"))
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


def test_a_report_without_a_choice_is_refused_beside_the_field(
    visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer()
    answer = visitor.post(f"/offers/{made.id}/issues?lang=en", data={"kind": "nonsense"})
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.get_data(as_text=True)
    assert db.session.query(OfferIssue).count() == 0


TYPED = {
    "name": "Nähcafé", "description": "Wir nähen", "topic": "participation", "town": "08119079",
    "address_1": "Lange Straße 1", "postal_code": "71332", "city": "Waiblingen",
    "hours": "Dienstags am Nachmittag", "phone": "07151 000123", "url": "www.example.org",
    "note": "Von meiner Nachbarin",
}  # fmt: skip


def test_anybody_suggests_and_nothing_is_public(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer()
    assert page(visitor, "/offers/suggest")
    answer = visitor.post("/offers/suggest", data=TYPED)
    assert answer.status_code == 303
    kept = db.session.query(OfferSuggestion).one()
    assert kept.values["phone"] == "+497151000123"
    assert kept.values["url"] == "https://www.example.org"
    assert (kept.person_id, kept.note) == (None, "Von meiner Nachbarin")
    assert "Nähcafé" not in page(visitor, "/offers").text
    assert db.session.query(Offer).count() == 1
    htmx = visitor.post("/offers/suggest", data=TYPED, headers=PARTIAL)
    assert (htmx.status_code, htmx.headers["HX-Redirect"]) == (204, "/offers")


def test_a_correction_holds_only_what_is_different(
    selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(), signed_in(selam)
    shown = page(browser, f"/offers/suggest?offer={made.id}")
    assert shown.find("input", id="name").get("value") == "Sprachcafé"
    data = {
        "name": "Sprachcafé", "description": made.description, "topic": "language",
        "town": "08119079", "phone": "07151 000123", "url": "", "note": "",
        "address_1": "Lange Straße 45", "postal_code": "71332", "city": "Waiblingen",
        "hours": "Mo, Di, Mi, Do, Fr, Sa, So 15:00–16:00",
    }  # fmt: skip
    assert browser.post(f"/offers/suggest?offer={made.id}", data=data).status_code == 303
    kept = db.session.query(OfferSuggestion).one()
    assert set(kept.values) == {"hours"}
    assert kept.offer_id == made.id
    same = {**data, "hours": "Mo, Di, Mi, Do, Fr, Sa, So 14:00–16:00"}
    assert browser.post(f"/offers/suggest?offer={made.id}", data=same).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "words_beside"),
    [
        ({"name": " "}, "Fill in this field."),
        ({"phone": "anrufen"}, "Write a phone number"),
        ({"url": "javascript:alert(1)"}, "Write a website"),
        ({"postal_code": "123"}, "Write five digits."),
        ({"city": ""}, "Write postcode and town as well."),
        ({"town": "99999999"}, "Choose one of the answers."),
        ({"topic": "magic"}, "Choose one of the answers."),
        ({"description": "x" * 2001}, "This text is too long."),
    ],
)
def test_wrong_values_are_refused_and_kept(
    visitor: FlaskClient, wrong: dict[str, str], words_beside: str
) -> None:
    whole_offer()
    answer = visitor.post("/offers/suggest?lang=en", data={**TYPED, **wrong})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words_beside in html
    assert "Lange Straße 1" in html
    assert db.session.query(OfferSuggestion).count() == 0
    piece = visitor.post("/offers/suggest", data={**TYPED, **wrong}, headers=PARTIAL)
    assert piece.status_code == 422
    assert b"<html" not in piece.data


def test_suggestions_of_one_address_are_limited(visitor: FlaskClient) -> None:
    whole_offer()
    answers = [visitor.post("/offers/suggest", data=TYPED).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]
    assert db.session.query(OfferSuggestion).count() == 10


def test_a_suggestion_for_what_is_not_public_is_missing(visitor: FlaskClient) -> None:
    hidden = whole_offer(state="draft")
    for named in (hidden.id, uuid.uuid4(), "nonsense"):
        assert visitor.get(f"/offers/suggest?offer={named}").status_code == 404
        assert visitor.post(f"/offers/suggest?offer={named}", data=TYPED).status_code == 404
