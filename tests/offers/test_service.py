"""What may become of an offer: states, checks, reports, changes, and the trail of it all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.audit.models import AccessLog, TrailEntry
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.offers import service, suggestions
from app.offers.hours import UnreadableHours
from app.offers.models import (
    STATES,
    Offer,
    OfferIssue,
    OfferSuggestion,
    Organization,
    SearchText,
    Translation,
)
from app.offers.queries import fitting, get_public, saved_by
from app.offers.states import MOVES, Incomplete, WrongState, go
from app.offers.suggestions import Decided, NothingChanged
from app.offers.writing import is_spelling
from tests.cast import Member
from tests.offers.shop import record_of, stale_day, suggestion, whole_offer

pytestmark = pytest.mark.usefixtures("app")

ALLOWED = {
    ("suggested", "draft"),
    ("draft", "in_check"),
    ("in_check", "published"),
    ("in_check", "draft"),
    ("published", "suspended"),
    ("published", "expired"),
    ("suspended", "in_check"),
    ("suspended", "archived"),
    ("expired", "archived"),
}


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_only_these_ways_lead_on(before: str, after: str) -> None:
    offer = Offer(state=before)
    if (before, after) in ALLOWED:
        assert go(offer, after) == before
        assert offer.state == after
        return
    with pytest.raises(WrongState):
        go(offer, after)
    assert offer.state == before


def test_final_states_are_never_left() -> None:
    assert set(MOVES) == set(STATES)
    assert MOVES["archived"] == frozenset()


def named(what: str) -> int:
    return db.session.query(TrailEntry).filter_by(what=what).count()


def test_a_check_is_noted_settles_reports_and_can_be_taken_back(aylin: Member) -> None:
    made = whole_offer(assured_date=stale_day(), assured_by="Früher")
    with transaction():
        service.report(made, "moved", by=None, now=clock.now())
    with transaction():
        service.assure(made, circle="Helferkreis", by=aylin.viewer, now=clock.now())
    assert (made.assured_date, made.assured_by) == (clock.today(), "Helferkreis")
    assert not made.is_stale
    assert db.session.query(OfferIssue).one().settled_at is not None
    with transaction():
        service.assure(made, circle="Noch einer", by=aylin.viewer, now=clock.now())
        service.take_back_check(made, by=aylin.viewer, now=clock.now())
    assert (made.assured_date, made.assured_by) == (stale_day(), "Früher")
    assert db.session.query(OfferIssue).one().settled_at is None
    assert [named(n) for n in ("OfferChecked", "OfferCheckUndone", "OfferReported")] == [2, 1, 1]


def test_the_check_of_another_day_stands(aylin: Member) -> None:
    made = whole_offer()
    with pytest.raises(service.NotToday), transaction():
        service.take_back_check(made, by=aylin.viewer, now=clock.now())


@pytest.mark.parametrize("state", [s for s in STATES if s != "published"])
def test_only_public_offers_are_checked(aylin: Member, state: str) -> None:
    made = whole_offer(state=state)
    with pytest.raises(WrongState), transaction():
        service.assure(made, circle="X", by=aylin.viewer, now=clock.now())


LACKING: dict[str, dict[str, object]] = {
    "place": {"address_1": "", "url": ""},
    "hours": {"hours": ""},
    "phone": {"phone": "", "application_process": ""},
    "languages": {"languages": []},
}


@pytest.mark.parametrize("lacking", LACKING)
def test_what_is_incomplete_is_not_published(aylin: Member, lacking: str) -> None:
    made = whole_offer(state="in_check")
    changes = LACKING[lacking]
    with transaction():
        suggestions.change(record_of(made), changes, by=aylin.viewer, now=clock.now())
    with pytest.raises(Incomplete), transaction():
        service.publish(record_of(made), circle="X", by=aylin.viewer, now=clock.now())
    assert made.state == "in_check"
    assert named("OfferPublished") == 0


def test_from_check_to_public_to_archive(aylin: Member) -> None:
    made, by, now = whole_offer(state="in_check", assured_date=None), aylin.viewer, clock.now()
    with transaction():
        service.publish(record_of(made), circle="Stadt", by=by, now=now)
    assert (made.state, made.assured_by) == ("published", "Stadt")
    with transaction():
        service.suspend(made, by=by, now=now)
        service.archive(made, by=by, now=now)
    assert made.state == "archived"
    over = whole_offer(valid_to=clock.today() - timedelta(days=1))
    with transaction():
        service.archive(over, by=by, now=now)
    assert (over.state, named("OfferExpired"), named("OfferArchived")) == ("archived", 1, 2)


def test_a_running_offer_is_not_archived(aylin: Member) -> None:
    made = whole_offer()
    with pytest.raises(WrongState), transaction():
        service.archive(made, by=aylin.viewer, now=clock.now())


def test_guests_and_one_person_twice_suspend_nothing(selam: Member, oksana: Member) -> None:
    made, now = whole_offer(), clock.now()
    with transaction():
        for by in (None, None, None, selam.viewer, selam.viewer):
            service.report(made, "closed", by=by, now=now)
    assert made.state == "published"
    with transaction():
        service.report(made, "closed", by=oksana.viewer, now=now)
    assert made.state == "suspended"
    entry = db.session.query(TrailEntry).filter_by(what="OfferSuspended").one()
    assert (entry.role, entry.person_id) == (SYSTEM.role, None)


@pytest.mark.parametrize(
    ("before", "after", "is_small"),
    [
        ("Wir sprechen Deusch", "Wir sprechen Deutsch", True),
        ("Zimmer 12, 2. Stock", "Zimmer 13, 2. Stock", False),  # a number is substance
        ("Sprachcafé", "Nähcafé am Markt", False),
        ("", "Neu", False),
        ("Alt", "", False),
    ],
)
def test_what_counts_as_spelling(before: str, after: str, is_small: bool) -> None:
    assert is_spelling("description", before, after) is is_small


def test_spelling_is_only_in_texts() -> None:
    assert not is_spelling("phone", "+497151000123", "+497151000124")
    assert not is_spelling("hours", "Mo 14:00–16:00", "Di 14:00–16:00")


def test_a_volunteer_writes_spelling_the_rest_goes_to_check(gerhard: Member) -> None:
    made = whole_offer(description="Deusch sprechen bei Kaffee und Tee.", names={"en": "Café"})
    before, version = made.assured_date, made.version
    values = {"description": "Deutsch sprechen bei Kaffee und Tee.", "phone": "+497151000199"}
    with transaction():
        outcome = suggestions.change(record_of(made), values, by=gerhard.viewer, now=clock.now())
    assert (outcome.written, outcome.to_check) == (("description",), ("phone",))
    record = record_of(made)
    assert record.values["phone"] == "+497151000123"
    assert made.description.startswith("Deutsch")
    assert (made.assured_date, made.version) == (before, version)
    assert not record.is_outdated(db.session.query(Translation).one())
    assert db.session.query(OfferSuggestion).one().values == {"phone": "+497151000199"}


def test_who_edits_for_the_organization_writes_it_all(gerhard: Member) -> None:
    made = whole_offer()
    with transaction():
        verein = Organization(name="Verein", description="Ein Verein")
        db.session.add(verein)
        db.session.flush()
        made.organization_id = verein.id
    editor = replace(gerhard.viewer, organization_id=verein.id)
    with transaction():
        outcome = suggestions.change(
            record_of(made), {"name": "Ganz anders"}, by=editor, now=clock.now()
        )
    assert outcome.to_check == ()
    assert made.name == "Ganz anders"


def test_a_manager_corrects_facts_and_proposes_the_rest(jana: Member) -> None:
    made = whole_offer()
    values = {"phone": "+497151000199", "name": "Ganz anders"}
    with transaction():
        outcome = suggestions.change(record_of(made), values, by=jana.viewer, now=clock.now())
    assert (outcome.written, outcome.to_check) == (("phone",), ("name",))


def test_a_change_of_substance_outdates_translations_and_is_found(aylin: Member) -> None:
    made = whole_offer(names={"en": "Language café"})
    before = made.assured_date
    values = {"name": "Kochtreff", "hours": "Mo 10-12", "address_1": "Marktplatz 9"}
    with transaction():
        suggestions.change(record_of(made), values, by=aylin.viewer, now=clock.now())
    record = record_of(made)
    assert record.is_outdated(db.session.query(Translation).one())
    assert record.values["hours"] == "Mo 10:00–12:00"
    assert record.locations[0].latitude is None
    assert made.assured_date == before
    held = {row.lang: row.text for row in db.session.query(SearchText)}
    assert "kochtreff" in held["de"]
    assert "language cafe" in held["en"]


def test_a_change_that_changes_nothing_is_refused(aylin: Member) -> None:
    made = whole_offer()
    record = record_of(made)
    with pytest.raises(NothingChanged), transaction():
        suggestions.change(record, record.values, by=aylin.viewer, now=clock.now())


def test_a_correction_is_taken_over_once(aylin: Member) -> None:
    made = whole_offer()
    row = suggestion(offer_id=made.id, values={"phone": "+497151000777"})
    with transaction():
        suggestions.accept(row, record_of(made), by=aylin.viewer, now=clock.now())
    assert record_of(made).values["phone"] == "+497151000777"
    assert row.was_accepted
    with pytest.raises(Decided), transaction():
        suggestions.decline(row, by=aylin.viewer, now=clock.now())
    with pytest.raises(Decided), transaction():
        suggestions.reopen(row, by=aylin.viewer, now=clock.now())


def test_a_new_offer_becomes_a_draft_even_with_odd_times(aylin: Member) -> None:
    row = suggestion(
        values={"name": "Nähcafé", "hours": "wenn offen ist", "topic": "participation"}
    )
    with transaction():
        made = suggestions.accept(row, None, by=aylin.viewer, now=clock.now())
    assert (made.state, made.name, made.version) == ("draft", "Nähcafé", 1)
    assert "wenn offen ist" in made.description
    assert named("OfferDrafted") == named("SuggestionAccepted") == 1


def test_unreadable_times_of_a_correction_change_nothing(aylin: Member) -> None:
    made = whole_offer()
    row = suggestion(offer_id=made.id, values={"hours": "immer", "phone": "+497151000777"})
    with pytest.raises(UnreadableHours), transaction():
        suggestions.accept(row, record_of(made), by=aylin.viewer, now=clock.now())
    assert record_of(made).values["phone"] == "+497151000123"
    assert db.session.get_one(OfferSuggestion, row.id).decided_at is None


def test_a_decline_can_be_taken_back(aylin: Member) -> None:
    row = suggestion()
    with transaction():
        suggestions.decline(row, by=aylin.viewer, now=clock.now())
    assert row.was_accepted is False
    with transaction():
        suggestions.reopen(row, by=aylin.viewer, now=clock.now())
    assert row.decided_at is None
    assert vars(row)["was_accepted"] is None


def test_saving_stands_in_her_own_trail(selam: Member) -> None:
    made = whole_offer(names={"ti": "ናይ ቋንቋ ካፈ"})
    assert selam.client is not None
    client = selam.client
    with carrier_opened(client.carrier_id):
        with transaction():
            service.save(made, client_id=client.id, by=selam.viewer, now=clock.now())
            service.save(made, client_id=client.id, by=selam.viewer, now=clock.now())
        log = db.session.query(AccessLog).filter_by(what="OfferSaved").one()
        assert (log.client_id, log.role) == (client.id, "client")
        assert [card.names for card in saved_by(selam.viewer)] == [
            {"de": "Sprachcafé", "ti": "ናይ ቋንቋ ካፈ"}
        ]
        assert selam.manager is not None
        hers = saved_by(selam.manager.viewer, client_id=client.id)
        assert [card.id for card in hers] == [made.id]
        assert saved_by(selam.manager.viewer) == []
        with transaction():
            service.unsave(made, client_id=client.id, by=selam.viewer, now=clock.now())
        assert saved_by(selam.viewer) == []


def test_saved_offers_are_hers_alone(selam: Member, oksana: Member, yonas: Member) -> None:
    made = whole_offer()
    assert selam.client is not None
    assert yonas.client is not None
    with carrier_opened(selam.client.carrier_id):
        with transaction():
            service.save(made, client_id=selam.client.id, by=selam.viewer, now=clock.now())
        assert saved_by(oksana.viewer) == []
    with carrier_opened(yonas.client.carrier_id):
        assert saved_by(yonas.viewer) == []
        assert yonas.manager is not None
        assert saved_by(yonas.manager.viewer, client_id=selam.client.id) == []


def test_what_fits_comes_from_her_town_and_in_her_language_first(selam: Member) -> None:
    for name in ("A", "B", "C", "D"):
        whole_offer(f"{name} fern", town="08119067")
    whole_offer("X nah")
    near = whole_offer("Y nah auf Tigrinya", languages=("de", "ti"))
    whole_offer("Arbeit", topic="work")
    whole_offer("Versteckt", state="draft")
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id):
        found = fitting("language", seen_by=selam.viewer, language="ti")
    assert [card.names["de"] for card in found] == ["Y nah auf Tigrinya", "X nah", "A fern"]
    assert found[0].id == near.id
    assert len(found[0].rules) == 1
    town = fitting("language", municipality_ags="08119067", limit=4)
    assert [card.names["de"][2:] for card in town] == ["fern"] * 4
    assert fitting("health") == []


def test_a_public_record_is_whole(selam: Member) -> None:
    record = get_public(whole_offer().id)
    assert [place.city for place in record.locations] == ["Waiblingen"]
    assert [phone.number for phone in record.phones] == ["+497151000123"]
    assert record.languages == ["de"]
