"""Members that only data protection needs: an officer, a team lead, an administrator."""

from collections.abc import Callable
from typing import Any

import pytest

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
