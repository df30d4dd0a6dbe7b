"""The directory of the demo town: large, whole, invented, and the same for a seed."""

from datetime import timedelta

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.carriers.models import Municipality
from app.core import clock
from app.core.db import db, transaction
from app.core.words import TOPICS
from app.demo.offers import add_offers
from app.demo.people import DISTRICT, TOWNS
from app.offers.finding import Search
from app.offers.models import ISSUES, KINDS, LEVELS, Offer, OfferIssue, OfferSuggestion, Schedule
from app.offers.states import demand_complete
from app.offers.wish import Wish
from app.offers.words import FIELDS
from app.offers.writing import changed
from tests.offers.shop import record_of


def load(seed: int) -> int:
    with transaction():
        for ags, name, _latitude, _longitude in TOWNS:
            if db.session.get(Municipality, ags) is None:
                db.session.add(
                    Municipality(
                        ags=ags, name=name, district_ags=DISTRICT[0], district_name=DISTRICT[1]
                    )
                )
        db.session.flush()
        return add_offers(seed)


def test_three_towns_ten_topics_and_all_of_it_whole(app: object) -> None:
    assert load(1) >= 66
    offers = db.session.query(Offer).all()
    published = [offer for offer in offers if offer.state == "published"]
    assert len(published) >= 60
    assert {offer.topic for offer in published} == set(TOPICS)
    assert {offer.municipality_ags for offer in published} == {town[0] for town in TOWNS}
    assert {offer.kind for offer in offers} <= set(KINDS)
    assert {offer.min_level for offer in offers} <= {None, *LEVELS}
    assert {offer.state for offer in offers} >= {"published", "in_check", "draft", "suspended"}
    assert any(offer.is_stale for offer in published)
    for offer in published:
        demand_complete(record_of(offer))


def test_some_tell_what_to_bring_and_whom_to_ask_for(app: object) -> None:
    load(1)
    course = db.session.query(Offer).filter_by(name="Integrationskurs am Vormittag").one()
    told = record_of(course).values
    assert told["documents"] == "Berechtigungsschein\nAusweis oder Aufenthaltstitel"
    assert (told["contact"], told["wait_time"]) == ("Kursbüro", "etwa sechs Wochen")
    assert course.last_modified < clock.now() - timedelta(hours=1)
    women = db.session.query(Offer).filter_by(name="Alphabetisierungskurs für Frauen").one()
    assert record_of(women).values["for_whom"] == ["women"]


def test_people_told_us_things_about_offers(app: object) -> None:
    load(1)
    issues = db.session.query(OfferIssue).all()
    assert {issue.kind for issue in issues} <= set(ISSUES)
    for row in db.session.query(OfferSuggestion):
        assert set(row.values) <= set(FIELDS)
        if row.offer_id:
            assert changed(record_of(db.session.get_one(Offer, row.offer_id)), row.values)


def test_the_same_seed_makes_the_same_directory(app: object) -> None:
    def all_ids() -> set[object]:
        return set(db.session.scalars(sa.select(Offer.id))) | set(
            db.session.scalars(sa.select(Schedule.id))
        )

    load(1)
    first = all_ids()
    for table in (
        "offer_likeness",
        "offer_term",
        "contact",
        "required_document",
        "accessibility",
        "offer_search",
        "translation",
        "offer_language",
        "phone",
        "schedule",
        "location",
        "offer_issue",
        "offer_suggestion",
        "offer",
        "organization",
    ):
        with transaction() as session:
            session.execute(sa.table(table).delete())
    db.session.expunge_all()
    load(1)
    assert all_ids() == first
    load(2)
    assert len(all_ids()) == 2 * len(first)


def test_it_is_searched_in_tigrinya_and_ukrainian(app: object) -> None:
    load(1)
    found = Search(Wish(query="ቋንቋ"), reader="ti", towns=[]).find()
    assert {card.names.get("ti", "") for card in found.cards} >= {"ናይ ቋንቋ ካፈ ኣብ ማርክትድራይኤክ"}
    assert Search(Wish(query="визнання"), reader="uk", towns=[]).find().total == 1
    assert Search(Wish(query="sprachcafe"), reader="ar", towns=[]).find().total == 1
    assert Search(Wish(when="week"), reader="de", towns=[]).find().total > 40


def test_the_list_of_the_town_is_answered_in_six_statements(
    visitor: FlaskClient, page: object
) -> None:
    load(1)
    shown = page(visitor, "/offers?lang=ar", statements=6)  # type: ignore[operator]
    assert len(shown.all("h3")) == 20
