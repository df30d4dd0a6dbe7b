"""The coordinator's pages: look at a file first, take it in, decide what is left open."""

import html
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.access import Role
from app.core.db import db, transaction
from app.exchange import errand
from app.exchange import intake as intakes
from app.exchange.models import Intake, IntakeConflict, IntakeEntry, IntakeRow
from app.exchange.reading import LARGEST
from app.offers.models import Location, Offer, Phone
from tests import build
from tests.cast import Member
from tests.exchange.answers import answer, place

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
Browser = Callable[[Member], FlaskClient]


def send(browser: FlaskClient, data: bytes, *, name: str = "liste.json", **more: str) -> Any:
    """Upload a file as the town's list, as browsers write it."""
    fields = {"format": "integreat", "town": build.TOWN, "language": "", **more}
    head = "--x\r\nContent-Disposition: form-data; name="
    plain = "".join(f'{head}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    file = f'{head}"file"; filename="{name}"\r\n\r\n'
    return browser.post(
        "/network/imports",
        data=(plain + file).encode() + data + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"Sec-Fetch-Site": "same-origin"},
    )


def take_in(browser: FlaskClient, data: bytes, **more: Any) -> str:
    """Upload, look through, take in; the address of the file's page."""
    here = send(browser, data, **more).location
    assert browser.post(f"{here}/go-on").status_code == 303
    assert browser.post(f"{here}/take-in").status_code == 303
    assert errand.take_next()
    return str(here)


def offers() -> list[str]:
    return sorted(db.session.scalars(sa.select(Offer.name)))


def test_a_file_is_looked_through_and_changes_nothing_before_the_yes(browser: FlaskClient) -> None:
    nowhere = {**place()["location"], "latitude": 1.0, "longitude": 1.0}
    data = answer(place(location=nowhere), place("haus"), place("x", title=""))
    here = send(browser, data).location
    assert "0 of 3 rows" not in browser.get(here).text  # the rejected one is looked at already
    assert "1 of 3 rows looked at." in browser.get(here).text
    done = browser.post(f"{here}/go-on", headers=HTMX)
    assert done.text.lstrip().startswith("<div")
    assert "Waits for your decision" in done.text
    assert "The name is missing" in done.text
    assert offers() == []
    begun = browser.post(f"{here}/take-in", headers=HTMX)
    assert (begun.status_code, offers()) == (200, [])
    assert 'hx-trigger="click, every 2s"' in begun.text
    version = html.unescape(begun.text).partition('{"X-Version": "')[2].partition('"')[0]
    assert browser.get(here, headers={"X-Version": version}).status_code == 204
    assert errand.take_next()
    assert "Taken in. New offers wait" in browser.get(here, headers={"X-Version": version}).text
    assert offers() == ["Sprachcafé cafe", "Sprachcafé haus"]
    assert browser.post(f"{here}/take-in").status_code == 422  # twice is once
    kept = db.session.scalars(sa.select(IntakeRow)).all()
    assert [(row.position, row.entry) for row in kept] == [(1, {}), (3, {})]
    assert 'Taken without: <bdi dir="auto">latitude, longitude</bdi>' in browser.get(here).text
    assert "Taken in" in browser.get("/network/imports").text


def test_a_large_file_says_how_far_it_is(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intakes, "LOOKED_AT_ONCE", 2)
    here = send(browser, answer(*(place(f"ort-{n}") for n in range(5)))).location
    told = [browser.post(f"{here}/go-on", headers=HTMX).text for _ in range(3)]
    assert "2 of 5 rows" in told[0]
    assert "4 of 5 rows" in told[1]
    assert 'hx-trigger="submit, load"' in told[1]
    assert "Waits for your decision" in told[2]


def test_a_newer_file_of_the_same_list_takes_the_place_of_one_that_waits(
    browser: FlaskClient,
) -> None:
    older, newer = (send(browser, answer(place(title=name))).location for name in ("Alt", "Neu"))
    assert browser.post(f"{older}/go-on").status_code == 422
    assert "Not taken in" in browser.get(older).text
    assert browser.post(f"{newer}/go-on").status_code == 303


def test_pages_need_few_statements_however_much_waits(
    browser: FlaskClient, page: Callable[..., Any]
) -> None:
    open_conflict(browser)
    take_in(browser, answer(place("neu"), place("alt")))
    page(browser, "/network/imports", statements=9)
    page(browser, "/network/imports/1", statements=7)
    page(browser, "/network/imports/decisions", statements=20)


def test_who_drops_a_file_changes_nothing(browser: FlaskClient) -> None:
    here = send(browser, answer(place())).location
    assert browser.post(f"{here}/drop").status_code == 303
    assert (offers(), db.session.scalar(sa.select(sa.func.count(IntakeRow.position)))) == ([], 0)
    assert browser.post(f"{here}/go-on").status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[{", "is no complete JSON"),
        (b"", "This file is empty"),
        (b" " * (LARGEST * 2), "too large"),
        (b'{"error": "Authentication required."}', "holds no offers"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    browser: FlaskClient, data: bytes, words: str
) -> None:
    refused = send(browser, data)
    assert refused.status_code == 422
    assert words in refused.text
    assert db.session.scalar(sa.select(sa.func.count(Intake.id))) == 0


def test_without_a_file_or_with_another_town_nothing_is_read(browser: FlaskClient) -> None:
    assert "Choose a file." in send(browser, b"", name="").text
    assert send(browser, answer(place()), town="08111000").status_code == 422


def open_conflict(browser: FlaskClient) -> int:
    take_in(browser, answer(place(), place("haus")))
    with transaction():
        db.session.execute(sa.update(Offer).values(name="Von uns"))
    take_in(browser, answer(place(title="Aus der Datei")))
    return db.session.scalars(sa.select(IntakeConflict.id)).one()


def test_a_conflict_shows_all_three_and_is_decided(browser: FlaskClient) -> None:
    conflict_id = open_conflict(browser)
    shown = browser.get("/network/imports/decisions").text
    assert all(words in shown for words in ("Sprachcafé cafe", "Aus der Datei", "Von uns"))
    assert "2 things wait" in browser.get("/network/imports").text
    decided = browser.post(f"/network/imports/conflicts/{conflict_id}/file", headers=HTMX)
    assert decided.status_code == 200
    assert offers() == ["Aus der Datei", "Von uns"]
    assert browser.post(f"/network/imports/conflicts/{conflict_id}/here").status_code == 422
    assert offers() == ["Aus der Datei", "Von uns"]


def test_what_stands_here_may_stay_and_is_not_asked_again(browser: FlaskClient) -> None:
    conflict_id = open_conflict(browser)
    assert browser.post(f"/network/imports/conflicts/{conflict_id}/here").status_code == 303
    take_in(browser, answer(place(title="Aus der Datei")))
    assert offers() == ["Von uns", "Von uns"]
    assert "Aus der Datei" not in browser.get("/network/imports/decisions").text


def test_an_address_is_decided_line_by_line_and_stays_decided(browser: FlaskClient) -> None:
    """The house is asked about, the street comes in by itself, the number here stays."""
    take_in(browser, answer(place()))
    with transaction():
        db.session.execute(sa.update(Location).values(name="Altes Rathaus"))
        (offer_id,) = db.session.scalars(sa.select(Offer.id))
        db.session.add(Phone(offer_id=offer_id, number="+497151999"))
    moved = {**place()["location"], "address": "Kurze Straße 1", "name": "Neues Rathaus"}
    changed = answer(place(location=moved))
    take_in(browser, changed)
    shown = browser.get("/network/imports/decisions").text
    assert all(words in shown for words in ("House or room", "Altes Rathaus", "Neues Rathaus"))
    assert "Kurze Straße 1" not in shown
    conflict_id = db.session.scalars(sa.select(IntakeConflict.id)).one()
    take_in(browser, changed)
    assert db.session.scalars(sa.select(IntakeConflict.id)).all() == [conflict_id]
    assert browser.post(f"/network/imports/conflicts/{conflict_id}/file").status_code == 303
    take_in(browser, changed)
    db.session.expire_all()
    stands = db.session.scalars(sa.select(Location)).one()
    assert (stands.name, stands.address_1) == ("Neues Rathaus", "Kurze Straße 1")
    assert db.session.scalars(sa.select(Phone.number)).one() == "+497151999"
    assert "Nothing waits for you." in browser.get("/network/imports/decisions").text


@pytest.mark.parametrize(("verb", "state"), [("archive", "archived"), ("keep", "in_check")])
def test_a_withdrawn_offer_is_archived_or_kept_by_people(
    browser: FlaskClient, verb: str, state: str
) -> None:
    take_in(browser, answer(place(), place("haus")))
    take_in(browser, answer(place()))
    entry = db.session.scalars(
        sa.select(IntakeEntry).where(IntakeEntry.withdrawn_at.is_not(None))
    ).one()
    assert "Sprachcafé haus" in browser.get("/network/imports/decisions").text
    done = browser.post(f"/network/imports/withdrawn/{entry.id}/{verb}", headers=HTMX)
    assert done.status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Offer, entry.offer_id).state == state
    assert browser.post(f"/network/imports/withdrawn/{entry.id}/keep").status_code == 422
    take_in(browser, answer(place()))
    assert "Nothing waits for you." in browser.get("/network/imports/decisions").text


def test_tables_are_there_to_take_away(browser: FlaskClient) -> None:
    take_in(browser, answer(place()))
    for address in ("template.csv", "offers.csv"):
        table = browser.get(f"/network/imports/{address}")
        assert table.data.startswith(b"\xef\xbb\xbfKennung;")
        assert "attachment" in table.headers["Content-Disposition"]
    assert "Sprachcafé cafe" in table.data.decode()


def test_others_find_nothing_here(
    app: Flask, browser: FlaskClient, signed_in: Browser, gerhard: Member, jana: Member
) -> None:
    conflict_id = open_conflict(browser)
    entry_id, file_id = (
        db.session.scalars(sa.select(of).limit(1)).one() for of in (IntakeEntry.id, Intake.id)
    )
    with transaction():
        far = build.municipality("08111000", "Stuttgart")
        stranger = build.person("Ada", "de", Role.COORDINATOR, area_ags=far.ags)
    addresses = [
        ("get", f"/network/imports/{file_id}"),
        ("post", f"/network/imports/{file_id}/go-on"),
        ("post", f"/network/imports/{file_id}/take-in"),
        ("post", f"/network/imports/conflicts/{conflict_id}/file"),
        ("post", f"/network/imports/withdrawn/{entry_id}/archive"),
    ]
    for member in (Member(person=stranger[0], grant=stranger[1]), gerhard, jana):
        other = signed_in(member)
        missing = other.get("/network/imports/2147483647").data
        for method, address in addresses:
            answered = getattr(other, method)(address)
            assert (answered.status_code, answered.data) == (404, missing), address
