"""goal_23: the copy holds all of a client and nothing of others; after erasure nothing is left."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.appointments.models import Appointment, Participation
from app.audit import erasing, export, night, sweeping
from app.audit.models import DataRequest, ErasureTombstone
from app.caseload.models import Case, Client
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.i18n import LANGUAGES
from app.core.personal import Inventory, inventory
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.people.account import set_language
from tests import build
from tests.cast import Member
from tests.goals import canaries

pytestmark = pytest.mark.goal_23
FULL = os.environ.get("FULL_GOALS") == "1"
SPOKEN = tuple(LANGUAGES) if FULL else ("ar",)


def of(member: Member) -> Client:
    """This member's record."""
    assert member.client is not None
    return member.client


@pytest.fixture
def planted(app: Flask, selam: Member, ahmad: Member) -> Iterator[None]:
    """Two clients of one manager with a canary in every free text; they share an appointment.

    They asked for everything that is stored, and have their answer: the copy holds case notes.
    """
    with carrier_opened(of(selam).carrier_id):
        with transaction():
            canaries.plant(selam, "own")
            canaries.plant(ahmad, "other")
            answer = {"state": "answered", "answered_at": clock.now()}
            db.session.execute(sa.update(DataRequest).values(answer))
            assert selam.manager is not None
            group = build.appointment(of(selam), selam.manager.person, kind="group", place="Saal")
            db.session.add(Participation(appointment_id=group.id, client_id=of(ahmad).id))
        yield


def shown() -> set[tuple[str, str]]:
    """Table and column of everything that is exported and holds a free text."""
    return {
        (table.name, column)
        for table in inventory().reached
        for column in canaries.filled(table)
        if column in table.shown
    }


def missing_from(text: str) -> set[tuple[str, str]]:
    """What should stand in a copy and does not."""
    return shown() - canaries.places(text, "own")


def test_the_copy_is_complete_and_hers_alone(
    planted: None, signed_in: Callable[[Member], FlaskClient], selam: Member, page: Any
) -> None:
    browser = signed_in(selam)
    data = browser.get("/me/export/data")
    assert missing_from(data.text) == set()
    assert not canaries.places(data.text, "other")
    tables: dict[str, Any] = json.loads(data.text)["tables"]
    for table in inventory().reached:
        if table.shown:
            assert tables[table.name], table.name
            assert all(set(row) == set(table.shown) for row in tables[table.name]), table.name
    for code in SPOKEN:
        with transaction():
            set_language(code, by=selam.viewer, now=clock.now())
        read = page(browser, "/me/export").html
        assert missing_from(read) == set(), code
        assert not canaries.places(read, "other")


def test_everything_of_hers_in_the_database_is_in_the_copy_or_held_back_on_purpose(
    planted: None, selam: Member
) -> None:
    """Asked the other way round: from the rows, without the exporter."""
    stored = canaries.places(canaries.dump(), "own")
    held = {(t.name, c) for t in inventory().reached for c in t.held}
    sealed = {(t, c) for t, c in shown() if c.endswith("_sealed")}
    assert stored - held == shown() - sealed


def test_a_planted_missing_exporter_is_caught(
    planted: None, app: Flask, selam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = inventory()
    rest = [table for table in whole.tables.values() if table.name != "bring_item"]
    monkeypatch.setitem(app.extensions, "personal", Inventory(rest))
    with app.test_request_context():
        copy = str(export.as_data(export.collect(of(selam))))
    monkeypatch.setitem(app.extensions, "personal", whole)
    assert {table for table, _ in missing_from(copy)} == {"bring_item"}


def remains(database: str, tag: str) -> list[str]:
    """Where a client's canaries still stand: in the rows, and in the files of SQLite."""
    found = [f"{table}.{column}" for table, column in sorted(canaries.places(canaries.dump(), tag))]
    if database.startswith("sqlite"):
        db.session.remove()
        sweeping.scrub()
        for path in Path(database.removeprefix("sqlite:///")).parent.glob("test.db*"):
            found += [path.name] * path.read_bytes().count(f"Kanari{tag}".encode())
    return found


@pytest.mark.parametrize("act", [erasing.erase, erasing.anonymise])
def test_after_erasure_nothing_is_left_of_her_and_all_of_others(
    planted: None,
    database: str,
    selam: Member,
    act: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    others = remains_in_rows("other")
    uid, client_id = of(selam).uid, of(selam).id
    with transaction():
        client = db.session.get_one(Client, client_id, populate_existing=True)
        act(client, by=SYSTEM, now=clock.now())
    assert remains(database, "own") == []
    assert "Kanari" not in caplog.text
    assert remains_in_rows("other") == others
    keys = db.session.scalars(sa.select(ClientKey.client_id)).all()
    assert client_id not in keys
    assert db.session.scalars(sa.select(ErasureTombstone.client_uid)).all() == [uid]
    kept = db.session.get(Client, client_id, populate_existing=True)
    assert (kept is None) is (act is erasing.erase)
    assert db.session.scalar(sa.select(Appointment.id).where(Appointment.place == "Saal"))


def remains_in_rows(tag: str) -> list[str]:
    """Every canary of one client, as it stands in the rows."""
    return sorted(line for line in canaries.dump().splitlines() if f"Kanari{tag}" in line)


def test_a_planted_leftover_is_caught(
    planted: None, database: str, app: Flask, selam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One table that the sweep does not know."""
    whole = inventory()
    forgetful = [t for t in whole.reached if t.name not in ("call_list_entry", "client")]
    monkeypatch.setattr(erasing, "in_order", lambda _all: forgetful)
    with transaction():
        erasing.clear("reminders", of(selam), keep_counted=False)
    assert any(place.startswith("call_list_entry.") for place in remains(database, "own"))


def test_a_restored_backup_forgets_her_again(
    planted: None, database: str, selam: Member, ahmad: Member
) -> None:
    """What flask restore asks for: the erased of a later day are in the older copy."""
    uid = of(selam).uid
    assert night.replay([uid], now=clock.now()) == 1
    assert remains(database, "own") == []
    assert remains_in_rows("other")
    assert night.replay([uid], now=clock.now()) == 0


def test_the_night_deletes_what_no_rule_keeps_and_nobody_holds(
    planted: None, database: str, selam: Member
) -> None:
    now = clock.now()
    with transaction():
        ended = clock.today() - timedelta(days=365 * 4)
        db.session.execute(
            sa.update(Case).where(Case.client_id == of(selam).id).values(ended_on=ended)
        )
    assert remains(database, "own")
    done = night.run(now)
    assert (done.records, done.parts, done.held) == (0, 0, 1)  # the planted hold stands
    assert remains(database, "own")
