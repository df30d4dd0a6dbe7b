"""HSDS 3.0 there and back: what we write is valid and says the same when it is read again."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import hsds, hsds_telling, taxonomies
from app.exchange.entries import (
    Desk,
    Entry,
    Help,
    Line,
    Paper,
    Place,
    Price,
    Provider,
    Spoken,
    Times,
    Wording,
)
from app.exchange.hsds_values import office_mailbox
from app.exchange.reading import SAME_ID, UNREADABLE, WRONG_TIMES, Unreadable
from app.offers.models import LEVELS, WEEKDAYS
from app.offers.schedules import Rule
from tests.exchange.standard import EXAMPLE, complaints, needs_standard

OWN = Path(__file__).with_name("data") / "example.json"


def read_one(row: dict[str, Any]) -> Entry:
    """The entry of one service."""
    reading = hsds.read(json.dumps(row).encode())
    assert reading.rejected == ()
    return reading.entries[0]


texts = st.text("aäßéж中 .,:1", max_size=12).map(lambda text: " ".join(text.split()))
some = texts.filter(bool)
webs = st.sampled_from(["", "https://vhs.example/kurse", "http://stadt.example"])
numbers = st.sampled_from(["+4971511234", "+49715150010"])
mailboxes = st.sampled_from(["", "info@stadt.example", "beratung.wn@verein.example"])
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
maybe_day = st.none() | days


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule that the directory can hold."""
    first, last = sorted(draw(st.tuples(days, days)))
    kind = draw(st.sampled_from(["week", "nth", "month"]))
    chosen = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    nth = draw(st.sampled_from([1, 2, 3, 4, -1])) if kind == "nth" else ""
    month_days = sorted(draw(st.sets(st.integers(1, 31), min_size=1, max_size=3)))
    interval = draw(st.integers(1, 4)) if kind == "week" else 1
    opens = draw(st.integers(0, 22))
    return Rule(
        byday="" if kind == "month" else ",".join(f"{nth}{d}" for d in WEEKDAYS if d in chosen),
        bymonthday=",".join(map(str, month_days)) if kind == "month" else "",
        freq="WEEKLY" if kind == "week" else "MONTHLY",
        interval=interval,
        opens_at=time(opens, draw(st.integers(0, 59))),
        closes_at=time(opens + 1, 59),
        valid_from=first if interval > 1 else draw(st.none() | st.just(first)),
        valid_to=draw(st.none() | st.just(last)),
    )


def distinct(parts: st.SearchStrategy[Any], by: str | None = None) -> st.SearchStrategy[Any]:
    """A few different ones."""
    unique = (lambda part: getattr(part, by)) if by else None
    return st.lists(parts, max_size=2, unique_by=unique or repr).map(tuple)


places = st.builds(
    Place,
    source_id=st.uuids().map(str),
    name=texts,
    address_1=some,
    postal_code=some,
    city=some,
    transportation=texts,
    accessibility=distinct(st.builds(Help, description=some, details=texts, url=webs)),
) | st.builds(
    Place,
    source_id=st.uuids().map(str),
    address_1=some,
    postal_code=some,
    city=some,
    latitude=st.floats(47, 50),
    longitude=st.floats(7, 11),
)
entries = st.builds(
    Entry,
    position=st.just(1),
    source_id=st.uuids().map(str),
    name=some,
    status=st.sampled_from(hsds.STATUSES),
    topic=st.sampled_from(["", *taxonomies.TAXONOMIES["topic"][1]]),
    kind=st.sampled_from(["", "cafe"]),
    municipality_ags=st.sampled_from(["", "08119079"]),
    url=webs,
    is_free=st.none() | st.booleans(),
    has_childcare=st.none() | st.booleans(),
    is_step_free=st.none() | st.booleans(),
    minimum_age=st.none() | st.integers(1, 99),
    maximum_age=st.none() | st.integers(1, 99),
    min_level=st.sampled_from(["", *LEVELS]),
    valid_to=maybe_day,
    assured_date=maybe_day,
    last_modified=st.none() | st.datetimes(datetime(2020, 1, 1), timezones=st.just(UTC)),
    organization=st.none()
    | st.builds(
        Provider,
        source_id=st.uuids().map(str),
        name=some,
        website=webs,
        mailbox=mailboxes,
        phone=st.just("") | numbers,
        parent_id=st.just("") | st.uuids().map(str),
    ),
    places=distinct(places, by="source_id"),
    times=distinct(st.builds(Times, rule=rules(), attending_type=texts, notes=texts)),
    languages=distinct(
        st.builds(Spoken, code=st.sampled_from(["de", "de-simple", "fa-AF", "ti"]), note=texts),
        by="code",
    ),
    phones=distinct(
        st.builds(Line, number=numbers, extension=st.sampled_from(["", "12"]), description=texts)
    ),
    contacts=distinct(
        st.builds(
            Desk, title=some, department=texts, mailbox=mailboxes, phone=st.just("") | numbers
        )
    ),
    documents=distinct(st.builds(Paper, document=some, uri=webs)),
    prices=distinct(
        st.builds(
            Price,
            option=some,
            amount=st.none() | st.decimals(0, 999, places=2),
            valid_from=maybe_day,
        )
    ),
    for_whom=st.sets(st.sampled_from(["women", "families"])).map(lambda s: tuple(sorted(s))),
    course_kinds=st.sets(st.sampled_from(["youth"])).map(tuple),
    translations=distinct(
        st.builds(
            Wording,
            lang=st.sampled_from(["ar", "fa-AF"]),
            field=st.sampled_from(["name", "description"]),
            text=some,
            origin=st.sampled_from(["human", "machine", "provider"]),
            is_outdated=st.booleans(),
        )
    ),
    **dict.fromkeys(
        (
            "description", "application_process", "fees_description", "funding", "wait_time",
            "eligibility_description", "interpretation_services", "alert",
        ),
        texts,
    ),
)  # fmt: skip


def in_order(entry: Entry) -> dict[str, Any]:
    """An entry, its parts without an order of their own in one."""
    return {
        name: sorted(map(repr, value)) if isinstance(value, tuple) else value
        for name, value in vars(entry).items()
    }


@settings(max_examples=60)
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
    for lang in ("de", "ar"):
        assert complaints("service", hsds_telling.service(entry, lang)) == []


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


def schedule(**more: Any) -> dict[str, Any]:
    """One service with one schedule."""
    hours = {"opens_at": "14:00", "closes_at": "16:00", "freq": "WEEKLY", "byday": "MO"}
    return {"id": "a", "name": "A", "status": "active", "schedules": [{**hours, **more}]}


TAKEN = [
    ({}, {}),
    ({"opens_at": "14:00+02:00", "closes_at": "16:00+01:00"}, {}),
    ({"opens_at": "12:00Z", "closes_at": "14:00Z", "dtstart": "2026-07-06"},
     {"valid_from": date(2026, 7, 6)}),
    ({"freq": "DAILY", "byday": None}, {"byday": ",".join(WEEKDAYS)}),
    ({"freq": None, "byday": None, "dtstart": "2026-11-24", "count": 1},
     {"byday": "TU", "valid_from": date(2026, 11, 24), "valid_to": date(2026, 11, 24)}),
    ({"count": 3, "dtstart": "2026-11-02"},
     {"valid_from": date(2026, 11, 2), "valid_to": date(2026, 11, 16)}),
    ({"count": 1_000_000, "dtstart": "2026-11-02"}, {"valid_from": date(2026, 11, 2)}),
    ({"interval": 2, "dtstart": "2026-11-02", "valid_from": "2026-11-05"},
     {"interval": 2, "valid_from": date(2026, 11, 16)}),
    ({"freq": "MONTHLY", "byday": None, "bymonthday": "15,1"},
     {"freq": "MONTHLY", "byday": "", "bymonthday": "1,15"}),
    ({"freq": "MONTHLY", "byday": "MO"}, {}),
    ({"closes_at": "24:00"}, {"closes_at": time(23, 59)}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "means"), TAKEN)
def test_schedules_of_others_are_understood(said: dict[str, Any], means: dict[str, Any]) -> None:
    plain = {"byday": "MO", "opens_at": time(14), "closes_at": time(16)}
    (one,) = read_one(schedule(**said)).times
    assert one.rule == Rule(**{**plain, **means})


def test_each_which_one_of_a_month_is_a_rule_of_its_own() -> None:
    made = read_one(schedule(freq="MONTHLY", byday="1MO,3MO,-1FR")).times
    assert [one.rule.byday for one in made] == ["1MO", "3MO", "-1FR"]


BROKEN_TIMES = [
    ({"closes_at": "13:00"}, WRONG_TIMES),
    ({"opens_at": "25:00"}, WRONG_TIMES),
    ({"dtstart": "0001-01-01"}, WRONG_TIMES),
    ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, WRONG_TIMES),
    ({"dtstart": "31.12.2026"}, UNREADABLE),
    ({"freq": "YEARLY"}, UNREADABLE),
    ({"byday": "MONDAY"}, UNREADABLE),
    ({"byday": "2MO"}, UNREADABLE),
    ({"byday": None}, UNREADABLE),
    ({"interval": 2}, UNREADABLE),
    ({"interval": 0}, UNREADABLE),
    ({"count": -5, "dtstart": "2026-01-01"}, UNREADABLE),
    ({"freq": "MONTHLY", "bymonthday": "40", "byday": None}, UNREADABLE),
    ({"freq": "MONTHLY", "bymonthday": "13", "byday": "FR"}, UNREADABLE),
    ({"freq": "MONTHLY", "byday": "1MO,3MO", "count": 4, "dtstart": "2026-01-05"}, UNREADABLE),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), BROKEN_TIMES)
def test_impossible_times_are_told(said: dict[str, Any], reason: str) -> None:
    reading = hsds.read(json.dumps([schedule(**said)]).encode())
    assert [one.reason for one in reading.rejected] == [reason]


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
    row = {**schedule(), "description": "<p>Kommt <script>alert(1)</script>alle</p>"}
    assert read_one(row).description == "Kommt alle"
    assert read_one({**row, "description": "Ab 3 < 6 Jahre"}).description == "Ab 3 < 6 Jahre"
    kept = ("info@a.example", "beratung.wn@b.example", "sprachkurs@c.example")
    assert [office_mailbox(one) for one in kept] == list(kept)
    for person in ("anna.mueller@a.example", "a.mueller@b.example", "info", "in fo@a.example"):
        assert office_mailbox(person) == ""
