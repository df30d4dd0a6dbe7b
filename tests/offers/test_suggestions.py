"""Changing offers: what one writes oneself, what goes to check, what becomes of a suggestion."""

from dataclasses import replace
from typing import Any

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.core.translating import Status
from app.offers import suggestions
from app.offers.hours import UnreadableHours
from app.offers.models import (
    OfferSuggestion,
    Organization,
    SearchText,
)
from app.offers.suggestions import Decided, NothingChanged
from app.offers.writing import is_spelling
from tests.cast import Member
from tests.offers.shop import named, record_of, suggestion, whole_offer

pytestmark = pytest.mark.usefixtures("app")


LONG = "Der Treff ist für alle offen. Jeder bringt etwas mit, wir kochen und üben dabei. " * 25


@pytest.mark.parametrize(
    ("before", "after", "is_small"),
    [
        ("Wir sprechen Deusch", "Wir sprechen Deutsch", True),
        ("Zimmer 12, 2. Stock", "Zimmer 13, 2. Stock", False),  # a number is substance
        ("Sprachcafé", "Nähcafé am Markt", False),
        ("", "Neu", False),
        ("Alt", "", False),
        ("Der Sprach Treff ist offen", "Der Sprachtreff ist offen", True),
        ("Kommen Sie im Treff vorbei", "Kommen Sie nicht im Treff vorbei", False),
        (f"Wir sprechen Deusch. {LONG}", f"Wir sprechen Deutsch. {LONG}", True),
        (LONG, f"{LONG} Nur mit Anmeldung.", False),
        (LONG, LONG.replace("offen", "nie offen", 1), False),
        (LONG, " ".join(reversed(LONG.split())), False),
        (LONG.replace("ü", "ue"), LONG, True),
    ],
    ids=range(12),
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
        told: dict[str, Any] = {"by": gerhard.viewer, "now": clock.now()}
        outcome = suggestions.change(record_of(made), values, is_minor=True, **told)
    assert (outcome.written, outcome.to_check) == (("description",), ("phone",))
    record = record_of(made)
    assert record.values["phone"] == "+497151000123"
    assert made.description.startswith("Deutsch")
    assert (made.assured_date, made.version) == (before, version)
    assert record.words("name").status_in("en") is Status.UP_TO_DATE
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
    assert record.words("name").status_in("en") is Status.OUTDATED
    assert record.values["hours"] == "Mo 10:00–12:00"
    assert record.locations[0].latitude is None
    assert made.assured_date == before
    held = {row.lang: row.text for row in db.session.query(SearchText)}
    assert "kochtreff" in held["de"]
    assert "language cafe" in held["en"]


def test_other_hours_outdate_no_words(aylin: Member) -> None:
    made = whole_offer(names={"en": "Language café"})
    before = made.version
    with transaction():
        suggestions.change(record_of(made), {"hours": "Mo 10-12"}, by=aylin.viewer, now=clock.now())
    assert made.version == before + 1
    assert record_of(made).words("name").status_in("en") is Status.UP_TO_DATE


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
