"""A file comes again and again: only what changed in it changes here, nobody's work is lost."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.exchange import counting, integreat, taking
from app.exchange.counting import Tally
from app.exchange.entries import Rejected
from app.exchange.intake import take_at_once
from app.exchange.models import IntakeConflict, IntakeEntry, IntakeSource
from app.exchange.reading import NO_GERMAN
from app.exchange.standing import standing
from app.offers.care_models import OfferEnding
from app.offers.models import Offer, SearchText, Translation
from app.offers.models_hsds import OfferChange
from tests import build
from tests.exchange.answers import answer, event, place
from tests.offers.shop import whole_offer


def take(*rows: dict[str, Any]) -> tuple[Tally, list[Rejected]]:
    """Take this answer in as the town's whole list."""
    with transaction():
        build.municipality()
        return take_at_once(
            integreat.read(answer(*rows)),
            ags=build.TOWN,
            format_="integreat",
            by=SYSTEM,
            now=clock.now(),
        )


def figures(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in vars(tally).items() if count}


def the_offer(name: str = "Sprachcafé cafe") -> Offer:
    db.session.expire_all()
    return db.session.scalars(sa.select(Offer).where(Offer.name == name)).one()


def test_the_same_file_changes_nothing_the_second_time(app: Flask) -> None:
    tally, rejected = take(place(), place("haus"))
    assert figures(tally) == {"created": 2}
    assert rejected == []
    made = the_offer()
    assert (made.state, made.assured_date, made.topic, made.kind) == (
        "in_check", None, "participation", "cafe",
    )  # fmt: skip
    before = standing({made.id})
    assert figures(take(place(), place("haus"))[0]) == {"unchanged": 2}
    assert standing({made.id}) == before
    assert the_offer().version == 1
    found = sa.select(SearchText.text).where(SearchText.offer_id == made.id)
    assert "sprachcafe" in str(db.session.scalar(found))


def change_here(offer: Offer, **values: Any) -> None:
    """Somebody corrects fields here."""
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(Offer, offer.id), name, value)


def test_an_updated_file_changes_only_what_changed(app: Flask) -> None:
    take(place(), place("haus"))
    change_here(the_offer(), application_process="Anrufen", description="Wir reden. Mit Kuchen.")
    moved = {**place()["location"], "address": "Kurze Straße 1"}
    tally, _rejected = take(place(location=moved), place("haus"))
    assert figures(tally) == {"updated": 1, "unchanged": 1}
    made = the_offer()
    entry = standing({made.id})[made.id]
    assert [one.address_1 for one in entry.places] == ["Kurze Straße 1"]
    assert (made.application_process, made.description) == ("Anrufen", "Wir reden. Mit Kuchen.")
    noted = db.session.scalars(sa.select(OfferChange)).one()
    assert (noted.field_name, noted.updated_by) == ("places", "integreat testkreis/locations")
    assert made.words_version == 1  # no translation became outdated by another street


def conflicts() -> list[tuple[str, Any, Any]]:
    """Where somebody has to decide: the field, what the file said, what it says now."""
    rows = db.session.scalars(sa.select(IntakeConflict).where(IntakeConflict.settled_at.is_(None)))
    return [(row.field, row.values["before"], row.values["now"]) for row in rows]


def test_what_was_corrected_here_is_never_overwritten(app: Flask) -> None:
    take(place())
    change_here(the_offer(), name="Café Miteinander")
    changed = place(title="Sprachcafé am Markt", barrier_free=True)
    tally, _rejected = take(changed)
    assert figures(tally) == {"updated": 1, "conflicts": 1}
    made = the_offer("Café Miteinander")
    assert made.is_step_free  # the other field of the same row
    one = ("name", "Sprachcafé cafe", "Sprachcafé am Markt")
    assert conflicts() == [one]
    assert figures(take(changed)[0]) == {"unchanged": 1, "conflicts": 1}
    assert conflicts() == [one]  # the same one, not a second
    take(place(title="Sprachcafé im Haus"))
    assert conflicts() == [("name", "Sprachcafé cafe", "Sprachcafé im Haus")]
    take(place())  # the file came round by itself
    assert conflicts() == []
    assert the_offer("Café Miteinander").id == made.id


def test_what_a_list_holds_no_more_is_proposed_and_never_archived_by_itself(app: Flask) -> None:
    take(place(), place("haus"))
    tally, _rejected = take(place())
    assert figures(tally) == {"unchanged": 1, "withdrawn": 1}
    gone = db.session.scalars(sa.select(IntakeEntry).where(IntakeEntry.withdrawn_at.is_not(None)))
    assert [one.key for one in gone] == ["testkreis/locations/haus"]
    assert the_offer("Sprachcafé haus").state == "in_check"
    assert figures(take(place())[0]) == {"unchanged": 1}  # proposed once
    take(place(), place("haus"))
    assert db.session.scalar(
        sa.select(sa.func.count()).where(IntakeEntry.withdrawn_at.is_not(None))
    ) == 0  # fmt: skip


def test_an_event_that_is_over_is_not_proposed_for_archiving(app: Flask) -> None:
    take(event("neu"), event("alt", "2020-01-01T13:00:00+01:00", "2020-01-01T15:00:00+01:00"))
    assert figures(take(event("neu"))[0]) == {"unchanged": 1}


def test_an_event_that_is_over_and_comes_again_is_the_same_offer(app: Flask) -> None:
    old = event("kurs", "2020-01-01T13:00:00+01:00", "2020-01-01T15:00:00+01:00")
    take(old)
    made = the_offer("Sprachcafé kurs")
    change_here(made, state="expired")
    assert figures(take(event("kurs"))[0]) == {"updated": 1}
    again = the_offer("Sprachcafé kurs")
    assert (again.id, again.state, again.valid_to) == (made.id, "in_check", date(2030, 1, 1))
    assert {one.field_name for one in db.session.scalars(sa.select(OfferChange))} == {
        "times",
        "valid_to",
    }


def translations(offer: Offer) -> dict[tuple[str, str], str]:
    rows = db.session.scalars(sa.select(Translation).where(Translation.offer_id == offer.id))
    return {(row.lang, row.field): row.text for row in rows}


def test_a_file_in_another_language_brings_translations_of_the_same_offer(app: Flask) -> None:
    series: dict[str, Any] = {
        "rule": "DTSTART:20300101T120000\nRRULE:FREQ=WEEKLY;BYDAY=TU",
        "id": None,
    }
    take(event("reihe$2030-01-01", **series))
    take(place(), place("haus"))
    arabic = [
        place(lang="ar", title="مقهى", content="<p>شاي</p>"),
        place("haus", lang="ar", id=None),  # not translated: German words, no id
        place("neu", lang="ar"),
    ]
    tally, rejected = take(*arabic)
    assert figures(tally) == {"updated": 1, "unchanged": 1, "rejected": 1}
    assert [(one.position, one.reason) for one in rejected] == [(3, NO_GERMAN)]
    made = the_offer()
    assert translations(made) == {("ar", "name"): "مقهى", ("ar", "description"): "شاي"}
    row = db.session.scalars(sa.select(Translation).where(Translation.lang == "ar")).all()[0]
    assert (row.origin, row.checked_by_id) == ("provider", None)
    assert translations(the_offer("Sprachcafé haus")) == {}
    take(event("reihe$2030-01-01", lang="ar", **series))  # a date of a series: the German words
    assert translations(the_offer("Sprachcafé reihe$2030-01-01")) == {}
    take(*(arabic[1:2]), place(lang="ar", id=None))
    assert translations(the_offer()) == {}  # withdrawn by the source


def test_an_offer_archived_here_stays_archived(app: Flask) -> None:
    take(place())
    change_here(the_offer(), state="archived")
    assert figures(take(place(title="Neuer Name"))[0]) == {"unchanged": 1}
    assert the_offer().state == "archived"


def test_a_file_is_written_as_a_whole_or_not_at_all(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter([lambda *_: None])  # the second chunk meets an end
    monkeypatch.setattr(counting, "CHUNK", 1)
    monkeypatch.setattr(taking, "index_new", lambda *given: next(calls)(*given))
    with pytest.raises(StopIteration):
        take(place(), place("haus"))
    for model in (Offer, IntakeEntry, IntakeSource):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_what_was_put_together_with_another_offer_is_followed_there(app: Flask) -> None:
    take(place())
    old, kept = the_offer(), whole_offer("Treff am Markt")
    change_here(old, state="archived")
    with transaction():
        db.session.add(
            OfferEnding(offer_id=old.id, before="published", into_id=kept.id, ended_at=clock.now())
        )
    tally, _rejected = take(place(barrier_free=True, title="Sprachcafé im Haus"))
    assert figures(tally) == {"updated": 1, "conflicts": 1}
    assert the_offer("Treff am Markt").is_step_free
    assert conflicts() == [("name", "Sprachcafé cafe", "Sprachcafé im Haus")]
    assert db.session.scalars(sa.select(IntakeEntry.offer_id)).all() == [kept.id]


def test_accepted_rows_stand_even_where_others_are_rejected(app: Flask) -> None:
    tally, rejected = take(place(), place("x", title=""), place())
    assert figures(tally) == {"created": 1, "rejected": 2}
    assert [one.position for one in rejected] == [2, 3]
