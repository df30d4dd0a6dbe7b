"""The printed plan as a file: with WeasyPrint, and where it is not installed."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import pdf
from app.core.db import transaction
from tests import build
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
OWN, SECRET = "Fahrrad holen", "Nur für mich allein"


@dataclass
class Page:
    """What WeasyPrint is given, kept for the tests."""

    string: str
    url_fetcher: Callable[[str], Any]

    def write_pdf(self, *, stylesheets: list[str]) -> bytes:
        """Not set, but shown: what would be on it, and how it would look."""
        assert "@page" in "".join(stylesheets)
        with pytest.raises(ValueError, match="names no address"):
            self.url_fetcher("https://example.org")
        return b"%PDF-" + self.string.encode()


@pytest.fixture
def addresses(selam: Member, at_carrier: int) -> tuple[str, str]:
    """Where Selam and Jana get the file."""
    assert selam.client is not None
    with transaction():
        build.step(selam.client, None, own_words=OWN)
        build.step(selam.client, None, own_words=SECRET, private_to_client=True)
    return "/plan/print.pdf", f"/desk/clients/{selam.client.id}/plan/print.pdf"


@pytest.fixture
def weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint is installed, whether it is or not."""
    module = ModuleType("weasyprint")
    module.__dict__.update(HTML=Page, CSS=lambda string: string)
    monkeypatch.setitem(sys.modules, "weasyprint", module)
    monkeypatch.setattr(pdf, "is_possible", lambda: True)


@pytest.mark.usefixtures("weasyprint")
def test_the_file_holds_the_sheet_and_its_name_says_nothing(
    signed_in: SignIn, selam: Member, jana: Member, addresses: tuple[str, str]
) -> None:
    for who, address in zip((selam, jana), addresses, strict=True):
        answer = signed_in(who).get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Content-Disposition"] == 'inline; filename="plan.pdf"'
        body = answer.get_data(as_text=True)
        assert OWN in body
        assert SECRET not in body
        assert "<script" not in body
        assert "print.pdf" in signed_in(who).get(address.removesuffix(".pdf")).text
    assert SECRET in signed_in(selam).get(addresses[0] + "?private=1").text


def test_without_it_people_print_from_the_browser(
    signed_in: SignIn,
    selam: Member,
    jana: Member,
    addresses: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "is_possible", lambda: False)
    for who, address in zip((selam, jana), addresses, strict=True):
        browser, page = signed_in(who), address.removesuffix(".pdf")
        answer = browser.get(address)
        assert (answer.status_code, answer.location) == (303, page)
        assert "print.pdf" not in browser.get(page).text


@pytest.mark.usefixtures("weasyprint")
def test_others_find_no_file(
    signed_in: SignIn, brandt: Member, gerhard: Member, jana: Member, addresses: tuple[str, str]
) -> None:
    own, desk = addresses
    for who in (brandt, gerhard):
        browser = signed_in(who)
        missing = browser.get(desk.replace("/clients/", "/clients/999"))
        assert browser.get(desk).status_code == missing.status_code == 404
        assert browser.get(desk).data == missing.data
    assert signed_in(jana).get(own).status_code == 404
