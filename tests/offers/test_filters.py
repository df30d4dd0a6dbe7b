"""The sheet of filters: each condition, set, shown, dropped; how far, what comes first."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.carriers.models import Municipality
from app.core.db import db, transaction
from app.offers.forms import arguments_of, read_wish
from app.offers.models import Location
from app.offers.models_hsds import OfferTerm
from app.offers.towns import Town, around
from app.offers.wish import Wish
from tests.offers.shop import stale_day, whole_offer
from tests.pages import Page, words

PagesOf = Callable[..., Page]
TOWNS = [
    Town(ags="08119079", name="Waiblingen", latitude=48.8285, longitude=9.3131),
    Town(ags="08119067", name="Schorndorf", latitude=48.8054, longitude=9.5272),
    Town(ags="08111000", name="Stuttgart", latitude=48.7758, longitude=9.1829),
    Town(ags="08119003", name="Alfdorf"),
]


def test_distances_are_as_the_crow_flies() -> None:
    near = around("08119079", TOWNS, km=20)
    assert {key: round(km) for key, km in near.items()} == {
        "08119079": 0,
        "08119067": 16,
        "08111000": 11,
    }
    assert set(around("08119079", TOWNS, km=10)) == {"08119079"}
    assert around("08119003", TOWNS, km=50) == {"08119003": 0.0}
    assert around("", TOWNS) == {}


@pytest.mark.parametrize(
    "wish",
    [
        Wish(town="08119079", km=20, sort="near", for_whom="women", age=0, level="B1"),
        Wish(query="kurs", topic="work", is_free=True, has_childcare=True, is_step_free=True),
        Wish(language="ti", when="now", sort="fresh", age=17),
    ],
)
def test_an_address_holds_the_whole_wish(wish: Wish) -> None:
    sent = MultiDict({k: str(v) for k, v in arguments_of(wish).items() if v is not None})
    assert read_wish(sent, TOWNS) == wish
    assert all(read_wish(sent, TOWNS) != wish.without(name) for name in wish.conditions)


def test_nonsense_in_the_address_is_no_condition() -> None:
    asked = {"km": "7", "age": "-3", "level": "Z9", "who": "x", "sort": "near", "town": "08119"}
    assert read_wish(asked, TOWNS, area="08119") == Wish(town="08119")
    assert read_wish({"age": "999"}, TOWNS) == read_wish({"age": "²"}, TOWNS) == Wish()


def names(shown: Page) -> list[str]:
    return [words(head) for head in shown.all("h3")]


@pytest.mark.usefixtures("app")
def test_each_filter_keeps_what_fits(visitor: FlaskClient, page: PagesOf) -> None:
    women = whole_offer("Frauen", min_level="A1", minimum_age=18, is_free=False)
    whole_offer("Kinder", maximum_age=12, has_childcare=True, is_free=False)
    whole_offer("Rampe", is_step_free=True, min_level="B2", minimum_age=18)
    with transaction() as session:
        session.add(OfferTerm(offer_id=women.id, taxonomy="for_whom", term="women"))
    for asked, found in {
        "who=women": {"Frauen"},
        "age=30": {"Frauen", "Rampe"},
        "age=12": {"Kinder"},
        "level=A2": {"Frauen", "Kinder"},
        "level=B2&age=18": {"Frauen", "Rampe"},
        "childcare=1": {"Kinder"},
        "step_free=1": {"Rampe"},
    }.items():
        shown = page(visitor, f"/offers?lang=en&{asked}", statements=6)
        assert set(names(shown)) == found, asked
    sheet = page(visitor, "/offers?lang=en&age=30&level=C1&free=1&q=rampe")
    assert names(sheet) == ["Rampe"]
    assert "Filters (3)" in sheet.text
    chips = [a for a in sheet.all("a") if "Take this away" in words(a)]
    assert [words(a).removesuffix("Take this away").strip() for a in chips] == [
        "rampe",
        "30 years old",
        "German up to C1",
        "Free of charge",
    ]
    assert "age=" not in (chips[1].get("href") or "")


@pytest.mark.usefixtures("app")
def test_how_far_and_what_comes_first(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer("A weit", town="08111000")
    whole_offer("B näher", town="08119067")
    whole_offer("C hier", assured_date=stale_day())
    with transaction():
        for town in TOWNS[:3]:
            row = db.session.get_one(Municipality, town.ags)
            row.latitude, row.longitude = town.latitude, town.longitude
    here = "/offers?lang=en&town=08119067"
    assert names(page(visitor, here)) == ["B näher"]
    assert set(names(page(visitor, f"{here}&km=20"))) == {"B näher", "C hier"}
    shown = page(visitor, f"{here}&km=50&sort=near", statements=6)
    assert names(shown) == ["B näher", "C hier", "A weit"]
    assert "Schorndorf and 50 km around" in shown.text
    assert names(page(visitor, "/offers?town=all&sort=fresh"))[-1] == "C hier"
    assert names(page(visitor, f"{here}&km=20&q=hier")) == ["C hier"]
    edge = whole_offer("D am Rand")  # its own place is known: nearer than its town
    with transaction() as session:
        session.query(Location).filter_by(offer_id=edge.id).update(
            {"latitude": 48.81, "longitude": 9.50}
        )
    assert set(names(page(visitor, f"{here}&km=5"))) == {"B näher", "D am Rand"}
    nearest = names(page(visitor, f"{here}&km=50&sort=near"))
    assert nearest == ["B näher", "D am Rand", "C hier", "A weit"]


@pytest.mark.usefixtures("app")
def test_an_empty_result_lets_tell_what_is_missing(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer("Sprachcafé")
    shown = page(visitor, "/offers?lang=en&topic=work&town=08119079&q=jagd", statements=7)
    form = shown.find("form", id_="need")
    assert form.get("action") == "/network/needs?lang=en"
    chosen = [o.get("value") for o in form.iter() if o.get("selected") is not None]
    assert chosen == ["work", "08119079"]
    assert "Set-Cookie" not in visitor.get("/offers?q=jagd").headers


@pytest.mark.usefixtures("app")
def test_what_was_meant_has_pages_too(
    visitor: FlaskClient, page: PagesOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.offers.finding.PAGE", 2)
    for n in range(5):
        whole_offer(f"Nähkurs {n}")
    shown = [page(visitor, f"/offers?lang=en&q=n%C3%A4hkusr&page={n}") for n in (1, 2, 3, 9)]
    assert [names(one)[:1] for one in shown] == [
        ["Nähkurs 0"], ["Nähkurs 2"], ["Nähkurs 4"], ["Nähkurs 0"],
    ]  # fmt: skip
    assert all("We also looked for: nahkurs" in one.text for one in shown)
    monkeypatch.setattr("app.offers.finding.MOST", 3)
    assert "5 offers" in shown[0].text
    assert "Choose a town, or write one more word." in page(visitor, "/offers?lang=en").text
