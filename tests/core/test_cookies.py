"""Every cookie of ours: https alone, this host alone, not for scripts, not for other sites."""

import re
from pathlib import Path

import pytest
from flask import Flask, Response, flash, make_response

from app import create_app
from app.config import read_settings
from app.core.access import Entry, Role, open_to_all
from app.people import bindings, sessions, tokens
from tests.house.sources import ROOT

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def https(tmp_path: Path) -> Flask:
    """The application as it is reached in real use."""
    settings = {
        "SCHRITTWEISE_DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "SCHRITTWEISE_KEY_FILE": f"{tmp_path}/key",
        "SCHRITTWEISE_VAPID_KEY_FILE": f"{tmp_path}/vapid.pem",
    }
    create_app(read_settings(settings))  # makes the keys, which https does not
    return create_app(read_settings({**settings, "SCHRITTWEISE_PUBLIC_URL": "https://localhost"}))


def faults(cookie: str) -> set[str]:
    """What one Set-Cookie header lacks."""
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    wanted = {"secure", "httponly", "samesite=lax", "path=/"}
    return (wanted - parts) | ({"__Host-"} if not cookie.startswith("__Host-") else set())


def test_every_cookie_keeps_to_itself(https: Flask) -> None:
    @open_to_all()
    def giving() -> Response:
        flash("Saved.")
        answer = make_response("")
        sessions.set_cookie(answer, "x" * 43, Role.CLIENT, Entry.PASSKEY)
        tokens.keep(bindings.tie(answer), tokens.Known(pins=("x",), keys=()))
        return answer

    https.view_functions["home.imprint"] = giving
    given = https.test_client().get("/imprint").headers.getlist("Set-Cookie")
    assert len(given) == 4
    assert {cookie.partition("=")[0]: faults(cookie) for cookie in given} == {
        cookie.partition("=")[0]: set() for cookie in given
    }


def test_no_other_cookie_is_given() -> None:
    """Whoever gives one more shows it above."""
    given = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"(response|answer)\.set_cookie\(\n", path.read_text("utf-8"))
    }
    assert given == {"app/people/bindings.py", "app/people/sessions.py", "app/people/tokens.py"}


def test_a_planted_open_cookie_is_found() -> None:
    assert faults("session=x; Path=/") == {"secure", "httponly", "samesite=lax", "__Host-"}


def test_a_public_page_says_what_it_varies_by(https: Flask) -> None:
    """Whoever keeps answers for several people keeps none for somebody else."""

    @open_to_all()
    def page() -> str:
        return "<p>x</p>"

    https.view_functions["home.imprint"] = page
    named = https.test_client().get("/imprint", base_url="https://localhost").headers["Vary"]
    parts = {part.strip() for part in named.split(",")}
    wanted = {"Cookie", "Accept-Language", "Accept-Encoding", "HX-Request", "HX-Request-Type"}
    assert parts == wanted
