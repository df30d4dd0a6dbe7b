"""HSDS 3.0 there and back: what we write is valid and says the same when it is read again."""

import json
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import hsds, hsds_telling
from app.exchange.entries import Desk, Entry
from app.exchange.hsds_values import office_mailbox
from app.exchange.reading import SAME_ID, UNREADABLE, Unreadable
from app.offers.schedules import Rule
from tests.exchange.drawn import entries
from tests.exchange.standard import EXAMPLE, complaints, needs_standard, read_one

OWN = Path(__file__).with_name("data") / "example.json"


def in_order(entry: Entry) -> dict[str, Any]:
    """An entry, its parts without an order of their own in one."""
    return {
        name: sorted(map(repr, value)) if isinstance(value, tuple) else value
        for name, value in vars(entry).items()
    }


@settings(max_examples=40)
@given(entries)
def test_what_is_written_says_the_same_when_it_is_read(entry: Entry) -> None:
    told = hsds_telling.service(entry)
    back = read_one(told)
    assert in_order(back) == in_order(entry)
    assert json.dumps(hsds_telling.service(back)) == json.dumps(told)


@needs_standard
@settings(max_examples=15)
@given(entries)
def test_what_is_written_is_valid(entry: Entry) -> None:
    assert complaints("service", hsds_telling.service(entry)) == []


def test_our_own_example_comes_in_and_goes_out_the_same() -> None:
    """Two services as the file names them; one that is broken is told with its place."""
    reading = hsds.read(OWN.read_bytes())
    assert [(one.position, one.source_id, one.reason, one.about) for one in reading.rejected] == [
        (3, "0b0f7a9e-6a53-4a52-93a4-6a1b0b9f7c33", UNREADABLE, "status")
    ]
    cafe, course = reading.entries
    assert (cafe.name, cafe.topic, cafe.municipality_ags) == ("Sprachcafé", "language", "08119079")
    assert [one.code for one in cafe.languages] == ["de-simple", "fa-AF"]
    assert cafe.interpretation_services == "Urdu"
    assert cafe.translations[0].text == "مقهى اللغة"
    assert cafe.contacts == (Desk(title="Sozialberatung", mailbox="beratung@verein.example"),)
    assert [one.rule for one in course.times] == [
        Rule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(9), closes_at=time(10)),
        Rule(byday="2TU", freq="MONTHLY", opens_at=time(18), closes_at=time(20)),
    ]
    assert course.prices[0].amount == Decimal("12.50")
    assert course.warnings == ("latitude, longitude", "phone", "contact")
    for entry in reading.entries:
        told = hsds_telling.service(entry)
        assert hsds_telling.service(read_one(told)) == told
        assert "Anna" not in json.dumps(told)


# What our model does not hold, and what is about people.
DROPPED = {
    "alternate_name", "accreditations", "licenses", "fees", "tax_status", "legal_status", "uri",
    "year_incorporated", "tax_id", "assurer_email", "service_areas", "programs", "program",
    "organization_identifiers", "metadata", "attributes", "attention", "region", "country",
    "state_province", "address_type", "external_identifier", "external_identifier_type", "wkst",
    "byweekno", "byyearday", "bymonthday", "count", "timezone", "freq", "interval", "status",
    "schedule_link", "type", "languages", "latitude", "longitude", "id", "location_type",
}  # fmt: skip


def leaves(told: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """All texts and numbers of a file, each with the names that lead to it."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name not in DROPPED:
                yield from leaves(value, (*path, name))
    elif isinstance(told, list):
        for value in told:
            yield from leaves(value, path)
    else:
        yield path, str(told)


@needs_standard
def test_the_standards_example_comes_in_without_loss() -> None:
    told = json.loads(EXAMPLE.read_text("utf-8"))
    entry = read_one(told)
    back = hsds_telling.service(entry)
    held = " ".join(value for _path, value in leaves(back)).casefold() + repr(entry).casefold()
    lost = {path[-2:] for path, value in leaves(told) if value.strip().casefold() not in held}
    assert lost == {
        ("contacts", "name"),  # a person
        ("last_modified",),  # the same instant, spelled in another way
        ("locations", "description"),  # the offer's own description is the one people read
        ("location", "description"),
        ("service_at_locations", "description"),
        ("phones", "number"),  # as it is dialled
        ("schedules", "opens_at"),  # with its offset
        ("schedules", "closes_at"),
    }
    assert back["last_modified"] == "2023-03-15T10:30:45.123000Z"
    assert "ann persona" not in held
    assert complaints("service", hsds_telling.service(entry)) == []
    assert [one.rule.byday for one in entry.times] == ["TH,FR"]
    assert entry.phones[0].number == "+441234234567"


@needs_standard
@pytest.mark.parametrize(
    "wrong", [{"status": "closed"}, {"status": None}, {"schedules": [{"id": "x", "freq": "DAILY"}]}]
)
def test_the_schemas_refuse_what_they_should(wrong: dict[str, Any]) -> None:
    told = json.loads(EXAMPLE.read_text("utf-8"))
    assert complaints("service", told) == []
    assert complaints("service", {**told, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"phones": "x"}, {"phones": [1]}, {"description": 5}, {"minimum_age": -1},
        {"minimum_age": True}, {"organization": []}, {"assured_date": "gestern"},
        {"cost_options": [{"id": "a", "option": "x", "amount": 1e300}]}, {"last_modified": "x"},
        {"attributes": [{"link_type": "valid_to", "value": "x"}]}, {"status": "closed"},
    ],
)  # fmt: skip
def test_odd_values_reject_the_row_alone(wrong: dict[str, Any]) -> None:
    good = {"id": "a", "name": "A", "status": "active"}
    reading = hsds.read(
        json.dumps([{**good, **wrong}, {**good, "id": "b"}, {**good, "id": "b"}]).encode()
    )
    assert [one.source_id for one in reading.entries] == ["b"]
    assert [(one.position, one.reason) for one in reading.rejected] == [
        (1, UNREADABLE),
        (3, SAME_ID),
    ]


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b"null", b'{"contents": 5}', b'{"name": 5', b"\xff"]
)
def test_a_file_without_services_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        hsds.read(data)
    with pytest.raises(Unreadable):
        hsds.read(OWN.read_bytes(), "ar")


def test_markup_goes_and_mailboxes_of_people_are_left_out() -> None:
    row = {
        "id": "a",
        "name": "A",
        "status": "active",
        "description": "<p>Kommt <script>alert(1)</script>alle</p>",
    }
    assert read_one(row).description == "Kommt alle"
    assert read_one({**row, "description": "Ab 3 < 6 Jahre"}).description == "Ab 3 < 6 Jahre"
    kept = ("info@a.example", "beratung.wn@b.example", "sprachkurs@c.example")
    assert [office_mailbox(one) for one in kept] == list(kept)
    for person in ("anna.mueller@a.example", "a.mueller@b.example", "info", "in fo@a.example"):
        assert office_mailbox(person) == ""


NAMES = (
    "id", "name", "status", "description", "phones", "schedules", "service_areas", "languages",
    "service_at_locations", "organization", "funding", "cost_options", "required_documents",
    "contacts", "attributes", "number", "extension", "opens_at", "closes_at", "freq", "byday",
    "dtstart", "count", "interval", "bymonthday", "until", "location", "addresses", "latitude",
    "longitude", "address_1", "accessibility", "option", "amount", "currency", "code", "note",
    "title", "email", "value", "link_type", "taxonomy_term", "minimum_age", "last_modified", "url",
)  # fmt: skip
ODD = (
    "",
    "\ud800",
    "\0",
    "<b",
    "2026-02-30",
    "24:00",
    "09:00+99:99",
    "09:00",
    "MO",
    "de",
    "MONTHLY",
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(ODD)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=12,
)
hours = {"opens_at": "09:00", "closes_at": "10:00", "byday": "MO"}


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(NAMES), anything, max_size=6),
    st.dictionaries(st.sampled_from(("dtstart", "count", *NAMES)), anything, max_size=3),
)
def test_whatever_stands_in_a_file_a_row_is_taken_or_rejected(
    wrong: dict[str, Any], times: dict[str, Any]
) -> None:
    good = {"id": "a", "name": "A", "status": "active", "schedules": [{**hours, **times}]}
    reading = hsds.read(json.dumps([{**good, **wrong}]).encode())
    assert len(reading.entries) + len(reading.rejected) == 1
    for entry in reading.entries:
        json.dumps(hsds_telling.service(entry), ensure_ascii=False).encode()
