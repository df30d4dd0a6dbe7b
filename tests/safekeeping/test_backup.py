"""flask backup: everything, whole, for its owner alone; it comes back on either database."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import keyfile
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.safekeeping import files
from tests.cast import Member
from tests.conftest import empty_tables
from tests.safekeeping import scene
from tests.safekeeping.scene import SECRET, run


def parts(path: Path) -> dict[str, Any]:
    """What a backup says is in it, by table: rows and hash."""
    with sqlite3.connect(path) as file:
        return {row[0]: row[1:] for row in file.execute("SELECT * FROM backup_part")}


OTHER_THEN = ("backup_run", "directory_stamp")


def everything(path: Path) -> dict[str, Any]:
    """Both files of a backup, without the table of backups itself, and without the directory's
    stamp: it is another after a restore, so that browsers ask for what they kept.
    """
    found = {**parts(path), **parts(files.keys_beside(path))}
    return {name: part for name, part in found.items() if name not in OTHER_THEN}


def test_it_comes_back_as_it_was_on_either_database(
    app: Flask, elsewhere: Flask, town: tuple[Member, Member], file: Path, tmp_path: Path
) -> None:
    """From here into an empty SQLite, from there back into this one: not a byte differs."""
    kept = run(app, "backup", str(file))
    assert kept.exit_code == 0, kept.output
    copy = tmp_path / "copy.backup"
    with elsewhere.app_context():
        done = run(elsewhere, "restore", str(file))
        assert done.exit_code == 0, done.output
        assert "all counted" in done.output
        assert run(elsewhere, "backup", str(copy)).exit_code == 0
        db.engine.dispose()
    assert everything(copy) == everything(file)
    empty_tables()
    assert run(app, "restore", str(copy)).exit_code == 0
    assert [scene.phone(member) for member in town] == [SECRET, "+4915100000002"]
    again = tmp_path / "again.backup"
    assert run(app, "backup", str(again)).exit_code == 0
    assert everything(again) == everything(file)
    assert sum(rows for rows, _hash in everything(file).values()) > 20


def test_the_files_are_for_their_owner_and_hold_no_secrets(
    app: Flask, key_file: Path, town: tuple[Member, Member], file: Path
) -> None:
    run(app, "backup", str(file))
    keys = files.keys_beside(file)
    assert sorted(path.name for path in file.parent.iterdir() if file.name in path.name) == [
        file.name,
        keys.name,
    ]
    for path in (file, keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        held = path.read_bytes()
        assert SECRET[3:].encode() not in held
        for key in keyfile.read(key_file):
            assert key.secret not in held
            assert key.secret.hex().encode() not in held
    assert "client_key" not in parts(file)
    assert set(parts(keys)) == {"client_key"}
    with carrier_opened(scene.carrier_of(town[0])):
        for wrapped in db.session.scalars(sa.select(ClientKey.wrapped)):
            assert wrapped not in file.read_bytes()


@pytest.mark.sqlite_only
def test_nothing_is_overwritten(app: Flask, town: tuple[Member, Member], file: Path) -> None:
    file.write_text("precious")
    refused = run(app, "backup", str(file))
    assert refused.exit_code == 1
    assert "overwrites nothing" in refused.output
    assert file.read_text() == "precious"
    file.unlink()
    assert run(app, "backup", str(file.parent / "no" / "folder")).exit_code == 1
    assert run(app, "restore", str(file)).output == f"Error: {file} is not there.\n"


@pytest.mark.sqlite_only
def test_a_full_disk_leaves_no_half_file(
    app: Flask, town: tuple[Member, Member], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_of = files.engine_of

    def small(path: Path) -> sa.Engine:
        engine = engine_of(path)
        sa.event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA max_page_count=20"))
        return engine

    before = set(file.parent.iterdir())
    monkeypatch.setattr(files, "engine_of", small)
    refused = run(app, "backup", str(file))
    assert refused.exit_code == 1
    assert "full" in refused.output
    assert "Traceback" not in refused.output
    assert set(file.parent.iterdir()) == before
