"""flask doctor: each thing that can be wrong is found, and one wrong thing fails the command."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import doctor
from app.core import clock
from app.core.db import db, transaction
from app.doctor import Finding, examine
from app.notices.models import WorkerBeat
from app.safekeeping.models import BackupRun
from tests.postgres import ADMIN, OWNER, engine_by
from tests.safekeeping.scene import add_master, key_file_of
from tests.undone import undone

Set = Callable[..., None]


@pytest.fixture
def given(app: Flask) -> Iterator[Set]:
    """Change settings for one test."""
    before = app.config["SETTINGS"]

    def change(**settings: Any) -> None:
        app.config["SETTINGS"] = dataclasses.replace(before, **settings)

    yield change
    app.config["SETTINGS"] = before


def finding(subject: str) -> Finding:
    return next(one for one in examine() if one.subject == subject)


def beat(*, ago: timedelta = timedelta(0), overdue: int = 0) -> None:
    with transaction() as session:
        session.add(WorkerBeat(name="one", at=clock.now() - ago, overdue=overdue))


def test_a_sound_installation(app: Flask) -> None:
    beat()
    shown = app.test_cli_runner().invoke(args=["doctor"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.splitlines()) == 14
    assert "WRONG" not in shown.output


def test_one_wrong_thing_fails_the_command(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["doctor"])
    assert shown.exit_code == 1
    assert "WRONG worker" in shown.output
    assert "flask remind" in shown.output


def test_a_silent_worker(app: Flask) -> None:
    beat(ago=timedelta(minutes=3))
    assert finding("worker").is_wrong
    assert not finding("queue").is_wrong


def test_a_worker_that_sends_nothing_though_something_is_due(app: Flask) -> None:
    beat(overdue=7)
    assert not finding("worker").is_wrong
    assert finding("queue").is_wrong
    assert "7 reminders" in finding("queue").words


def test_an_old_database(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "HEAD").write_text("9999\n")
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    assert finding("migrations").is_wrong
    assert "flask db upgrade" in finding("migrations").words


def test_keys(given: Set, tmp_path: Path) -> None:
    missing, open_to_all, good = (tmp_path / name for name in ("missing", "open", "good"))
    open_to_all.write_text("x")
    open_to_all.chmod(0o644)
    good.write_text("x")
    good.chmod(0o600)
    for path, is_wrong in ((missing, True), (open_to_all, True), (good, False)):
        given(key_file=path)
        assert finding("key").is_wrong is is_wrong, path
    given(vapid_key_file=missing)
    assert not finding("push key").is_wrong, "made at the first use"
    given(vapid_key_file=missing, public_url="https://example.org")
    assert finding("push key").is_wrong


def test_several_keys_are_told(app: Flask) -> None:
    with key_file_of(app) as path:
        assert "beside the newest" not in finding("key").words
        add_master(path)
        assert "1 old beside the newest" in finding("key").words
        assert not finding("key").is_wrong


def test_the_age_of_the_last_backup(given: Set) -> None:
    assert not finding("backup").is_wrong, "in development nobody needs one"
    given(public_url="https://example.org")
    assert finding("backup").is_wrong
    with transaction() as session:
        session.add(BackupRun(made_at=clock.now() - timedelta(hours=5), rows=1))
    assert finding("backup").words == "the last one is 5 hours old"
    assert not finding("backup").is_wrong
    clock.shift(timedelta(days=1))
    assert finding("backup").is_wrong


def test_settings_that_have_no_place_in_real_use(given: Set) -> None:
    given(push_hosts=("http://127.0.0.1:1",))
    assert not finding("push hosts").is_wrong
    given(push_hosts=("http://127.0.0.1:1",), public_url="https://example.org")
    assert finding("push hosts").is_wrong
    given(demo=True, public_url="https://example.org")
    assert finding("configuration").is_wrong


def test_a_clock_that_goes_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not finding("clock").is_wrong
    ahead = datetime.now(UTC) + timedelta(minutes=1)
    monkeypatch.setattr(clock, "machine", lambda: ahead)
    assert finding("clock").is_wrong


def test_a_clock_that_jumped_while_the_worker_looked(app: Flask) -> None:
    beat()
    with transaction() as session:
        session.execute(sa.update(WorkerBeat).values(clock_jumped_at=clock.now()))
    assert finding("clock").is_wrong
    assert not finding("worker").is_wrong


def test_the_walls_of_a_sound_database(app: Flask) -> None:
    is_walled = db.engine.dialect.name == "postgresql"
    for subject in ("database role", "row security", "carrier keys"):
        found = finding(subject)
        assert not found.is_wrong, found.words
        assert ("SQLite" in found.words) is not is_walled
    assert ("PostgreSQL" in finding("database").words) is is_walled


@pytest.mark.postgresql_only
@pytest.mark.usefixtures("app")
def test_a_superuser_is_wrong_everywhere() -> None:
    with undone(engine_by(ADMIN)):
        found = finding("database role")
    assert found.is_wrong
    assert "is a superuser" in found.words


@pytest.mark.postgresql_only
@pytest.mark.usefixtures("app")
def test_the_owner_is_wrong_in_real_use(given: Set) -> None:
    with undone(engine_by(OWNER)):
        assert not finding("database role").is_wrong
        given(public_url="https://example.org")
        found = finding("database role")
    assert found.is_wrong
    assert "owns" in found.words


@pytest.mark.postgresql_only
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("subject", "statement"),
    [
        ("row security", "ALTER TABLE client NO FORCE ROW LEVEL SECURITY"),
        ("row security", "DROP POLICY own_carrier ON step"),
        (
            "carrier keys",
            "ALTER TABLE session ADD FOREIGN KEY (person_id) REFERENCES client (id)",
        ),
    ],
)
def test_a_gap_in_the_walls(subject: str, statement: str) -> None:
    with undone(engine_by(OWNER)) as connection:
        connection.execute(sa.text(statement))
        assert finding(subject).is_wrong
    assert not finding(subject).is_wrong
