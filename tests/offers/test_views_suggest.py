"""Anybody tells us about an offer; nothing of it is public."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import db
from app.offers.models import LONGEST, Offer, OfferSuggestion
from tests.cast import Member
from tests.offers.shop import whole_offer
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
TUESDAY = "2026-11-24 13:30:00+00:00"  # 14:30 in Berlin: the whole offers are open


TYPED = {
    "name": "Nähcafé", "description": "Wir nähen", "topic": "participation", "town": "08119079",
    "address_1": "Lange Straße 1", "postal_code": "71332", "city": "Waiblingen",
    "hours": "Dienstags am Nachmittag", "phone": "07151 000777", "url": "www.example.org",
    "note": "Von meiner Nachbarin",
}  # fmt: skip


def test_anybody_suggests_and_nothing_is_public(visitor: FlaskClient, page: PagesOf) -> None:
    whole_offer()
    assert page(visitor, "/offers/suggest")
    answer = visitor.post("/offers/suggest", data=TYPED)
    assert answer.status_code == 303
    kept = db.session.query(OfferSuggestion).one()
    assert kept.values["phone"] == "+497151000777"
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
        ({"description": "x" * (LONGEST + 1)}, "This text is too long."),
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
