"""Two entries become one: nothing is lost, the old address leads on, and for a day it is undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.carriers.models import Carrier
from app.core import clock
from app.core.db import Base, db, transaction
from app.core.i18n import speaking
from app.core.tenancy import carrier_opened
from app.notices.models import OfferMove
from app.offers import merging, service
from app.offers.care_models import OfferEnding
from app.offers.ending import TooLate
from app.offers.merging_rows import MOVES, STAYS
from app.offers.models import Bookmark, Location, Offer, OfferSuggestion
from app.offers.models_hsds import OfferChange
from app.offers.presenting import in_words
from app.offers.states import WrongState
from app.plan.models import Step
from tests import build
from tests.cast import Member
from tests.offers.shop import named, record_of, stale_day, suggestion, whole_offer
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]


def test_each_table_that_names_an_offer_follows_or_stays_on_purpose() -> None:
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "offer.id"
    }
    assert naming == MOVES.keys() | STAYS, "name it in app/offers/merging_rows.py"
    assert not MOVES.keys() & STAYS


def two(**more: Any) -> tuple[Offer, Offer]:
    kept = whole_offer("Sprachcafé", names={"en": "Language café"}, assured_date=stale_day())
    gone = whole_offer("Sprachcafe e.V.", names={"en": "Café", "ar": "مقهى"}, **more)
    with transaction():
        place = db.session.query(Location).filter_by(offer_id=gone.id).one()
        place.address_1, place.latitude = "Marktplatz 1", 48.9
    return kept, gone


def put(kept: Offer, gone: Offer, by: Member, *chosen: str) -> OfferEnding:
    with transaction():
        return merging.merge(
            record_of(kept), record_of(gone), chosen, by=by.viewer, now=clock.now()
        )


def words_in(offer: Offer) -> dict[str, tuple[str, str]]:
    record = record_of(offer)
    words = record.words("name")
    return {row.lang: (row.text, words.status_in(row.lang)) for row in record.translations}


def history_of(offer: Offer) -> set[tuple[str, str, str, str]]:
    rows = db.session.query(OfferChange).filter_by(offer_id=offer.id)
    return {(r.field_name, r.previous_value, r.replacement_value, r.updated_by) for r in rows}


def test_what_was_chosen_is_taken_and_a_day_long_given_back(aylin: Member) -> None:
    kept, gone = two()
    before, theirs = record_of(kept).values, record_of(gone).values
    words, their_words = words_in(kept), words_in(gone)
    put(kept, gone, aylin, "name", "place")
    db.session.rollback()
    record = record_of(kept)
    assert record.values == {**before, "name": "Sprachcafe e.V.", "address_1": "Marktplatz 1"}
    assert record.locations[0].latitude == 48.9
    assert record.offer.assured_date == stale_day()  # putting together is no check
    assert words_in(kept) == {"en": ("Café", "up_to_date"), "ar": ("مقهى", "up_to_date")}
    assert words_in(gone) == {"en": ("Language café", "up_to_date")}
    assert record_of(gone).offer.state == "archived"
    assert named("OfferMerged") == 1
    office = "Integrationsbeauftragte Rems-Murr-Kreis"
    led_on = ("id", str(gone.id), str(kept.id), office)
    assert history_of(gone) == {led_on}
    name = ("name", "Sprachcafé", "Sprachcafe e.V.", office)
    street = ("address_1", "Lange Straße 45", "Marktplatz 1", office)
    assert history_of(kept) == {led_on, name, street}
    with transaction():
        merging.bring_back(record_of(gone).offer, by=aylin.viewer, now=clock.now())
    db.session.rollback()
    assert (record_of(kept).values, record_of(gone).values) == (before, theirs)
    assert record_of(kept).locations[0].latitude == 48.83
    assert (words_in(kept), words_in(gone)) == (words, their_words)
    assert record_of(gone).offer.state == "published"
    assert named("OfferMergeUndone") == 1
    assert history_of(gone) == {led_on, ("id", str(kept.id), str(gone.id), office)}
    assert len(history_of(kept)) == 6


def test_translations_of_other_words_count_as_outdated(aylin: Member) -> None:
    kept, gone = two()
    put(kept, gone, aylin)
    assert words_in(kept) == {"en": ("Language café", "up_to_date"), "ar": ("مقهى", "outdated")}


def test_what_somebody_changed_since_is_not_given_back(aylin: Member) -> None:
    kept, gone = two()
    put(kept, gone, aylin, "name", "place")
    with transaction():
        db.session.get_one(Offer, kept.id).name = "Noch anders"
        merging.bring_back(record_of(gone).offer, by=aylin.viewer, now=clock.now())
    assert record_of(kept).values["name"] == "Noch anders"
    assert record_of(kept).values["address_1"] == "Lange Straße 45"


def test_saved_pinned_referred_and_suggested_follow_in_every_carrier(
    aylin: Member, selam: Member, oksana: Member, yonas: Member
) -> None:
    kept, gone = two()
    saved = []
    for member, offer in ((selam, gone), (oksana, gone), (oksana, kept), (yonas, gone)):
        assert member.client
        saved.append((member.client.id, offer.id))
        with carrier_opened(member.client.carrier_id), transaction():
            service.save(offer, client_id=member.client.id, by=member.viewer, now=clock.now())
    assert yonas.client
    with carrier_opened(yonas.client.carrier_id), transaction():
        step_id = build.step(yonas.client, None, own_words="x", offer_id=gone.id).id
    told_id = suggestion(offer_id=gone.id).id
    put(kept, gone, aylin)

    def standing() -> list[Any]:
        db.session.rollback()
        found: list[Any] = []
        for carrier_id in db.session.scalars(sa.select(Carrier.id)).all():
            with carrier_opened(carrier_id):
                rows = db.session.execute(sa.select(Bookmark.client_id, Bookmark.offer_id))
                found += [tuple(row) for row in rows]
                found += db.session.scalars(sa.select(Step.offer_id).where(Step.id == step_id))
                db.session.rollback()
        return [*found, db.session.get_one(OfferSuggestion, told_id).offer_id]

    moved = standing()
    marked = set(db.session.scalars(sa.select(OfferMove.offer_id)))
    assert marked == {kept.id, gone.id}  # the worker brings reminders in line
    assert moved.count(gone.id) == 0
    assert sum(kept.id in row if isinstance(row, tuple) else row == kept.id for row in moved) == 5
    with transaction():
        merging.bring_back(record_of(gone).offer, by=aylin.viewer, now=clock.now())
    back = standing()
    assert {row for row in back if isinstance(row, tuple)} == set(saved)
    assert [row for row in back if not isinstance(row, tuple)] == [gone.id, gone.id]


def test_the_old_address_leads_on_through_every_merge_until_it_is_undone(
    aylin: Member, visitor: FlaskClient
) -> None:
    kept, gone = two()
    last = whole_offer("Das letzte")
    put(kept, gone, aylin)
    answer = visitor.get(f"/offers/{gone.id}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/offers/{kept.id}")
    assert "no-cache" in answer.headers["Cache-Control"]
    put(last, kept, aylin)
    for old in (gone, kept):
        assert visitor.get(f"/offers/{old.id}").headers["Location"] == f"/offers/{last.id}"
    with pytest.raises(TooLate), transaction():  # first the later one
        merging.bring_back(record_of(gone).offer, by=aylin.viewer, now=clock.now())
    with transaction():
        merging.bring_back(record_of(kept).offer, by=aylin.viewer, now=clock.now())
    assert visitor.get(f"/offers/{kept.id}").status_code == 200
    late = clock.now() + timedelta(hours=25)
    with pytest.raises(TooLate), transaction():
        merging.bring_back(record_of(gone).offer, by=aylin.viewer, now=late)
    with transaction():
        service.suspend(record_of(kept).offer, by=aylin.viewer, now=clock.now())
    assert visitor.get(f"/offers/{gone.id}").status_code == 404


@pytest.mark.sqlite_only
def test_names_of_languages_stand_in_the_order_of_the_reader(built_app: Flask) -> None:
    with built_app.app_context(), speaking("ar"):
        told = in_words("languages", ["de", "ar"])
    assert told == "\u2068Deutsch\u2069، \u2068العربية\u2069"


def test_the_page_shows_what_differs_and_takes_what_is_chosen(
    aylin: Member, gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    kept, gone = two(url="https://verein.example")
    browser, here = signed_in(aylin), f"/network/offers/{kept.id}/merge/{gone.id}"
    shown = page(browser, f"{here}?lang=en")
    radios = [e for e in shown.all("input") if e.get("type") == "radio"]
    assert {e.get("name") for e in radios} == {"name", "place", "url"}
    checked = {e.get("name"): e.get("value") for e in radios if e.get("checked") is not None}
    assert checked == {"name": "own", "place": "own", "url": "other"}  # what is empty here is taken
    piece = browser.post(here, data=checked, headers={"HX-Request-Type": "partial"})
    assert piece.headers["HX-Redirect"] == f"/network/offers/{gone.id}"
    db.session.rollback()
    assert record_of(kept).values["url"] == "https://verein.example"
    assert browser.post(here, data=checked).status_code == 422
    assert "bring-back" in page(browser, f"/network/offers/{gone.id}").html
    assert browser.post(f"/network/offers/{gone.id}/bring-back").status_code == 303
    db.session.rollback()
    assert record_of(kept).values["url"] == ""
    for foreign in (whole_offer("Fern", town="08111000").id, "0" * 32):
        assert browser.get(f"/network/offers/{kept.id}/merge/{foreign}").status_code == 404
    assert signed_in(gerhard).get(here).status_code == 404
    with pytest.raises(WrongState), transaction():
        merging.merge(record_of(kept), record_of(kept), (), by=aylin.viewer, now=clock.now())


def test_the_read_api_leads_on_too(aylin: Member, visitor: FlaskClient) -> None:
    kept, gone = two()
    put(kept, gone, aylin)
    answer = visitor.get(f"/api/hsds/services/{gone.id}?lang=de")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/api/hsds/services/{kept.id}?lang=de"
    assert visitor.get(answer.headers["Location"]).get_json()["id"] == str(kept.id)
