"""The public directory: without signing in, cookie or script; found, told, saved."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from tests.cast import Member
from tests.offers.shop import stale_day, whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.usefixtures("tuesday")
def test_a_visitor_sees_what_is_open_and_gets_no_cookie(
    visitor: FlaskClient, page: PagesOf
) -> None:
    whole_offer("Sprachcafé", languages=("de", "ti"))
    shown = page(visitor, "/offers?lang=en", statements=7)
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
    few = page(visitor, "/offers", statements=7).statements
    few_now = page(visitor, "/offers?when=week", statements=7).statements
    few_hers = page(signed_in(selam), "/offers?when=week&q=a", statements=7).statements
    for n in range(30):
        whole_offer(f"A{n}", languages=("de", "en", "ar"), names={"ar": f"دورة {n}"})
    assert page(visitor, "/offers", statements=7).statements == few
    assert page(visitor, "/offers?when=week", statements=7).statements == few_now
    assert page(signed_in(selam), "/offers?when=week&q=a", statements=7).statements == few_hers


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
    monkeypatch.setattr("app.offers.conditions.t", lambda word: {"Health": "الصحة"}.get(word, word))
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
    shown = page(visitor, "/offers?lang=en&q=sprach&free=1&topic=language", statements=7)
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
