"""The key file: several keys, replaced as a whole, read again when it changes."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, flash, get_flashed_messages
from flask.testing import FlaskClient

from app.core import clock, crypto, keyfile
from app.core.crypto import KeyRing
from app.core.errors import TooMany
from app.core.limits import count_try, demand_room
from app.core.security import csrf_token
from tests.cast import Member
from tests.safekeeping.scene import add_master, key_file_of

LINE = "ab" * 32
pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file as the first version wrote it: one line, no date."""
    made = tmp_path / "key"
    made.write_text(LINE)
    return made


@pytest.fixture
def key_file(app: Flask) -> Iterator[Path]:
    """The key file of the application."""
    with key_file_of(app) as found:
        yield found


def test_one_line_is_a_key_file(path: Path) -> None:
    (key,) = keyfile.read(path)
    assert key.secret == bytes.fromhex(LINE)
    assert key.made_at is None
    assert LINE not in repr(key)


def test_several_keys_newest_first(path: Path) -> None:
    new = keyfile.new_master()
    keyfile.write(path, [new, *keyfile.read(path)])
    path.write_text(f"# ours\n\n{path.read_text()}")
    assert [key.secret for key in keyfile.read(path)] == [new.secret, bytes.fromhex(LINE)]
    made = keyfile.read(path)[0].made_at
    assert made is not None
    assert abs(made - clock.now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "text", ["", "abc", LINE[:-1], f"{LINE} yesterday", f"{LINE} 2026-01-01", f"{LINE}{LINE}"]
)
def test_what_is_no_key_is_refused_in_a_sentence(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(keyfile.Unusable) as refused:
        keyfile.read(path)
    assert str(path) in str(refused.value)
    assert LINE not in str(refused.value)


def test_a_missing_file_is_made_in_development_alone(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "key"
    with pytest.raises(keyfile.Unusable, match="is missing"):
        keyfile.read(path)
    keyfile.create(path)
    keyfile.create(path)
    assert len(keyfile.read(path)) == 1
    assert list(path.parent.iterdir()) == [path]


def test_it_is_for_its_owner_alone_and_no_draft_stays(path: Path) -> None:
    path.chmod(0o644)
    os.chown(path, path.stat().st_uid, path.stat().st_gid)
    keyfile.write(path, [keyfile.new_master()])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_it_stays_the_applications_when_root_rotates(path: Path) -> None:
    os.chown(path, 12345, 12345)
    keyfile.write(path, [keyfile.new_master()])
    assert path.stat().st_uid == 12345


def test_one_command_at_a_time(path: Path) -> None:
    with (
        keyfile.changing(path),
        pytest.raises(keyfile.Unusable, match="right now"),
        keyfile.changing(path),
    ):
        pass
    with keyfile.changing(path):
        pass


def test_a_ring_is_as_fresh_as_its_file(app: Flask, path: Path) -> None:
    ring = KeyRing(path)
    add_master(path)
    assert len(ring.keys) == 2
    assert ring.newest.secret == keyfile.read(path)[0].secret


def test_a_key_that_is_unknown_is_looked_up_once_more(app: Flask, path: Path) -> None:
    """A file system may show an old stamp for a while."""
    ring = KeyRing(path)
    add_master(path)
    seen = path.stat()
    ring._stamp = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
    new = keyfile.read(path)[0].wrapping
    assert ring.find(new.id) == [new]
    assert ring.find(b"none") == []


@pytest.mark.parametrize("text", [None, "half a li"])
def test_a_file_that_goes_bad_stops_nobody(app: Flask, path: Path, text: str | None) -> None:
    ring = KeyRing(path)
    path.unlink() if text is None else path.write_text(text)
    assert len(ring.keys) == 1


def test_a_page_from_before_a_rotation_can_be_sent(
    app: Flask, key_file: Path, selam: Member, visitor: FlaskClient
) -> None:
    """By a browser that names no origin: the token alone decides."""
    token = selam.token()
    name = app.config["COOKIE_NAME"]
    visitor.set_cookie(name, token)
    del visitor.environ_base["HTTP_SEC_FETCH_SITE"]
    with app.test_request_context(headers={"Cookie": f"{name}={token}"}):
        csrf = csrf_token()
    for _ in range(2):
        add_master(key_file)
        answer = visitor.post("/language/ti", data={"csrf": csrf})
        assert answer.status_code == 303, answer.status
    keyfile.write(key_file, keyfile.read(key_file)[:1])
    assert visitor.post("/language/ti", data={"csrf": csrf}).status_code == 403


def test_the_said_sentence_survives_a_rotation(app: Flask, key_file: Path) -> None:
    with app.test_request_context():
        flash("Saved.")
        answer = app.response_class()
        session = app.session_interface.open_session(app, app.test_request_context().request)
        assert session is not None
        session["_flashes"] = [("message", "Saved.")]
        app.session_interface.save_session(app, session, answer)
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    add_master(key_file)
    with app.test_request_context(headers={"Cookie": cookie}):
        assert get_flashed_messages() == ["Saved."]
    keyfile.write(key_file, keyfile.read(key_file)[:1])
    with app.test_request_context(headers={"Cookie": cookie}):
        assert get_flashed_messages() == []


def test_tries_go_on_being_counted_over_a_rotation(app: Flask, key_file: Path) -> None:
    def tries() -> None:
        count_try("knock", who="a", limit=3, seconds=60)

    tries()
    tries()
    add_master(key_file)
    tries()
    with pytest.raises(TooMany):
        tries()
    with pytest.raises(TooMany):
        demand_room("knock", who="a", limit=3, seconds=60)
    clock.shift(timedelta(seconds=61))
    tries()


def test_secrets_differ_by_purpose_and_key(app: Flask, key_file: Path) -> None:
    before = crypto.derived("a")
    assert crypto.derived("b") != before
    add_master(key_file)
    assert crypto.derived("a") != before
    assert crypto.derived_keys("a")[1] == before
