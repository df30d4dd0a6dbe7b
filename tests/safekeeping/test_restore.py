"""flask restore: back as it was or nothing changes, and nobody comes back who was erased."""

import re
import shutil
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app.audit import erasing
from app.audit.models import ErasureTombstone
from app.caseload.models import Client
from app.core import clock, keyfile
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.notices.models import WorkerBeat
from app.people.models import Person
from app.safekeeping import files, tombstones
from tests.cast import Member
from tests.conftest import empty_tables
from tests.safekeeping import scene
from tests.safekeeping.scene import SECRET, run


def damage(path: Path) -> None:
    """One bit in the middle of somebody's name."""
    held = path.read_bytes()
    at = held.index(b"Selam")
    path.write_bytes(held[:at] + b"Relam" + held[at + 5 :])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE x (y)")


def text(path: Path) -> None:
    path.write_text("no database " * 1000)


def other_keys(path: Path) -> None:
    """Keys of a backup made another time."""
    with sqlite3.connect(files.keys_beside(path)) as keys:
        keys.execute("UPDATE backup_info SET value = 'another' WHERE name = 'id'")


def no_keys(path: Path) -> None:
    files.keys_beside(path).unlink()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("UPDATE backup_info SET value = '9999' WHERE name = 'revision'")


def newer_format(path: Path) -> None:
    with sqlite3.connect(path) as file:
        file.execute("UPDATE backup_info SET value = '2' WHERE name = 'format'")


BROKEN = (
    (damage, "is damaged"),
    (cut, "is damaged|no backup"),
    (foreign, "no backup of this system"),
    (text, "no backup, or it is damaged"),
    (other_keys, "belong to another backup"),
    (no_keys, "keys is not there"),
    (newer, "from a newer version"),
    (newer_format, "made by a newer version"),
)


@pytest.mark.sqlite_only
def test_what_is_not_whole_is_refused_before_anything_changes(
    app: Flask, town: tuple[Member, Member], file: Path
) -> None:
    run(app, "backup", str(file))
    scene.give_phone(town[0], "+4915100000009")
    for number, (break_it, words) in enumerate(BROKEN):
        broken = file.with_name(f"broken{number}")
        shutil.copy(file, broken)
        shutil.copy(files.keys_beside(file), files.keys_beside(broken))
        break_it(broken)
        refused = run(app, "restore", str(broken), "--replace", "--yes")
        assert refused.exit_code == 1, words
        assert re.search(words, refused.output), refused.output
        assert refused.output.startswith("Error: ")
        assert len(refused.output.splitlines()) == 1
    assert scene.phone(town[0]) == "+4915100000009"


@pytest.mark.sqlite_only
def test_keys_of_another_key_file_are_named(
    app: Flask, key_file: Path, town: tuple[Member, Member], file: Path
) -> None:
    run(app, "backup", str(file))
    (old,) = keyfile.read(key_file)
    keyfile.write(key_file, [keyfile.new_master()])
    refused = run(app, "restore", str(file), "--replace", "--yes")
    assert f"closed with key {old.name}" in refused.output
    keyfile.write(key_file, [*keyfile.read(key_file), old])
    assert run(app, "restore", str(file), "--replace", "--yes").exit_code == 0
    assert run(app, "keys", "rotate").exit_code == 0
    assert scene.phone(town[0]) == SECRET


def test_people_and_workers_in_the_way_are_asked_about(
    app: Flask, town: tuple[Member, Member], file: Path
) -> None:
    run(app, "backup", str(file))
    assert "say --replace" in run(app, "restore", str(file)).output
    asked = run(app, "restore", str(file), "--replace", typed="n\n")
    assert "Replace everything about" in asked.output
    assert "Nothing was changed" in asked.output
    with transaction() as session:
        session.add(WorkerBeat(name="one", at=clock.now(), overdue=0))
    refused = run(app, "restore", str(file), "--replace", "--yes")
    assert "stop it and the web server first" in refused.output
    clock.shift(timedelta(minutes=1))
    assert run(app, "restore", str(file), "--replace", typed="y\n").exit_code == 0
    assert "the last one is 0 hours old" in run(app, "doctor").output
    with transaction() as session:
        highest = session.scalar(sa.select(sa.func.max(Person.id))) or 0
        person = Person(call_name="Neu", ui_language="de", created_at=clock.now())
        session.add(person)
        session.flush()
        assert person.id > highest, "new rows go on behind the old ones"


def test_a_restore_that_breaks_off_changes_nothing(
    app: Flask, town: tuple[Member, Member], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.safekeeping import restore  # noqa: PLC0415  # because: patched here alone

    run(app, "backup", str(file))
    scene.give_phone(town[0], "+4915100000009")
    fill, filled = restore._fill, []

    def dying(*arguments: Any) -> None:
        fill(*arguments)
        filled.append(arguments)
        if len(filled) == 30:
            raise KeyboardInterrupt

    monkeypatch.setattr(restore, "_fill", dying)
    assert run(app, "restore", str(file), "--replace", "--yes").exit_code == 1
    assert scene.phone(town[0]) == "+4915100000009"


@pytest.mark.sqlite_only
def test_an_older_backup_is_brought_up_to_date(
    app: Flask, elsewhere: Flask, file: Path, key_file: Path
) -> None:
    """Made at an older migration, it comes back there and then goes the way of everybody."""
    with elsewhere.app_context():
        upgrade(revision="0010")
        values = {"ags": "08119079", "name": "Waiblingen", "district_ags": "08119"}
        table = sa.table("municipality", *map(sa.column, (*values, "district_name")))
        with db.engine.begin() as connection:
            connection.execute(table.insert(), values | {"district_name": "Rems-Murr-Kreis"})
        made = run(elsewhere, "backup", str(file))
        assert made.exit_code == 0, made.output
        upgrade()
        done = run(elsewhere, "restore", str(file))
        assert done.exit_code == 0, done.output
        with db.engine.connect() as connection:
            assert connection.scalar(sa.select(table.c.ags)) == "08119079"
        assert run(elsewhere, "doctor").output.count("migrations     at ") == 1
        db.engine.dispose()


def test_without_keys_the_sealed_fields_are_empty_and_can_be_filled(
    app: Flask, town: tuple[Member, Member], file: Path
) -> None:
    run(app, "backup", str(file))
    files.keys_beside(file).unlink()
    done = run(app, "restore", str(file), "--without-keys", "--replace", "--yes")
    assert done.exit_code == 0, done.output
    assert scene.phone(town[0]) is None
    scene.give_phone(town[0])
    assert scene.phone(town[0]) == SECRET


def erase(member: Member) -> None:
    """As the officer's night does."""
    assert member.client is not None
    with carrier_opened(scene.carrier_of(member)), transaction() as session:
        client = session.get_one(Client, member.client.id)
        erasing.erase(client, by=SYSTEM, now=clock.now())
    db.session.remove()


def left(member: Member) -> int:
    with carrier_opened(scene.carrier_of(member)):
        return db.session.scalar(sa.select(sa.func.count()).select_from(Client)) or 0


@pytest.mark.parametrize("is_lost", [False, True], ids=["replaced", "database lost"])
def test_who_was_erased_stays_erased_in_an_older_backup(
    app: Flask, town: tuple[Member, Member], file: Path, is_lost: bool
) -> None:
    selam, yonas = town
    run(app, "backup", str(file))
    erase(selam)
    assert len(tombstones.in_file()) == 1
    if is_lost:
        empty_tables()
    else:
        tombstones.beside_the_key().unlink()
    done = run(app, "restore", str(file), "--replace", "--yes")
    assert done.exit_code == 0, done.output
    assert "1 clients had been erased since" in done.output
    assert left(selam) == 0
    assert left(yonas) == 1
    with carrier_opened(scene.carrier_of(selam)):
        assert db.session.scalars(sa.select(ClientKey.client_id)).all() == []
    assert len(db.session.scalars(sa.select(ErasureTombstone)).all()) == 1


@pytest.mark.sqlite_only
def test_an_erasure_that_is_undone_leaves_no_line(app: Flask, town: tuple[Member, Member]) -> None:
    with transaction() as session, session.begin_nested() as nested:
        session.add(ErasureTombstone(client_uid=scene.uid(), erased_at=clock.now()))
        session.flush()
        nested.rollback()
    db.session.remove()
    assert tombstones.in_file() == {}
    session = db.session()
    with session.begin_nested():
        session.add(ErasureTombstone(client_uid=scene.uid(), erased_at=clock.now()))
    session.rollback()
    assert tombstones.in_file() == {}


@pytest.mark.sqlite_only
def test_tombstones_that_cannot_be_written_stop_nobody(
    app: Flask, town: tuple[Member, Member], file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tombstones.beside_the_key().mkdir()
    try:
        erase(town[0])
        assert run(app, "backup", str(file)).exit_code == 0
    finally:
        tombstones.beside_the_key().rmdir()
    assert ".erased was not written: Is a directory" in caplog.text
    assert run(app, "restore", str(file), "--replace", "--yes").exit_code == 0
    assert len(tombstones.in_file()) == 1, "made good"


@pytest.mark.sqlite_only
def test_a_backup_completes_the_file_of_tombstones(
    app: Flask, town: tuple[Member, Member], file: Path
) -> None:
    erase(town[0])
    tombstones.beside_the_key().write_text("broken-off")
    assert run(app, "backup", str(file)).exit_code == 0
    assert len(tombstones.in_file()) == 1
    assert stat.S_IMODE(tombstones.beside_the_key().stat().st_mode) & 0o077 in (0, 0o044)
