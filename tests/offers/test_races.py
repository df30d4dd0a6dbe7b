"""Two people, or two taps of one, at the same moment: each change counts once."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.core.tenancy import carrier_opened
from app.offers import events
from app.offers.models import Bookmark, Offer, OfferSuggestion
from tests.cast import Member
from tests.offers.shop import suggestion, whole_offer
from tests.races import two_at_once

Sign = Callable[[Member], FlaskClient]


def posting(browser: FlaskClient, address: str) -> Callable[[], int]:
    return lambda: browser.post(address).status_code


def test_two_taps_save_an_offer_once(app: Flask, selam: Member, signed_in: Sign) -> None:
    assert selam.client
    address = f"/offers/{whole_offer().id}/save"
    taps = [posting(signed_in(selam), address) for _ in range(2)]
    assert two_at_once(app, *taps, pause_at=events.OfferSaved) == [303, 303]
    with carrier_opened(selam.client.carrier_id):
        assert db.session.query(Bookmark).count() == 1


def test_a_suggestion_taken_over_twice_makes_one_draft(
    app: Flask, aylin: Member, signed_in: Sign
) -> None:
    address = f"/network/suggestions/{suggestion().id}/accept"
    taps = [posting(signed_in(aylin), address) for _ in range(2)]
    assert two_at_once(app, *taps, pause_at=events.SuggestionAccepted) == [303, 422]
    assert db.session.query(Offer).count() == 1


def test_an_answered_suggestion_is_not_declined_by_the_slower_one(
    app: Flask, aylin: Member, jana: Member, signed_in: Sign
) -> None:
    offer = whole_offer()
    row = suggestion(offer_id=offer.id, values={"phone": "+497151000777"})
    here = f"/network/suggestions/{row.id}"
    first, second = (
        posting(signed_in(aylin), f"{here}/accept"),
        posting(signed_in(jana), f"{here}/decline"),
    )
    assert two_at_once(app, first, second, pause_at=events.SuggestionAccepted) == [303, 422]
    db.session.rollback()
    assert db.session.query(OfferSuggestion.was_accepted).scalar() is True


@pytest.mark.parametrize(
    ("slower", "after"), [("back", "published"), ("publish", "published"), ("suspend", "suspended")]
)
def test_of_two_who_decide_on_an_offer_one_is_the_first(
    app: Flask, aylin: Member, jana: Member, signed_in: Sign, slower: str, after: str
) -> None:
    here = f"/network/offers/{whole_offer(state='in_check').id}"
    first = posting(signed_in(aylin), f"{here}/publish")
    second = posting(signed_in(jana), f"{here}/{slower}")
    answers = two_at_once(app, first, second, pause_at=events.OfferPublished)
    assert answers == [303, 303 if slower == "suspend" else 422]
    db.session.rollback()
    assert db.session.query(Offer.state).scalar() == after
