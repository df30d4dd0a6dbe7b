"""Answers of the Integreat API with all their traps: each row is read, or rejected in words."""

from datetime import date, time
from typing import Any

import pytest

from app.exchange import integreat
from app.exchange.entries import Entry
from app.exchange.integreat_words import BY_APPOINTMENT, CLOSED
from app.exchange.plain import plain_text
from app.exchange.reading import (
    BROKEN,
    NO_GERMAN,
    NO_ID,
    NO_NAME,
    SAME_ID,
    TOO_LONG,
    WRONG_TIMES,
    Unreadable,
)
from app.offers.models import LONGEST
from app.offers.schedules import Rule
from tests.exchange.answers import answer, day, event, path_of, place


def read_one(*rows: Any) -> Entry:
    """The only entry of these rows."""
    reading = integreat.read(answer(*rows))
    assert reading.rejected == ()
    (entry,) = reading.entries
    return entry


def rules(*rows: Any) -> list[Rule]:
    return [one.rule for one in read_one(*rows).times]


NINE, NOON, TWO, FOUR = time(9), time(12), time(14), time(16)
WEEK = [day(("09:00", "12:00"), ("14:00", "16:00")), *([day(("09:00", "12:00"))] * 4), day(), day()]


def test_days_with_the_same_hours_share_a_rule() -> None:
    assert rules(place(opening_hours=WEEK)) == [
        Rule(byday="MO,TU,WE,TH,FR", opens_at=NINE, closes_at=NOON),
        Rule(byday="MO", opens_at=TWO, closes_at=FOUR),
    ]


def test_hours_nobody_entered_are_unknown_and_appointments_are_no_hours() -> None:
    assert rules(place(opening_hours=None)) == []
    asked = [day(("09:00", "12:00"), appointmentOnly=True), *[day()] * 6]
    entry = read_one(place(opening_hours=asked, appointment_url="https://termin.example.org"))
    assert entry.times == ()
    assert entry.application_process == f"{BY_APPOINTMENT}\nhttps://termin.example.org"
    assert rules(place(opening_hours=[day(allDay=True, closed=False), *[day()] * 6])) == [
        Rule(byday="MO", opens_at=time(0), closes_at=time(23, 59))
    ]
    assert read_one(place(temporarily_closed=True)).alert == CLOSED


SERIES = "DTSTART:20300101T120000\nRRULE:FREQ=WEEKLY;"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("INTERVAL=2;UNTIL=20310101T235959;BYDAY=TU,TH", ("TU,TH", 2, date(2031, 1, 1))),
        ("BYDAY=TU", ("TU", 1, None)),  # never ends
        ("COUNT=3;BYDAY=TU", ("TU", 1, date(2030, 1, 15))),
        ("COUNT=999999999;BYDAY=TU", ("TU", 1, None)),
    ],
)
def test_dates_of_a_series_are_one_offer_by_its_rule(rule: str, expected: Any) -> None:
    dates = [
        event(f"treff$2030-01-{n}", f"2030-01-{n}T13:00:00+01:00", f"2030-01-{n}T15:00:00+01:00",
              rule=SERIES + rule, id=None)
        for n in (15, 17)
    ]  # fmt: skip
    (made,) = rules(*dates)
    assert (made.byday, made.interval, made.valid_to) == expected
    # wall time of the event, not the UTC of DTSTART; from the first date, though it is past
    assert (made.opens_at, made.closes_at, made.valid_from) == (
        time(13), time(15), date(2030, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "byday", "freq"),
    [
        ("FREQ=DAILY", "MO,TU,WE,TH,FR,SA,SU", "WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=+2TU", "2TU", "MONTHLY"),
        ("FREQ=WEEKLY", "TU", "WEEKLY"),
        ("FREQ=YEARLY", "TU", "WEEKLY"),  # ours cannot say it: the single date stands
        ("FREQ=WEEKLY;INTERVAL=52;BYDAY=TU", "TU", "WEEKLY"),
    ],
)
def test_other_rules_become_ours_or_the_dates_they_list(rule: str, byday: str, freq: str) -> None:
    (made,) = rules(event("treff", rule=f"DTSTART:20300101T120000\nRRULE:{rule}"))
    assert (made.byday, made.freq, made.opens_at) == (byday, freq, time(13))
    is_single = rule in ("FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=52;BYDAY=TU")
    assert made.valid_to == (date(2030, 1, 1) if is_single else None)


def test_several_days_are_the_same_hours_each_day() -> None:
    (made,) = rules(event("messe", "2030-01-01T10:00:00+01:00", "2030-01-04T18:00:00+01:00"))
    assert made.byday == "MO,TU,WE,TH,FR,SA,SU"
    assert (made.valid_from, made.valid_to) == (date(2030, 1, 1), date(2030, 1, 4))


def test_made_up_points_are_left_out_and_said() -> None:
    nowhere = {**place()["location"], "latitude": 1.0, "longitude": 1.0, "postcode": "12345"}
    entry = read_one(place(location=nowhere))
    assert (entry.places[0].latitude, entry.places[0].postal_code) == (None, "12345")
    assert entry.warnings == ("latitude", "longitude")
    assert read_one(place(location=None)).places == ()


def test_of_contacts_only_office_numbers_stay() -> None:
    contact = {
        "name": "Erika Beispiel",
        "area_of_responsibility": "Sozialberatung",
        "email": "erika@example.org",
        "phone_number": "07151 000123",
        "mobile_number": "0170 1234567",
        "website": "https://example.org",
    }
    entry = read_one(place(contacts=[contact]))
    assert [(one.number, one.description) for one in entry.phones] == [
        ("+497151000123", "Sozialberatung")
    ]
    assert entry.url == "https://example.org"
    assert "Erika" not in repr(entry)
    assert "0170" not in repr(entry)


def test_addresses_that_would_run_are_no_websites() -> None:
    assert read_one(event("treff", meeting_url="javascript:alert(1)")).url == ""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Tee &amp; Kuchen</p><script>alert(1)</script>", "Tee & Kuchen"),
        ("<ul><li>eins</li><li><p>zwei</p></li></ul>", "- eins\n- zwei"),
        ("<p>Er schn&#228;pp<a hre", "Er schnäpp"),
        ('<img src=x onerror="alert(1)"><style>p{}</style>', ""),
        ("a<br>b\u202e", "a\nb"),
    ],
)
def test_markup_becomes_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


WRONG_WEEK = [day(("16:00", "14:00")), *[day()] * 6]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (place("b", title=" <b></b>"), NO_NAME),
        (place("b", content="x" * (LONGEST + 1)), TOO_LONG),
        (place("b", path=None), NO_ID),
        (place("b", path="/anderswo/de/locations/b/"), BROKEN),
        (place("b", id=None), NO_GERMAN),
        (place("a"), SAME_ID),
        (place("b", opening_hours=WRONG_WEEK), WRONG_TIMES),
        (place("b", opening_hours=[day(("25:00", "26:00")), *[day()] * 6]), WRONG_TIMES),
        (place("b", opening_hours=[day()]), WRONG_TIMES),
        (place("b", contacts=["Erika"]), BROKEN),
        (place("b", title=7), BROKEN),
        (place("b", title="\ud800"), BROKEN),
        (place("b\0"), BROKEN),
        (place("b\udfff", title=""), BROKEN),
        (place("b", location={"address": 5}), BROKEN),
        ("a text", BROKEN),
        (None, BROKEN),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_where(row: Any, reason: str) -> None:
    reading = integreat.read(answer(place("a"), row))
    assert [entry.source_id for entry in reading.entries] == ["testkreis/locations/a"]
    assert [(one.position, one.reason) for one in reading.rejected] == [(2, reason)]


@pytest.mark.parametrize(
    "row",
    [
        event("b", "2030-01-02T13:00:00+01:00", "2030-01-01T13:00:00+01:00"),
        event("b", "2030-01-01T13:00:00+01:00", "2030-01-01T13:00:00+01:00"),
        event("b", "gestern"),
        event("b", "9999-01-01T13:00:00+01:00", "9999-01-01T15:00:00+01:00"),
        event("b", rule="kein Termin"),
    ],
)
def test_impossible_dates_are_rejected(row: Any) -> None:
    reading = integreat.read(answer(event("a"), row))
    assert [(one.position, one.reason) for one in reading.rejected] == [(2, WRONG_TIMES)]


@pytest.mark.parametrize(
    "data",
    [b"[", b"[]", b"{}", b"7", b"[NaN]", b'[{"path": "/a/de/pages/x/"}]', b'["x"]', b"\xff\xfe"],
)
def test_a_file_without_offers_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        integreat.read(data)
    assert refused.value.words


def test_the_language_is_the_one_of_the_path() -> None:
    tagged = place(lang="ar-arb", title="مقهى")
    tagged["available_languages"] = {"de": {"id": 7, "path": path_of("cafe")}}
    reading = integreat.read(answer(tagged), "ar")
    assert reading.language == "ar"
    assert reading.entries[0].source_id == "testkreis/locations/cafe"
    with pytest.raises(Unreadable):
        integreat.read(answer(tagged), "fa")
