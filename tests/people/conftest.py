"""A ceremony, played over HTTP: the phone's browser, the manager's browser, a passkey."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import SYSTEM, Viewer
from app.core.db import db, transaction
from app.people import enrolment
from app.people.models import Enrolment, RoleGrant
from tests.cast import Member
from tests.conftest import visitor_of
from tests.people.authenticator import Authenticator


@dataclass
class Phone:
    """A browser with a passkey in it."""

    browser: FlaskClient
    key: Authenticator = field(default_factory=Authenticator)

    def open(self, secret: str) -> str:
        """Scan a code; return where the phone is sent."""
        self.browser.get("/enter")
        return str(self.browser.post("/enter", data={"secret": secret}).location)

    def make_passkey(self) -> Any:
        """Make a passkey and hand it over."""
        options = self.browser.post("/enter/options").get_json()
        return self.browser.post("/enter/passkey", data={"credential": self.key.make(options)})

    def choose_pin(self, pin: str, again: str | None = None) -> Any:
        """Type a PIN twice where the ceremony asks for it."""
        typed = {"pin": pin, "again": pin if again is None else again}
        return self.browser.post("/enter/pin", data=typed)

    def type_pin(self, pin: str) -> Any:
        """Sign in with a PIN."""
        self.browser.get("/signin")
        return self.browser.post("/signin/pin", data={"pin": pin})

    def options(self, query: str = "") -> dict[str, Any]:
        """Ask what is to be signed."""
        self.browser.get("/signin")
        answer: dict[str, Any] = self.browser.post(f"/signin/options{query}").get_json()
        return answer

    def sign_in(self, query: str = "") -> Any:
        """Show the passkey."""
        credential = self.key.show(self.options(query))
        return self.browser.post(f"/signin{query}", data={"credential": credential})


def newest(kind: Any) -> Any:
    """The last row of a table, as it is now."""
    rows = sa.select(kind).order_by(kind.id.desc()).limit(1)
    return db.session.scalar(rows.execution_options(populate_existing=True))


def watch_codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets of the codes that are drawn from now on."""
    seen: list[str] = []

    def draw(_url: str, secret: str) -> str:
        seen.append(secret)
        return ""

    monkeypatch.setattr("app.people.ceremony.drawn", draw)
    return seen


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets of the codes that are drawn."""
    return watch_codes(monkeypatch)


@pytest.fixture
def new_phone(app: Flask) -> Callable[[], Phone]:
    """Another phone."""
    return lambda: Phone(visitor_of(app))


@pytest.fixture
def issue(app: Flask) -> Callable[..., tuple[Enrolment, str]]:
    """Begin a ceremony: issue(selam) by her manager, issue(aylin) from the command line."""

    def begin(member: Member, *, purpose: str = "enrol") -> tuple[Enrolment, str]:
        by: Viewer = member.manager.viewer if member.manager else SYSTEM
        with transaction():
            grant = db.session.get_one(RoleGrant, member.grant.id)
            return enrolment.issue(grant, purpose=purpose, by=by, now=clock.now())

    return begin


@pytest.fixture
def let_in(
    new_phone: Callable[[], Phone], issue: Callable[..., tuple[Enrolment, str]]
) -> Callable[..., Phone]:
    """A phone that went through the whole ceremony and is signed in."""

    def go_through(
        member: Member,
        *,
        purpose: str = "enrol",
        phone: Phone | None = None,
        pin: str | None = None,
    ) -> Phone:
        phone = phone or new_phone()
        held, secret = issue(member, purpose=purpose)
        assert phone.open(secret) == "/enter"
        if member.manager:
            with transaction():
                enrolment.match(
                    held, number=held.number or 0, by=member.manager.viewer, now=clock.now()
                )
        if pin is not None:
            phone.browser.post("/enter/no-passkey")
            assert phone.choose_pin(pin).status_code == 303
        else:
            assert phone.make_passkey().status_code == 303
        if member.manager:
            with transaction():
                enrolment.confirm(held, by=member.manager.viewer, now=clock.now())
        assert phone.browser.post("/enter/start").status_code == 303
        return phone

    return go_through
