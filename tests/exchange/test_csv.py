"""Tables as German Excel writes them, and what we write for it."""

from datetime import date, time
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.exchange import csv_reading
from app.exchange.csv_writing import offers_table, template
from app.exchange.intake import take_at_once
from app.exchange.models import IntakeConflict
from app.exchange.reading import (
    FORMULA,
    LARGEST,
    NO_ID,
    NO_NAME,
    SAME_ID,
    TOO_MANY_CELLS,
    UNREADABLE,
    Reading,
    Unreadable,
)
from app.offers.schedules import Rule
from tests import build
from tests.offers.shop import whole_offer

HEAD = (
    "Kennung;Name;Straße und Nummer;PLZ;Ort;Breite;Länge;Zeiten;Preis in Euro;Letzter Tag;Sprachen"
)
ROW = (
    "A-1;Nähcafé für Frauen;Lange Straße 45;71332;Waiblingen;48,83;9,31;Di 14-16 Uhr;2,50;"
    "24.12.2027;Deutsch, Arabisch"
)


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *rows]).encode()


@pytest.mark.parametrize("code", ["cp1252", "utf-8-sig", "utf-8", "utf-16"])
def test_a_row_is_read_whatever_excel_wrote(code: str) -> None:
    (entry,) = csv_reading.read(table(ROW).decode().encode(code)).entries
    assert (entry.position, entry.source_id, entry.name) == (2, "A-1", "Nähcafé für Frauen")
    (place,) = entry.places
    assert (place.address_1, place.latitude) == ("Lange Straße 45", 48.83)
    assert entry.times[0].rule == Rule(byday="TU", opens_at=time(14), closes_at=time(16))
    assert (entry.prices[0].amount, entry.valid_to) == (Decimal("2.50"), date(2027, 12, 24))
    assert [one.code for one in entry.languages] == ["de", "ar"]


def test_commas_divide_as_well() -> None:
    (entry,) = csv_reading.read(
        b'Kennung,Name,Beschreibung\n1,Treff,"Tee, Kuchen\nund Spiele"'
    ).entries
    assert entry.description == "Tee, Kuchen\nund Spiele"


@pytest.mark.parametrize(
    ("row", "reason", "about"),
    [
        (";Name ohne Kennung", NO_ID, ""),
        ("A-2;", NO_NAME, ""),
        ("A-1;Zweimal", SAME_ID, ""),
        ("A-3;=cmd|' /C calc'!A0", FORMULA, "Name"),
        ("A-4;@SUM(1+1)", FORMULA, "Name"),
        ("A-5;Treff;;;;;;Di 16-14 Uhr", UNREADABLE, "Zeiten"),
        ("A-6;Treff;;;;;;;;31.02.2027", UNREADABLE, "Letzter Tag"),
        ("A-0;Treff;;;;;;;;24.12.9999", UNREADABLE, "Letzter Tag"),
        ("A-7;Treff;;;;;;;zwei Euro", UNREADABLE, "Preis in Euro"),
        ("A-8;Treff;Lange Straße 1", UNREADABLE, "PLZ"),
        ("A-9;Treff;Weg 1;71332;Waiblingen;1,0;1,0", UNREADABLE, "Breite"),
        ("B-1;Treff;;;;;;;;;Elbisch", UNREADABLE, "Sprachen"),
        ("B-2;Treff;;;;;;;;;;;noch eine", TOO_MANY_CELLS, ""),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_where(row: str, reason: str, about: str) -> None:
    reading = csv_reading.read(table(ROW, row))
    assert [entry.source_id for entry in reading.entries] == ["A-1"]
    assert [(one.position, one.reason, one.about) for one in reading.rejected] == [
        (3, reason, about)
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"Name;Ort\nTreff;Waiblingen",
        b"PK\x03\x04 a workbook",
        b"Kennung;Name\n1;Caf\x81",
        b"Kennung;Name\n1;\0",
        b'Kennung;Name\n1;"' + b"x" * 200_000,
        b"x" * (LARGEST + 1),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        csv_reading.read(data)
    assert refused.value.words


def test_the_template_can_be_taken_in() -> None:
    reading = csv_reading.read(template())
    assert (len(reading.entries), reading.rejected) == (1, ())


def test_what_we_write_cannot_run_and_changes_nothing_when_it_comes_back(app: Flask) -> None:
    made = whole_offer("=HYPERLINK(1)", languages=("de", "fa-AF"), names={"ar": "مقهى"})
    written = offers_table([made.id])
    assert written.startswith(b"\xef\xbb\xbfKennung;Name;")
    assert b"\r\n" in written
    assert b";'=HYPERLINK(1);" in written
    reading = csv_reading.read(written)
    assert [entry.name for entry in reading.entries] == ["=HYPERLINK(1)"]
    assert (take(reading), take(reading)) == ({"unchanged": 1}, {"unchanged": 1})
    assert db.session.scalar(sa.select(sa.func.count(IntakeConflict.id))) == 0


def take(reading: Reading) -> dict[str, int]:
    """Take it in as the town's list; figures that are not zero."""
    with transaction():
        tally, _rejected = take_at_once(
            reading, ags=build.TOWN, format_="csv", by=SYSTEM, now=clock.now()
        )
    return {name: count for name, count in vars(tally).items() if count}
