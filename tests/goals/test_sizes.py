"""perf_03, perf_07, perf_08: the first page in statements and bytes."""

import os
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.i18n import LANGUAGES
from tests.bench import sizes
from tests.bench.stage import furnish
from tests.cast import Member

FULL = os.environ.get("FULL_GOALS") == "1"
HEAVY = ("de", "ti", "ru", "uk", "ps")  # of their scripts the heaviest
HEAVIEST = 7_600  # bytes; the goal of `make bench` is half a window, 7,300
SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def phone(signed_in: SignIn, selam: Member) -> FlaskClient:
    """The phone of a client with a full plan."""
    furnish(selam)
    browser = signed_in(selam)
    browser.get("/home")  # last_seen may be written now
    return browser


@pytest.mark.perf_03
def test_home_takes_four_statements(phone: FlaskClient) -> None:
    """The session, the appointments, the steps, and who and what is around her."""
    found = sizes.statements(phone, "/home")
    assert len(found) <= 4, "\n\n".join(found)


@pytest.mark.perf_03
def test_a_planted_statement_is_counted(phone: FlaskClient) -> None:
    assert len(sizes.statements(phone, "/home")) >= 2
    assert sizes.statements(phone, "/sw.js") != sizes.statements(phone, "/home")


@pytest.mark.perf_07
@pytest.mark.sqlite_only
def test_every_page_arrives_with_the_first_window(app: Flask, phone: FlaskClient) -> None:
    pages = sizes.pages_from(app, phone)
    assert {"home.home", "plan.step", "offers.offer", "my_consents.ledger"} <= set(pages), pages
    assert "<style>" in phone.get("/home").text, "the critical CSS travels inside"
    found = sizes.heaviest(phone, pages, LANGUAGES if FULL else HEAVY)
    assert not {page: size for page, size in found.items() if size > sizes.FIRST_WINDOW}
    short = {page: size for page, size in found.items() if page not in sizes.LISTS}
    assert not {page: size for page, size in short.items() if size > HEAVIEST}


@pytest.mark.perf_08
@pytest.mark.sqlite_only
def test_the_whole_first_visit_is_light(phone: FlaskClient) -> None:
    weights = sizes.first_visit(phone)
    heaviest = sorted(weights.items(), key=lambda one: -one[1])
    fetched = " ".join(weights)
    for part in ("/home", "/sw.js", "htmx.min.js", "app.js", "sprite.svg", "webmanifest", "icon-"):
        assert part in fetched, f"{part} is part of a first visit: {fetched}"
    assert sum(weights.values()) <= sizes.FIRST_VISIT, heaviest


@pytest.mark.perf_08
@pytest.mark.sqlite_only
@pytest.mark.parametrize("address", ["/home", "/", "/signin", "/enter", "/offers"])
def test_nothing_holds_up_the_first_paint(
    phone: FlaskClient, visitor: FlaskClient, address: str
) -> None:
    browser = phone if address == "/home" else visitor
    assert sizes.blocking(browser, address) == []


@pytest.mark.perf_08
def test_a_planted_blocking_request_is_found() -> None:
    html = '<link rel="stylesheet" href="/a.css"><script src="/b.js"></script>'
    assert sizes.References(html).blocking == ["/a.css", "/b.js"]
    assert sizes.References('<script src="/b.js" defer></script>').blocking == []
    sheet = '<link rel="stylesheet" href="/a.css">'
    assert sizes.References(f"<main>{sheet}</main>").blocking == ["/a.css"]
    assert sizes.References(f"<main></main>{sheet}").blocking == []
