"""Imprint, privacy, accessibility, sources: open to everybody, in each language."""

import pytest
from flask.testing import FlaskClient

from app.core.i18n import LANGUAGES
from tests.cast import Member
from tests.home.conftest import GetPage, SignIn

PAGES = ("/imprint", "/privacy", "/accessibility", "/sources")


@pytest.mark.parametrize("address", PAGES)
def test_everybody_reads_it_in_each_language(
    visitor: FlaskClient, page: GetPage, address: str
) -> None:
    for code in LANGUAGES:
        page(visitor, f"{address}?lang={code}", statements=1)
    assert "Set-Cookie" not in visitor.get(address).headers


@pytest.mark.parametrize("address", PAGES)
def test_who_is_signed_in_reads_it_too(
    signed_in: SignIn, selam: Member, jana: Member, page: GetPage, address: str
) -> None:
    for member in (selam, jana):
        page(signed_in(member), address)


def test_the_imprint_names_the_carriers(
    visitor: FlaskClient, page: GetPage, jana: Member, brandt: Member
) -> None:
    found = page(visitor, "/imprint")
    from_database = ["".join(a.itertext()) for a in found.all("address")]
    assert len(from_database) == 2
    assert all("Marktplatz 1" in address for address in from_database)
    assert "datenschutz@example.org" in page(visitor, "/privacy").text


def test_the_sources_carry_what_the_licences_ask_for(visitor: FlaskClient, page: GetPage) -> None:
    text = page(visitor, "/sources").text
    for line in (
        "© Statistisches Bundesamt (Destatis), 2019; Vervielfältigung und Verbreitung, "
        "auch auszugsweise, mit Quellenangabe gestattet",
        "© GeoNames",
        "Lucide Icons and Contributors ISC",
        "0BSD",
    ):
        assert line in text
