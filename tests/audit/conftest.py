"""Members that only data protection needs: an officer, a team lead, an administrator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.audit import requests
from app.audit.requests import About
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import OWN, Member

SignIn = Callable[[Member], Any]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def _staff(role: Role, call_name: str, carrier: str = OWN) -> Member:
    with transaction():
        carrier_id = build.carrier(carrier).id
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person(call_name, "de", role, carrier_id=carrier_id)
    return Member(person=person, grant=grant)


@pytest.fixture
def officer(app: Any, jana: Member) -> Member:
    """The data protection officer of jana's carrier."""
    return _staff(Role.DPO, "Dora")


@pytest.fixture
def lead(app: Any, jana: Member) -> Member:
    """The team lead of jana's carrier."""
    return _staff(Role.TEAM_LEAD, "Tilda")


@pytest.fixture
def admin(app: Any, jana: Member) -> Member:
    """The administrator of jana's carrier."""
    return _staff(Role.CARRIER_ADMIN, "Adam")


def token_of(page: Any) -> str:
    """The CSRF token of a page's first form."""
    found = next(e.get("value") for e in page.all("input") if e.get("name") == "csrf")
    return str(found)


@pytest.fixture
def send(page: Any) -> Callable[..., Any]:
    """Post a form as its page would: send(browser, form page, action, htmx=..., **fields)."""

    def post(browser: Any, form: str, action: str, *, htmx: bool = False, **fields: str) -> Any:
        token = token_of(page(browser, form))
        headers = HTMX if htmx else {}
        return browser.post(f"{action}", data={"csrf": token, **fields}, headers=headers)

    return post


def of(member: Member) -> Client:
    """This member's record."""
    assert member.client is not None
    return member.client


@contextmanager
def inside(member: Member) -> Iterator[None]:
    """Work in this member's carrier, as one change."""
    with carrier_opened(member.grant.carrier_id or 0), transaction():
        yield


@pytest.fixture
def asks(app: Any) -> Callable[..., int]:
    """A client asks something: asks(selam), asks(selam, "erase"); returns the request's number."""

    def ask(member: Member, kind: str = "rectify", *, fresh: bool = True, **more: Any) -> int:
        about = About(table="client", row_id=of(member).id, column="given_name")
        viewer = replace(member.viewer, fresh_until=clock.now() + timedelta(minutes=5 * fresh))
        with inside(member):
            more.setdefault("about", about if kind == "rectify" else None)
            return requests.ask(kind, by=viewer, now=clock.now(), **more).id

    return ask


def assert_missing(answer: Any, browser: Any) -> None:
    """The same bytes as for an address that does not exist."""
    assert answer.status_code == 404
    assert answer.data == browser.get("/no/such/page").data
