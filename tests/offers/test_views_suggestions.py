"""Answering what people proposed."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.offers.models import Offer, OfferSuggestion
from tests import build
from tests.cast import Member
from tests.offers.shop import record_of, suggestion, typed, whole_offer
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FAR = "08111000"  # Stuttgart: in nobody's area here


def test_a_suggestion_is_looked_at_taken_over_or_not(
    aylin: Member, gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    made, browser = whole_offer(), signed_in(aylin)
    row = suggestion(offer_id=made.id, values={"phone": "+497151000777"})
    address = f"/network/suggestions/{row.id}"
    assert "07151 000777" in page(browser, f"{address}?lang=en").text
    assert "Take over" not in page(signed_in(gerhard), f"{address}?lang=en").text
    assert browser.post(f"{address}/decline").headers["Location"] == address
    assert "Undo" in page(browser, f"{address}?lang=en").text
    assert browser.post(f"{address}/reopen").status_code == 303
    assert browser.post(f"{address}/accept").headers["Location"] == "/network"
    again = browser.post(f"{address}/accept?lang=en")
    assert again.status_code == 422
    assert "already answered" in again.get_data(as_text=True)
    db.session.rollback()
    assert record_of(made).values["phone"] == "+497151000777"
    for verb in ("accept", "decline", "reopen"):
        assert signed_in(gerhard).post(f"{address}/{verb}").status_code == 404


def test_a_new_offer_is_completed_and_published(
    aylin: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    row, browser = suggestion(), signed_in(aylin)
    to = browser.post(f"/network/suggestions/{row.id}/accept").headers["Location"]
    made = db.session.query(Offer).one()
    assert to == f"/network/offers/{made.id}"
    data = {
        "step": "save", "name": "Nähcafé", "description": "Wir nähen.", "topic": "participation",
        "kind": "cafe", "address_1": "Lange Straße 1", "postal_code": "71332",
        "city": "Waiblingen", "hours": "Mo 14-16", "phone": "07151 000555",
        "languages[]": ["de", "ar"], "min_level": "",
    }  # fmt: skip
    assert browser.post(f"/circle/offers/{made.id}/edit", data=data).status_code == 303
    for verb in ("to-check", "publish"):
        assert browser.post(f"/network/offers/{made.id}/{verb}").status_code == 303
    assert visitor.get(f"/offers/{made.id}").status_code == 200
    assert "Nähcafé" in visitor.get("/offers?q=naeh").get_data(as_text=True)


def test_unreadable_times_are_put_right_by_hand(aylin: Member, signed_in: Sign) -> None:
    made, browser = whole_offer(), signed_in(aylin)
    row = suggestion(offer_id=made.id, values={"hours": "immer montags"})
    answer = browser.post(f"/network/suggestions/{row.id}/accept?lang=en")
    assert answer.status_code == 422
    assert "Write one line for each time" in answer.get_data(as_text=True)
    address = f"/circle/offers/{made.id}/edit?suggestion={row.id}"
    assert "immer montags" in browser.get(address).get_data(as_text=True)
    data = typed(made, hours="Mo 10-12", step="save")
    assert browser.post(address, data=data).status_code == 303
    db.session.rollback()
    assert record_of(made).values["hours"] == "Mo 10:00–12:00"
    assert db.session.get_one(OfferSuggestion, row.id).was_accepted


def test_a_suggestion_of_another_town_is_missing(
    aylin: Member, selam: Member, signed_in: Sign
) -> None:
    with transaction():
        build.municipality(FAR, "Stuttgart")
    row, browser = suggestion(municipality_ags=FAR), signed_in(aylin)
    for method, tail in (
        ("get", ""),
        ("post", "/accept"),
        ("post", "/decline"),
        ("post", "/reopen"),
    ):
        foreign = browser.open(f"/network/suggestions/{row.id}{tail}", method=method)
        missing = browser.open(f"/network/suggestions/999999{tail}", method=method)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
        hers = signed_in(selam).open(f"/network/suggestions/{row.id}{tail}", method=method)
        assert hers.status_code == 404
