"""perf_03, perf_07, perf_08: the first page in statements and bytes."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.i18n import LANGUAGES
from tests.bench import sizes
from tests.bench.stage import furnish
from tests.cast import Member

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
@pytest.mark.parametrize("code", list(LANGUAGES))
def test_home_arrives_with_the_first_window(phone: FlaskClient, code: str) -> None:
    size, html = sizes.weigh(phone, f"/home?lang={code}")
    assert "<style>" in html, "the critical CSS travels inside"
    assert size <= sizes.FIRST_WINDOW, f"{size} bytes in {code}"


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
