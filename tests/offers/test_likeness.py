"""No doubles: what is alike is found while typing, in one statement, however it is written."""

import os
import time
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.offers import likeness, pairs
from app.offers.care_models import OfferLikeness
from app.offers.catching_up import note_likeness
from app.offers.models import Location, Offer, OfferSuggestion, Phone
from tests import build
from tests.cast import Member
from tests.offers.shop import typed, whole_offer
from tests.pages import Page, counting, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
HERE = {"town": build.TOWN}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Freundeskreis Asyl e.V.", "Freundeskreis Asyl"),
        ("Freundeskreis Asyl e. V.", "FREUNDESKREIS ASYL eV"),
        ("Lernhaus gGmbH", "Lernhaus"),
        ("Nähcafé", "Naehcafe"),
        ("Nähcafé", "Nahcafe"),
        ("Fußball für Frauen", "Fussball Frauen"),
        ("Sprach-Café", "Sprachcafé"),
        ("Das Café der Kulturen", "Café Kulturen"),
    ],
)
def test_the_same_name_written_in_other_ways(one: str, other: str) -> None:
    assert "".join(likeness.words_of(one)) == "".join(likeness.words_of(other))


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Sprachcafé", "Sprachcafé im Bürgerhaus", True),
        ("Sprachcafe Waiblingen", "Sprachkafe Waiblingen", True),
        ("Deutschkurs A1", "Deutschkurs B2", False),
        ("Nähcafé", "Reparaturcafé", False),
        ("e.V.", "gGmbH", False),
    ],
)
def test_names_that_are_nearly_the_same(one: str, other: str, are: bool) -> None:
    assert likeness.are_names_alike(one, other) is are


def test_streets_sites_and_numbers_are_compared_however_they_are_written() -> None:
    held, sought = (
        likeness.keys_of({"phone": phone, "address_1": street, "postal_code": "71332", "url": url})
        for phone, street, url in (
            ("+49715155501", "Lange Straße 4", "https://www.verein.example/kurse"),
            ("07151 / 555-01", "lange str. 4", "verein.example"),
        )
    )
    assert held == sought == {"p:+49715155501", "a:71332 langestr4", "h:verein.example"}
    assert likeness.keys_of({"phone": "keine", "url": "http://[", "name": " "}) == set()


def asked(browser: FlaskClient, **data: str) -> str:
    answer = browser.post("/offers/similar?lang=en", data={**HERE, **data}, headers=PARTIAL)
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert 'id="similar"' in html
    assert "<html" not in html
    return html


def test_while_typing_what_is_alike_appears_with_the_reason(
    gerhard: Member, selam: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    cafe = whole_offer("Sprachcafé Waiblingen", url="https://verein.example")
    whole_offer("Fern", town="08111000")
    draft = whole_offer("Geheimer Entwurf", state="draft")
    by_name = asked(visitor, name="Sprachcafe waiblingen e.V.")
    assert f"/offers/{cafe.id}" in by_name
    assert "The same: Name" in by_name
    assert "Phone" in asked(visitor, name="Anders", phone="07151 000123")
    assert "Street" in asked(visitor, address_1="Lange Str. 45", postal_code="71332")
    assert "Website" in asked(signed_in(selam), url="www.verein.example/neu")
    for nothing in ({}, {"name": "Kochgruppe"}, {"name": "Sprachcafé Waiblingen", "town": "x"}):
        assert "/offers/" not in asked(visitor, **nothing)
    assert "Geheimer" not in asked(visitor, name="Geheimer Entwurf")
    assert f"/circle/offers/{draft.id}/edit" in asked(signed_in(gerhard), name="Geheimer Entwurf")
    itself = asked(visitor, name="Sprachcafé Waiblingen", itself=str(cafe.id))
    assert str(cafe.id) not in itself


def test_by_night_what_was_never_compared_is(visitor: FlaskClient) -> None:
    made = whole_offer("Nähcafé")
    nothing = whole_offer("–", byday=None)
    with transaction() as session:
        session.execute(sa.delete(OfferLikeness))
        session.execute(sa.delete(Location).where(Location.offer_id == nothing.id))
        session.execute(sa.delete(Phone).where(Phone.offer_id == nothing.id))
    assert str(made.id) not in asked(visitor, name="Nähcafé")
    with counting() as few:
        note_likeness(clock.now())
    assert str(made.id) in asked(visitor, name="Nähcafé")
    for number in range(3):
        whole_offer(f"Treff {number}")
    with transaction() as session:
        session.execute(sa.delete(OfferLikeness))
    with counting() as many:  # however many are missing
        note_likeness(clock.now())
    assert len(many) == len(few)


FULL = os.environ.get("FULL_GOALS") == "1"
MANY = 100_000 if FULL else 200


def test_one_statement_by_the_index_however_many_there_are(gerhard: Member) -> None:
    """A whole country of offers, three hundred in this town, most with words in common."""
    made = whole_offer("Sprachcafé")
    towns = [build.TOWN, *(f"0811{number:04}" for number in range(MANY // 300))]
    offers = [(uuid.uuid4(), number) for number in range(MANY)]
    keys = ("w:sprachcafe", "w:deutsch", "n:deutschsprechen", "h:verein.example", "w:abend")
    with transaction() as session:
        named = {c.name: getattr(made, c.name) for c in Offer.__table__.columns}
        session.execute(
            sa.insert(Offer), [{**named, "id": key, "name": f"Kurs {n}"} for key, n in offers]
        )
        session.execute(
            sa.insert(OfferLikeness),
            [
                {"offer_id": key, "key": word, "municipality_ags": towns[n % len(towns)]}
                for key, n in offers
                for word in keys
            ],
        )
    values = {"name": "Sprachcafé Deutsch", "phone": "07151 000123", "url": "verein.example"}
    db.session.rollback()
    likeness.similar(values, sa.true(), town=build.TOWN)
    began = time.perf_counter()
    with counting() as sent:
        found = likeness.similar(values, sa.true(), town=build.TOWN)
    took = time.perf_counter() - began
    assert found[0].name == "Sprachcafé"
    assert len(found) == likeness.MOST
    assert len(sent) == 1
    assert not FULL or took < 0.15, took


def test_without_script_a_double_is_shown_once_before_it_is_sent(
    visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer("Nähcafé")
    form = page(visitor, "/offers/suggest")
    asking = form.find("form", action="/offers/similar")
    assert asking.get("data-hx-trigger") == "input from:#offer-form delay:600ms"
    assert asking.get("data-hx-include") == "#offer-form [name]:not([name=csrf])"  # never twice
    data = {"name": "Naehcafe", "description": "x", "topic": "participation", **HERE}
    first = visitor.post("/offers/suggest?lang=en", data=data)
    assert first.status_code == 422
    assert "Perhaps it stands there already" in first.text
    assert f'name="seen" value="{made.id}"' in first.text
    assert db.session.query(OfferSuggestion).count() == 0
    again = visitor.post("/offers/suggest", data={**data, "seen": f"{made.id}"})
    assert again.status_code == 303
    assert db.session.query(OfferSuggestion).count() == 1


def test_the_preview_of_a_change_and_a_suggestion_show_what_is_alike(
    aylin: Member, signed_in: Sign
) -> None:
    other, made = whole_offer("Nähcafé"), whole_offer("Kochgruppe")
    browser, here = signed_in(aylin), f"/circle/offers/{made.id}/edit"
    shown = browser.post(f"{here}?lang=en", data=typed(made, name="Nähcafé e.V.")).text
    assert f"/network/offers/{made.id}/merge/{other.id}" in shown


def test_likely_doubles_of_the_area_leave_out_what_is_apart(
    aylin: Member, gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    first, second = whole_offer("Sprachcafé"), whole_offer("Sprachcafé e.V.")
    whole_offer("Töpfern")  # the same number and street, and another offer
    whole_offer("Sprachcafé", town="08119067")  # another town's
    whole_offer("Sprachcafé", state="archived")
    found = pairs.likely_doubles(aylin.viewer)
    assert [{one.first_id, one.second_id} for one in found] == [{first.id, second.id}]
    browser = signed_in(aylin)
    shown = page(browser, "/network/doubles?lang=en", statements=3)
    assert "Sprachcafé" in words(shown.find("h2"))
    answer = browser.post(f"/network/offers/{second.id}/apart/{first.id}")
    assert answer.headers["Location"] == "/network/doubles"
    assert "No entries are alike." in page(browser, "/network/doubles?lang=en").text
    assert signed_in(gerhard).get("/network/doubles").status_code == 404
