"""What a client saved: the last offers on her first page, all of them on a page of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.home.queries import SAVED
from app.offers.models import Bookmark, Offer
from tests import build
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]


def save(member: Member, number: int) -> list[Offer]:
    """Offers that she saved one after the other, the last one first."""
    assert member.client is not None
    with carrier_opened(member.client.carrier_id), transaction() as session:
        offers = [build.offer(f"Sprachcafé {place:02}") for place in range(number)]
        for place, offer in enumerate(offers):
            at = clock.now() - timedelta(hours=number - place)
            session.add(Bookmark(client_id=member.client.id, offer_id=offer.id, created_at=at))
    return offers[::-1]


@pytest.mark.parametrize("number", [SAVED, SAVED + 1, 12])
def test_the_last_ones_stand_on_the_first_page_and_all_on_their_own(
    signed_in: SignIn, selam: Member, page: Any, number: int
) -> None:
    hers = [offer.name for offer in save(selam, number)]
    browser = signed_in(selam)
    home = page(browser, "/home?lang=de", statements=4)
    for name in hers:
        assert (name in home.text) is (name in hers[:SAVED])
    assert ('href="/offers/saved"' in home.html) is (number > SAVED)
    shown = page(browser, "/offers/saved?lang=de", statements=3).text
    places = [shown.index(name) for name in hers]
    assert places == sorted(places), "the last one first"
    kept = browser.get("/offline/pack").get_json()["pages"]
    assert ("/offers/saved" in kept) is (number > SAVED)
    assert sum(at.startswith("/offers/") and "?" not in at for at in kept) == number + (
        number > SAVED
    )


def test_who_saved_nothing_is_told_so(signed_in: SignIn, selam: Member, page: Any) -> None:
    nothing = page(signed_in(selam), "/offers/saved?lang=en")
    assert "You have not saved an offer yet." in nothing.text


def test_what_is_no_longer_public_is_neither_here_nor_counted(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    last, *others = save(selam, SAVED + 1)
    with transaction() as session:
        session.get_one(Offer, last.id).state = "archived"
    browser = signed_in(selam)
    home = page(browser, "/home?lang=de")
    assert last.name not in home.text
    assert all(other.name in home.text for other in others)
    assert 'href="/offers/saved"' not in home.html
    assert last.name not in page(browser, "/offers/saved?lang=de").text


def test_it_is_hers_alone(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, visitor: FlaskClient, page: Any
) -> None:
    (mine,) = save(selam, 1)
    assert mine.name not in page(signed_in(ahmad), "/offers/saved?lang=de").text
    assert signed_in(jana).get("/offers/saved").status_code == 404
    assert visitor.get("/offers/saved").status_code == 303
