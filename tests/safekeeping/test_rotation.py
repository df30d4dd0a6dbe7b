"""flask keys rotate: everything under new keys, while others work, from wherever it stopped."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Client
from app.core import clock, crypto, keyfile
from app.core.cipher import Unreadable
from app.core.db import db, transaction
from app.core.sealed import destroy_key, opened_key
from app.core.tenancy import carrier_opened
from app.safekeeping import rotation
from tests.cast import Member
from tests.safekeeping import scene
from tests.safekeeping.scene import SECRET, run


def test_fields_and_keys_are_new_and_the_text_is_the_same(
    app: Flask, key_file: Path, selam: Member, yonas: Member
) -> None:
    scene.give_phone(selam)
    scene.give_phone(yonas)
    before = [(scene.stored(one), scene.key_of(one)) for one in (selam, yonas)]
    leaked = opened_key(scene.key_of(selam), **where(selam))
    done = run(app, "keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "2 fields of 2 clients" in done.output
    for member, (field, key) in zip((selam, yonas), before, strict=True):
        assert scene.phone(member) == SECRET
        assert scene.stored(member) != field
        assert scene.key_of(member)[1:5] == crypto.ring().newest.wrapping.id != key[1:5]
    assert opened_key(scene.key_of(selam), **where(selam)).secret != leaked.secret


def where(member: Member) -> dict[str, int]:
    assert member.client is not None
    return {"carrier_id": scene.carrier_of(member), "client_id": member.client.id}


def test_values_of_the_first_version_are_sealed_anew(
    app: Flask, key_file: Path, selam: Member
) -> None:
    scene.make_old(selam)
    assert run(app, "keys", "rotate").exit_code == 0
    assert scene.stored(selam)[:1] == scene.key_of(selam)[:1] == b"\x02"
    assert scene.phone(selam) == SECRET


def test_a_client_without_a_key_stays_without(app: Flask, key_file: Path, selam: Member) -> None:
    scene.give_phone(selam)
    assert selam.client is not None
    with carrier_opened(scene.carrier_of(selam)), transaction():
        destroy_key(selam.client.id)
    assert run(app, "keys", "rotate").exit_code == 0
    assert scene.phone(selam) is None


def test_a_damaged_field_is_named_and_its_client_left(
    app: Flask, key_file: Path, selam: Member, ahmad: Member
) -> None:
    for member in (selam, ahmad):
        scene.give_phone(member)
    value = scene.stored(selam)
    scene.put(selam, phone_sealed=value[:-1] + bytes([value[-1] ^ 1]))
    done = run(app, "keys", "rotate")
    assert done.exit_code == 1
    assert "client.phone_sealed" in done.output
    assert "1 clients still need the old key" in done.output
    assert SECRET not in done.output
    assert scene.phone(ahmad) == SECRET
    scene.give_phone(selam)
    done = run(app, "keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "Going on with key" in done.output
    assert scene.phone(selam) == SECRET


@contextmanager
def killed_after(batches: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the rotation die in its n-th batch, after it wrote and before it commits."""
    write, count = rotation._write, [0]

    def dying(changes: object) -> None:
        write(changes)  # type: ignore[arg-type]
        count[0] += 1
        if count[0] > batches:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_write", dying)
        patched.setattr(rotation, "BATCH", 1)
        yield


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_killed_anywhere_it_goes_on_from_there(
    app: Flask,
    key_file: Path,
    cast: object,
    selam: Member,
    ahmad: Member,
    yonas: Member,
    monkeypatch: pytest.MonkeyPatch,
    batches: int,
) -> None:
    people = (selam, ahmad, yonas)
    for member in people:
        scene.give_phone(member)
    with killed_after(batches, monkeypatch):
        assert run(app, "keys", "rotate").exit_code == 1
    assert [scene.phone(member) for member in people] == [SECRET] * 3
    assert len(keyfile.read(key_file)) == 2
    assert rotation.count_left() == 3 - batches
    done = run(app, "keys", "rotate")
    assert f"{3 - batches} fields of {3 - batches} clients" in done.output
    assert len(keyfile.read(key_file)) == 2
    assert rotation.count_left() == 0
    assert [scene.phone(member) for member in people] == [SECRET] * 3


def test_it_waits_for_nobody_and_comes_back(app: Flask, key_file: Path, selam: Member) -> None:
    """Somebody is writing this number: the rotation passes by and neither blocks the other."""
    scene.give_phone(selam)
    assert selam.client is not None
    may_commit, wrote = threading.Event(), threading.Event()

    def write() -> bool:
        assert selam.client is not None
        with carrier_opened(carrier_id), transaction() as session:
            session.get_one(Client, client_id).phone = "+4915100000001"
            session.flush()
            wrote.set()
            may_commit.wait(20)
        return True

    carrier_id, client_id = scene.carrier_of(selam), selam.client.id
    db.session.remove()
    writer = threading.Thread(target=lambda: scene.apart(app, write))
    writer.start()
    assert wrote.wait(20)
    timer = threading.Timer(0.5, may_commit.set)
    timer.start()
    done = run(app, "keys", "rotate")
    writer.join()
    assert done.exit_code == 0, done.output
    assert rotation.count_left() == 0
    assert scene.apart(app, lambda: scene.phone(selam)) == "+4915100000001"


def test_the_old_key_goes_when_nothing_needs_it(app: Flask, key_file: Path, selam: Member) -> None:
    scene.give_phone(selam)
    scene.add_master(key_file)
    refused = run(app, "keys", "retire", "--now")
    assert refused.exit_code == 1
    assert "1 clients still need the old key" in refused.output
    assert run(app, "keys", "rotate").exit_code == 0
    assert "may go from" in run(app, "keys", "retire").output
    clock.shift(timedelta(minutes=2))
    assert "may go from" in run(app, "keys", "retire").output
    done = run(app, "keys", "retire", "--now")
    assert done.exit_code == 0, done.output
    assert len(keyfile.read(key_file)) == 1
    assert scene.phone(selam) == SECRET
    assert "one key, and it is in use" in run(app, "keys", "retire").output


def test_a_rotation_takes_out_what_the_last_one_left(app: Flask, key_file: Path) -> None:
    run(app, "keys", "rotate")
    clock.shift(timedelta(days=2))
    second = keyfile.read(key_file)[0].secret
    run(app, "keys", "rotate")
    run(app, "keys", "rotate")
    assert [key.secret for key in keyfile.read(key_file)][2:] == [second]


def test_the_leaked_keys_open_nothing_any_more(app: Flask, key_file: Path, selam: Member) -> None:
    scene.give_phone(selam)
    (old,) = keyfile.read(key_file)
    run(app, "keys", "rotate")
    wrapped = scene.key_of(selam)
    with pytest.raises(Unreadable):
        old.wrapping.unseal(wrapped, place="client_key.wrapped:1:1")


def test_errors_are_one_sentence(
    app: Flask, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keyfile.changing(key_file):
        done = run(app, "keys", "rotate")
    assert done.exit_code == 1
    assert done.output == "Error: Another command is changing the keys right now.\n"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = key_file.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    done = run(app, "keys", "rotate")
    assert "cannot be written: No space left on device" in done.output
    assert "Traceback" not in done.output
    assert key_file.read_bytes() == before
    assert sorted(path.name for path in key_file.parent.glob(".key*")) == []


def test_errors_of_the_database_name_no_values(app: Flask, selam: Member) -> None:
    with pytest.raises(sa.exc.DBAPIError) as error:
        db.session.execute(sa.select(sa.column("no_such")).where(sa.literal(SECRET) == "x"))
    assert SECRET not in str(error.value)
