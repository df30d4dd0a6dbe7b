"""The text of calendar files: read back with the library, property by property."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar, Event

from app.appointments.calendar import Entry, written
from app.core import clock
from app.core.i18n import speaking

pytestmark = pytest.mark.sqlite_only
UID = uuid.UUID("7b3a5a52-0000-4000-8000-00000000c0de")
CHANGED = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _asked(built_app: Flask) -> Iterator[None]:
    with built_app.test_request_context():
        yield


def entry(starts_local: datetime = datetime(2026, 11, 24, 14), **more: Any) -> Entry:
    starts_at = clock.instant(starts_local)
    values: dict[str, Any] = {
        "uid": UID,
        "sequence": 3,
        "state": "confirmed",
        "zone": clock.ZONE,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "changed_at": CHANGED,
        **more,
    }
    return Entry(**values)


def read(*entries: Entry, language: str = "de") -> tuple[bytes, Calendar]:
    """What is written, and what another program makes of it."""
    with speaking(language):
        text = written(entries)
    return text, Calendar.from_ical(text)


def only(*entries: Entry, language: str = "de") -> Event:
    (found,) = read(*entries, language=language)[1].events
    return found


def test_every_property_of_an_appointment() -> None:
    made = only(entry())
    assert made["UID"] == str(UID)
    assert made["SEQUENCE"] == 3
    assert made.decoded("DTSTAMP") == made.decoded("LAST-MODIFIED") == CHANGED
    assert (made["STATUS"], made["CLASS"], made["SUMMARY"]) == ("CONFIRMED", "PRIVATE", "Termin")
    assert made["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert made.decoded("DTSTART").replace(tzinfo=None) == datetime(2026, 11, 24, 14)
    assert made.decoded("DTEND") - made.decoded("DTSTART") == timedelta(minutes=45)
    assert set(made) == {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS", "CLASS", "SUMMARY", "DTSTART",
        "DTEND",
    }  # fmt: skip


def test_every_property_of_the_calendar() -> None:
    text, made = read(entry())
    assert (made["VERSION"], made["METHOD"]) == ("2.0", "PUBLISH")
    assert made["NAME"] == made["X-WR-CALNAME"] == "Termine"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in text
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in text
    assert b"BEGIN:VALARM" not in text
    assert b"ORGANIZER" not in text and b"ATTENDEE" not in text  # noqa: PT018  # because: one list


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("proposed", "TENTATIVE"),
        ("confirmed", "CONFIRMED"),
        ("held", "CONFIRMED"),
        ("missed", "CONFIRMED"),  # nobody who sees the calendar learns it
        ("offered_again", "CONFIRMED"),
        ("cancelled_client", "CANCELLED"),
        ("cancelled_staff", "CANCELLED"),
    ],
)
def test_states(state: str, status: str) -> None:
    assert only(entry(state=state))["STATUS"] == status


@pytest.mark.parametrize("language", ["ar", "fa", "ti", "uk", "de"])
def test_any_script_is_folded_and_read_back(language: str) -> None:
    place = "Jobcenter; Zimmer 1,2\nHaus B \\ " + "شارع السوق 1 ማዕከል " * 8
    text, made = read(entry(place=place), language=language)
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    (event,) = made.events
    assert event["LOCATION"] == place
    assert event["LOCATION"].params["LANGUAGE"] == "de"
    assert not set(str(event["SUMMARY"])) & set("\u200e\u200f\u202a\u202b\u202d\u202e\u2068\u2069")


@pytest.mark.parametrize(
    "wall",
    [
        datetime(2026, 11, 24, 14),
        datetime(2026, 3, 28, 14),
        datetime(2026, 3, 29, 3),  # the first minute of summer time
        datetime(2026, 3, 30, 14),
        datetime(2026, 10, 24, 14),
        datetime(2026, 10, 25, 14),
        datetime(2026, 10, 26, 14),
    ],
)
def test_the_wall_clock_stands_around_the_changes(wall: datetime) -> None:
    made = only(entry(wall))
    assert made.decoded("DTSTART").replace(tzinfo=None) == wall
    assert made.decoded("DTSTART").astimezone(UTC) == clock.instant(wall)
    assert made.decoded("DTEND").astimezone(UTC) == clock.instant(wall) + timedelta(minutes=45)


@pytest.mark.parametrize("is_second", [False, True])
def test_the_hour_that_comes_twice_is_told_in_utc(is_second: bool) -> None:
    at = clock.instant(datetime(2026, 10, 25, 2, 30), is_second=is_second)
    made = only(entry(starts_at=at, ends_at=at + timedelta(hours=1)))
    assert (made.decoded("DTSTART"), made.decoded("DTEND")) == (at, at + timedelta(hours=1))
    assert "TZID" not in made["DTSTART"].params


def test_the_zone_is_described_for_these_days_alone() -> None:
    winter, _ = read(entry())
    year, made = read(entry(), entry(datetime(2027, 4, 6, 9)))
    assert winter.count(b"BEGIN:VTIMEZONE") == year.count(b"BEGIN:VTIMEZONE") == 1
    assert len(year) < 1500
    (zone,) = made.timezones
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert zone["TZID"] == "Europe/Berlin"


def test_without_appointments_there_is_an_empty_calendar() -> None:
    text, made = read()
    assert not made.events
    assert b"VTIMEZONE" not in text


def test_the_same_appointments_give_the_same_bytes() -> None:
    assert read(entry())[0] == read(entry())[0]
