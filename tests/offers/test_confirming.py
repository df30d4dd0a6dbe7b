"""The provider's code: no account, once, thirty days, never kept; what differs goes to check."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.offers import confirming, events, service
from app.offers.care_models import OfferConfirmation
from app.offers.models import Offer, OfferSuggestion
from tests.cast import Member
from tests.offers.shop import named, record_of, stale_day, typed, whole_offer
from tests.pages import Page
from tests.races import two_at_once
from tests.visits import visitor_of

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def asked(offer: Offer, by: Member) -> str:
    with transaction():
        return confirming.ask(offer, by=by.viewer, now=clock.now())[1]


def test_everything_is_right_said_once_without_account(
    gerhard: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer(assured_date=stale_day())
    html = signed_in(gerhard).post(f"/circle/offers/{made.id}/provider").get_data(as_text=True)
    code = re.search(r"/confirm#(\w{16})\s", html)
    assert code is not None
    assert "Helferkreis Waiblingen" in html
    assert "<svg" in html  # the same to scan
    spoken = confirming.in_groups(code[1]).lower()
    assert spoken.upper() in html  # and to type
    shown = visitor.post("/confirm?lang=en", data={"code": spoken}).get_data(as_text=True)
    for told in ("Lange Straße 45", "Helferkreis Waiblingen", "Everything is right"):
        assert told in shown, told
    assert gerhard.person.call_name not in shown
    thanks = visitor.post("/confirm?lang=en", data={"code": spoken, "step": "right"})
    assert "Thank you" in thanks.get_data(as_text=True)
    db.session.rollback()
    kept = record_of(made).offer
    assert (kept.assured_date, kept.assured_by) == (clock.today(), "provider")
    assert named("OfferProviderAsked") == named("OfferProviderAnswered") == named("OfferChecked")
    assert "the provider" in page(visitor, f"/offers/{made.id}?lang=en").text
    assert visitor.post("/confirm", data={"code": spoken, "step": "right"}).status_code == 422
    assert named("OfferChecked") == 1


def test_what_is_different_goes_to_check_with_preview_and_moves_no_day(
    gerhard: Member, aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made = whole_offer(assured_date=stale_day())
    code = asked(made, gerhard)
    form = visitor.post("/confirm", data={"code": code, "step": "form"}).get_data(as_text=True)
    assert "07151" in form
    data = typed(made, phone="07151 000999", code=code)
    unchanged = visitor.post("/confirm", data={**typed(made, code=code), "step": "preview"})
    assert unchanged.status_code == 422
    wrong = visitor.post("/confirm", data={**data, "hours": "immer", "step": "save"})
    assert wrong.status_code == 422
    shown = visitor.post("/confirm", data={**data, "step": "preview"}).get_data(as_text=True)
    assert "07151 000999" in shown
    assert "07151 000999" in visitor.post("/confirm", data={**data, "step": "edit"}).text
    assert db.session.query(OfferSuggestion).count() == 0
    assert visitor.post("/confirm", data={**data, "step": "save"}).status_code == 200
    db.session.rollback()
    row = db.session.query(OfferSuggestion).one()
    assert (row.values, row.person_id) == ({"phone": "+497151000999"}, None)
    assert record_of(made).offer.assured_date == stale_day()
    browser = signed_in(aylin)
    assert "from the provider" in page(browser, "/circle?lang=en").text
    assert "from the provider" in page(browser, f"/network/suggestions/{row.id}?lang=en").text
    assert (
        "wrote what is different"
        in page(browser, f"/circle/offers/{made.id}/provider?lang=en").text
    )
    assert visitor.post("/confirm", data={"code": code}).status_code == 422


def test_a_code_ends_by_time_by_a_newer_one_by_hand_and_with_the_offer(
    gerhard: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    made = whole_offer()

    def opens(code: str) -> bool:
        return visitor.post("/confirm", data={"code": code}).status_code == 200

    first = asked(made, gerhard)
    second = asked(made, gerhard)
    assert (opens(first), opens(second)) == (False, True)
    clock.shift(timedelta(days=30, seconds=-9))
    assert opens(second)
    clock.shift(timedelta(days=30, seconds=9))
    assert not opens(second)
    clock.shift(timedelta(0))
    piece = signed_in(gerhard).post(f"/circle/offers/{made.id}/provider/end", headers=PARTIAL)
    assert b'id="provider"' in piece.data
    assert b"<html" not in piece.data
    assert not opens(second)
    third = asked(made, gerhard)
    with transaction():
        service.suspend(record_of(made).offer, by=gerhard.viewer, now=clock.now())
    assert not opens(third)
    assert named("OfferQuestionEnded") == 2


def test_the_code_is_in_no_address_and_kept_nowhere(
    gerhard: Member, visitor: FlaskClient, page: PagesOf
) -> None:
    code = asked(whole_offer(), gerhard)
    assert len(code) * 5 == 80  # bits
    row = db.session.query(OfferConfirmation).one()
    assert code not in str({c.name: getattr(row, c.name) for c in row.__table__.columns})
    assert confirming.tidied(f" {code[:4]}-{code[4:].lower()} ") == code
    assert confirming.tidied("oil0") == "0110"
    start = page(visitor, "/confirm?lang=en")
    assert "js/confirm.js" in start.html
    assert start.find("form", id="confirm-code").get("method") == "post"
    assert visitor.post("/confirm").status_code == 422


def test_guessing_is_limited(visitor: FlaskClient) -> None:
    whole_offer()
    answers = [visitor.post("/confirm", data={"code": f"A{n}"}).status_code for n in range(61)]
    assert answers == [422] * 60 + [429]


@pytest.mark.parametrize("verb", ["", "/end"])
def test_who_may_ask(
    gerhard: Member, selam: Member, signed_in: Sign, visitor: FlaskClient, verb: str
) -> None:
    far, hidden = whole_offer(town="08111000"), whole_offer(state="suspended")
    browser = signed_in(gerhard)
    assert browser.post(f"/circle/offers/{far.id}/provider{verb}").status_code == 404
    assert signed_in(selam).post(f"/circle/offers/{hidden.id}/provider{verb}").status_code == 404
    assert visitor.post(f"/circle/offers/{hidden.id}/provider{verb}").status_code == 303
    if not verb:
        assert browser.post(f"/circle/offers/{hidden.id}/provider").status_code == 422


def test_two_taps_of_a_provider_are_one_answer(app: Flask, gerhard: Member) -> None:
    data = {"code": asked(whole_offer(), gerhard), "step": "right"}
    taps = [lambda: visitor_of(app).post("/confirm", data=data).status_code] * 2
    answers = two_at_once(app, *taps, pause_at=events.OfferProviderAnswered)
    assert sorted(answers) == [200, 422]
    assert named("OfferChecked") == 1
