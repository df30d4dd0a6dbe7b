"""Files as they should not be, through the page and the command.

Each row is taken or rejected with reason and place, a file that nobody can read changes nothing,
and nothing ever breaks.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.exchange import csv_reading, csv_writing, errand, hsds, integreat
from app.exchange.models import Intake
from app.exchange.reading import (
    BROKEN,
    FORMULA,
    NO_ID,
    SAME_ID,
    TOO_LONG,
    UNREADABLE,
    WRONG_TIMES,
    Unreadable,
)
from app.exchange.views import LARGEST_SENT
from app.offers.models import LONGEST, Offer
from tests import build
from tests.exchange.answers import answer, day, event, place
from tests.exchange.test_views import send

HEAD = "Kennung;Name;Beschreibung;Zeiten;Breite;Länge;Straße und Nummer;PLZ;Ort\n"
SERIES = "DTSTART:20300101T120000\nRRULE:"


def service(**more: Any) -> dict[str, Any]:
    return {"id": "good", "name": "Treff", "status": "active", **more}


def hours(**more: Any) -> dict[str, Any]:
    return service(schedules=[{"opens_at": "09:00", "closes_at": "10:00", "byday": "MO", **more}])


def at(latitude: object, longitude: object) -> dict[str, Any]:
    address = {"address_1": "Weg 1", "postal_code": "71332", "city": "Waiblingen"}
    point = {"latitude": latitude, "longitude": longitude}
    return service(service_at_locations=[{"location": {"addresses": [address], **point}}])


def point(latitude: object, longitude: object) -> dict[str, Any]:
    spot = {**place()["location"], "latitude": latitude, "longitude": longitude}
    return place("punkt", location=spot)


UNREADABLE_FILES = {
    "broken JSON": ("hsds", b'[{"id": "a", "name": '),
    "JSON that nests without end": ("hsds", b"[" * 200_000),
    "a number without end": ("hsds", b'[{"id": ' + b"9" * 5_000 + b"}]"),
    "JSON in cp1252": ("integreat", '[{"title": "Café"}]'.encode("cp1252")),
    "JSON in UTF-16": ("hsds", '[{"id": "a"}]'.encode("utf-16")),
    "50 MB": ("hsds", b" " * 50_000_000),
    "50 MB of a table": ("csv", HEAD.encode() + b"x" * 50_000_000),
    "a picture": ("csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
    "a workbook": ("csv", b"PK\x03\x04"),
    "a page of an office": ("csv", b"<html><script>alert(1)</script></html>"),
    "a table read twice as UTF-8": ("csv", (HEAD + "1;CafÃ© fÃ¼r alle").encode()),
    "a head alone": ("csv", HEAD.encode()),
    "a region without end": ("integreat", answer({"path": f"/{'x' * 5_000}/de/locations/a/"})),
}


@pytest.mark.parametrize("what", UNREADABLE_FILES)
def test_a_file_that_nobody_can_read_is_refused_in_words(what: str) -> None:
    format_, data = UNREADABLE_FILES[what]
    reader = {"hsds": hsds.read, "integreat": integreat.read, "csv": csv_reading.read}[format_]
    with pytest.raises(Unreadable) as refused:
        reader(data, None)
    assert refused.value.words


HSDS_ROWS = [
    (service(id=None), NO_ID),
    (service(id=[1]), NO_ID),
    (service(id="x" * 9_000), TOO_LONG),
    (service(), None),
    (service(), SAME_ID),
    ("no object", BROKEN),
    (service(id="t", name="T", description="x" * (LONGEST + 1)), TOO_LONG),
    (service(id="\ud800"), BROKEN),
    ({**hours(opens_at="25:00"), "id": "h1"}, WRONG_TIMES),
    ({**hours(opens_at="11:00"), "id": "h2"}, WRONG_TIMES),
    ({**hours(freq="MONTHLY", byday="9MO"), "id": "h3"}, UNREADABLE),
    ({**hours(valid_from="0001-01-01"), "id": "h4"}, WRONG_TIMES),
    ({**hours(freq="SECONDLY"), "id": "h5"}, UNREADABLE),
    ({**hours(count=10**6, dtstart="2030-01-07"), "id": "h6"}, None),
    ({**at(1.0, 1.0), "id": "p1"}, None),
    ({**at(1e308, -999), "id": "p2"}, None),
    ({**at("48", "9"), "id": "p3"}, UNREADABLE),
    ({**service(phones=[{"number": "07151 1", "extension": "9" * 5_000}]), "id": "e"}, None),
    ({**service(metadata="x"), "id": "m"}, None),
]
INTEGREAT_ROWS = [
    (place(), None),
    (place(), SAME_ID),
    (place("x", path=None), NO_ID),
    (place("y" * 300), TOO_LONG),
    (place("spät", opening_hours=[day(("18:00", "09:00"))] * 7), WRONG_TIMES),
    (place("nie", opening_hours=[day(("25:00", "26:00"))] * 7), WRONG_TIMES),
    (place("sechs", opening_hours=[day()] * 6), WRONG_TIMES),
    (point(1.0, 1.0), None),
    ({**point(float("inf"), 9.0), "path": "/testkreis/de/locations/fern/"}, None),
]
EVENT_ROWS = [
    (event("ewig", rule=f"{SERIES}FREQ=DAILY"), None),
    (event("sekunden", rule=f"{SERIES}FREQ=SECONDLY;COUNT=99999999"), None),
    (event("nie", rule=f"{SERIES}FREQ=MONTHLY;BYDAY=0MO"), None),
    (event("neunter", rule=f"{SERIES}FREQ=MONTHLY;BYDAY=9MO"), None),
    (event("null", rule=f"{SERIES}FREQ=WEEKLY;COUNT=0"), WRONG_TIMES),
    (event("anfang", rule="DTSTART:99991231T235959\nRRULE:FREQ=WEEKLY"), None),
    (event("zurück", end="2029-01-01T13:00:00+01:00"), WRONG_TIMES),
    (event("spät", start="9999-12-31T23:00:00-12:00"), WRONG_TIMES),
]
TABLE_ROWS = [
    ("1;Treff;<script>alert(1)</script>Tee & Kuchen", None),
    ("2;=1+1", FORMULA),
    ("3;Treff;-2+3+cmd|' /C calc'!A0", FORMULA),
    ("4;Treff;;Mo 25-26 Uhr", UNREADABLE),
    ("5;Treff;;Mo 18:00-09:00", UNREADABLE),
    ("6;Treff;;;1,0;1,0;Weg 1;71332;Waiblingen", UNREADABLE),
    (";Treff", NO_ID),
    ("1;Noch einmal", SAME_ID),
    (f"{'x' * 5_000};Treff", TOO_LONG),
    (f"7;{'w' * 5_000} {' '.join(map(str, range(2_000)))}", None),
]
FILES: dict[str, tuple[str, list[Any]]] = {
    "hsds": ("hsds", HSDS_ROWS),
    "places": ("integreat", INTEGREAT_ROWS),
    "events": ("integreat", EVENT_ROWS),
    "table": ("csv", TABLE_ROWS),
}


def written(what: str) -> bytes:
    format_, rows = FILES[what]
    told = [row for row, _reason in rows]
    if format_ == "csv":
        return (HEAD + "\n".join(told)).encode()
    return answer(*told) if format_ == "integreat" else json.dumps(told).encode()


@pytest.mark.parametrize("what", FILES)
def test_each_row_is_taken_or_rejected_with_reason_and_place(
    app: Flask, browser: FlaskClient, tmp_path: Path, what: str
) -> None:
    """Through the page, then through the command, which finds nothing new."""
    format_, rows = FILES[what]
    first = 2 if format_ == "csv" else 1
    wanted = {n: reason for n, (_row, reason) in enumerate(rows, first) if reason}
    here = send(browser, written(what), format=format_, name="datei").location
    assert browser.post(f"{here}/go-on").status_code == 303
    shown = browser.get(here).text
    assert all(reason in shown for reason in wanted.values())
    assert browser.post(f"{here}/take-in").status_code == 303
    assert errand.take_next()
    row = db.session.scalars(sa.select(Intake)).one()
    assert (row.state, row.rejected) == ("taken", len(wanted))
    assert row.created == len(rows) - len(wanted)
    everything_can_be_shown(browser)
    file = tmp_path / "datei"
    file.write_bytes(written(what))
    args = ["offers", "import", format_, str(file), "--municipality", build.TOWN]
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code == bool(wanted), done.output
    assert f"created: 0\nupdated: 0\nunchanged: {row.created}\n" in done.stdout
    told = [line.split(" (")[0] for line in done.stdout.splitlines() if ": Taken" not in line]
    assert [line for line in told if line.startswith("row")] == [f"row {n}" for n in wanted]


def everything_can_be_shown(browser: FlaskClient) -> None:
    """Whatever came in stands on its page and in the feed, without markup."""
    with transaction() as session:
        session.execute(sa.update(Offer).values(state="published", assured_date=clock.today()))
    for offer_id in db.session.scalars(sa.select(Offer.id)).all():
        page = browser.get(f"/offers/{offer_id}")
        assert (page.status_code, "<script>alert" in page.text) == (200, False)
        assert browser.get(f"/api/hsds/services/{offer_id}").status_code == 200


def test_a_file_larger_than_any_is_answered_in_words(browser: FlaskClient) -> None:
    assert send(browser, b" " * (LARGEST_SENT + 1)).status_code == 413
    assert db.session.scalar(sa.select(sa.func.count(Intake.id))) == 0


@pytest.mark.parametrize("cell", ["=1+1", "+49 7151", "-3", "@SUM(1)", "\t=1", "'=1", "''@x"])
def test_no_cell_of_ours_runs_and_each_says_the_same_when_it_comes_back(cell: str) -> None:
    out = csv_writing._guarded(cell)
    assert out == f"'{cell}"
    assert csv_reading._unguarded(out) == cell
