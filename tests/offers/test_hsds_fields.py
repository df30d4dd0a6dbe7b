"""What a reader needs besides: papers, whom to ask for, waiting; kept changes."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.offers.history import as_text
from app.offers.hours import read_hours
from app.offers.models import OfferSuggestion
from app.offers.models_hsds import Contact, OfferChange, RequiredDocument
from app.offers.schedules import slots
from app.offers.words import FIELDS
from app.offers.writing import changed, put
from tests.cast import Member
from tests.offers.shop import record_of, typed, whole_offer
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]

TOLD = {
    "hours": "am 1., 15. im Monat 09:00–12:00",
    "documents": "Ausweis\nBescheid",
    "contact": "Sozialberatung",
    "wait_time": "etwa zwei Wochen",
    "alert": "Bis 6. Januar geschlossen",
    "accessibility": "Aufzug\nInduktionsschleife",
    "transportation": "Bus 205 bis Rathaus",
    "interpretation_services": "Persisch nach Anmeldung",
}


def test_she_reads_what_the_coordinator_wrote(
    aylin: Member, signed_in: Sign, visitor: FlaskClient, page: PagesOf
) -> None:
    made, browser = whole_offer(), signed_in(aylin)
    data = typed(made, **TOLD, **{"for_whom[]": ["women", "families"]})
    shown = browser.post(f"/circle/offers/{made.id}/edit?lang=en", data=data)
    assert "Families, Women" in shown.get_data(as_text=True)
    browser.post(f"/circle/offers/{made.id}/edit", data={**data, "step": "save"})
    public = page(visitor, f"/offers/{made.id}?lang=en")
    assert "each month on day 1, 15" in public.text
    written = "\n".join(text for name, text in TOLD.items() if name != "hours").splitlines()
    for line in (*written, "Families, Women", "What to bring"):
        assert line in public.text, line
    assert (
        '"amenityFeature": [{"@type": "LocationFeatureSpecification", "name": "Auf' in public.html
    )
    changes = db.session.query(OfferChange).filter_by(offer_id=made.id).all()
    assert {row.field_name for row in changes} == {*TOLD, "for_whom"}
    assert {row.updated_by for row in changes} == {"Integrationsbeauftragte Rems-Murr-Kreis"}
    assert {row.replacement_value for row in changes} >= {"families,women", "Ausweis\nBescheid"}


def test_what_stays_keeps_what_hangs_on_it_and_what_goes_is_gone(app: Flask) -> None:
    made = whole_offer()
    with transaction():
        put(record_of(made), {**TOLD, "for_whom": ["women"]}, now=clock.now())
        paper = db.session.query(RequiredDocument).filter_by(document="Bescheid").one()
        paper.uri = "https://amt.example/bescheid"
        db.session.query(Contact).one().mailbox = "beratung@amt.example"
    with transaction():
        put(
            record_of(made),
            {"documents": "Bescheid", "contact": "Beratung", "accessibility": "Aufzug"},
            now=clock.now(),
        )
    kept = record_of(made)
    assert [(row.document, row.uri) for row in kept.documents] == [
        ("Bescheid", "https://amt.example/bescheid")
    ]
    assert [(c.title, c.mailbox) for c in kept.contacts] == [("Beratung", "beratung@amt.example")]
    assert [row.description for row in kept.accessibility] == ["Aufzug"]
    with transaction():
        empty = dict.fromkeys((*TOLD, "address_1"), "")
        put(kept, {**empty, "for_whom": []}, now=clock.now())
    gone = record_of(made)
    assert gone.values | empty == gone.values
    assert (gone.locations, gone.accessibility, gone.terms) == ([], [], [])


def test_what_waits_for_a_check_changes_no_history(gerhard: Member, signed_in: Sign) -> None:
    made = whole_offer()
    data = typed(made, documents="Ausweis", step="save")
    signed_in(gerhard).post(f"/circle/offers/{made.id}/edit", data=data)
    db.session.rollback()
    assert db.session.query(OfferSuggestion).one().values == {"documents": "Ausweis"}
    assert db.session.query(OfferChange).count() == 0
    assert changed(record_of(made), record_of(made).values) == {}


def test_days_of_the_month_are_open_but_on_holidays() -> None:
    """1 November is All Saints' Day."""
    found = slots(read_hours(TOLD["hours"]), first=date(2026, 10, 1), last=date(2026, 11, 30))
    days = [date(2026, 10, 1), date(2026, 10, 15), date(2026, 11, 15)]
    assert [(one.starts.date(), one.ends.hour) for one in found] == [(day, 12) for day in days]


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (["ar", "de"], "ar,de"), ("Mo 9-10", "Mo 9-10")]
)
def test_values_in_the_history_are_texts(value: object, text: str) -> None:
    assert as_text(value) == text
    assert set(TOLD) <= set(FIELDS)
