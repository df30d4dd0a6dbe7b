"""goal_24: a full disk leaves no half-written case and reads go on; a backup made in the middle of
the work comes back whole and quickly."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.caseload import service
from app.caseload.models import Case, Client
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.people.models import Person, RoleGrant
from tests.cast import Member
from tests.goals import keeping
from tests.goals.full_disk import Desk, full_at
from tests.safekeeping import scene

pytestmark = pytest.mark.goal_24
FULL = os.environ.get("FULL_GOALS") == "1"
PAGES = range(0, 50) if FULL else (0, 3, 9)
STEP = 1 if FULL else 4  # every statement, or every fourth
CROWD = 20_000 if FULL else 60
RTO = timedelta(minutes=15)
RPO = timedelta(minutes=5)


@pytest.fixture
def desk(
    app: Flask,
    jana: Member,
    selam: Member,
    signed_in: Callable[[Member], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Jana at her desk; failures are answered as in real use."""
    assert selam.client is not None
    monkeypatch.setattr(app, "testing", False)
    return Desk(signed_in(jana), signed_in(selam), selam.client)


# ---- a disk that is really full ----


@contextmanager
def at_most(pages: int) -> Iterator[None]:
    """Let SQLite's file grow by so many pages and no more; it begins without unused ones."""
    _renew()
    with closing(sqlite3.connect(db.engine.url.database or "")) as file:
        file.execute("VACUUM")
        (used,) = file.execute("PRAGMA page_count").fetchone()

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={used + pages}")

    sa.event.listen(db.engine, "connect", limit)
    _renew()
    try:
        yield
    finally:
        sa.event.remove(db.engine, "connect", limit)
        _renew()


def _renew() -> None:
    db.session.rollback()
    db.engine.dispose()


@pytest.mark.sqlite_only
@pytest.mark.timeout(1800)
def test_a_full_disk_leaves_no_half_case_and_reads_go_on(desk: Desk) -> None:
    for pages in PAGES:
        with at_most(pages):
            statuses = [desk.open_case()]
            while statuses[-1] == 303:
                statuses += [desk.make_appointment(), desk.open_case()]
            assert set(statuses) <= {303, 500}
            assert desk.halves() == []
            assert desk.reads()
        assert desk.open_case() == 303, "there is room again"
        assert desk.opens_a_record()
    assert desk.halves() == []


# ---- a disk that is full at each statement and at the commit ----


def points(desk: Desk, act: Callable[[], int]) -> tuple[int, list[str]]:
    """Fail at one point after the other till the change passes; how many, and what was half."""
    halves: list[str] = []
    for tried, point in enumerate(range(0, 1_000, STEP)):
        with full_at(point) as log:
            status, is_over = act(), len(log) <= point
            halves += desk.halves()
            assert desk.reads()
            assert is_over or not desk.opens_a_record(), "nobody reads without a trace"
        assert status == (303 if is_over else 500)
        if is_over:
            return tried, halves
    raise AssertionError("it never ends")


@pytest.mark.timeout(1800)
def test_a_disk_that_is_full_at_any_statement_leaves_no_half_case(desk: Desk) -> None:
    found = [points(desk, act) for act in (desk.open_case, desk.make_appointment)]
    assert [halves for _tried, halves in found] == [[], []]
    assert sum(tried for tried, _halves in found) >= (20 if FULL else 5)


def test_a_planted_change_in_two_transactions_is_caught(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = service._record

    def hasty(*arguments: Any, **more: Any) -> Client:
        db.session.commit()
        db.session.begin()
        return record(*arguments, **more)

    monkeypatch.setattr(service, "_record", hasty)
    _tried, halves = points(desk, desk.open_case)
    assert halves


# ---- the restore drill ----


def counts(carrier_id: int) -> dict[str, int]:
    """Rows of what a restore must bring back."""
    with carrier_opened(carrier_id):
        return {
            model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model))
            or 0
            for model in (Client, ClientKey, Case, Person, RoleGrant)
        }


@pytest.mark.timeout(1800)
def test_the_restore_drill(
    app: Flask,
    jana: Member,
    tmp_path: Path,
) -> None:
    """A backup in the middle of the work; the database is lost; the backup comes back."""
    assert jana.grant.carrier_id is not None
    carrier_id, told = jana.grant.carrier_id, dict[str, Any]()
    with scene.key_file_of(app):
        ids = keeping.crowd(jana, CROWD)
        before, file = counts(carrier_id), tmp_path / "drill.backup"
        db.session.remove()
        with keeping.busy(app, carrier_id, told):
            began = time.monotonic()
            assert scene.run(app, "backup", str(file)).exit_code == 0
            backup_took = time.monotonic() - began
        assert told["wrong"] == 0, told
        began = time.monotonic()
        done = scene.run(app, "restore", str(file), "--replace", "--yes")
        restore_took = time.monotonic() - began
        assert done.exit_code == 0, done.output
        assert counts(carrier_id) == before
        with carrier_opened(carrier_id):
            for client in db.session.scalars(sa.select(Client).where(Client.id.in_(ids[:500]))):
                assert keeping.is_number_of(client.id, client.phone)
    print({"backup": backup_took, "restore": restore_took, "clients": CROWD})
    assert timedelta(seconds=restore_took) <= RTO
    assert timedelta(seconds=backup_took) <= RPO, "else a timer of five minutes overtakes itself"


def test_what_was_committed_before_a_backup_is_in_it(
    app: Flask, jana: Member, tmp_path: Path
) -> None:
    """What can be lost is what came after the last backup, and nothing else."""
    file = tmp_path / "last.backup"
    with scene.key_file_of(app):
        (mine,) = keeping.crowd(jana, 1)
        carrier_id = jana.grant.carrier_id or 0
        scene.run(app, "backup", str(file))
        (lost,) = keeping.crowd(jana, 1)
        assert scene.run(app, "restore", str(file), "--replace", "--yes").exit_code == 0
        with carrier_opened(carrier_id):
            assert db.session.get_one(Client, mine).phone == keeping.number(mine)
            assert db.session.get(Client, lost) is None
