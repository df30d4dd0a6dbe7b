"""goal_14: no page in any language breaches the content policy of a real browser.

FULL_GOALS=1 shows every page in every language. Else the client's pages are shown, each in one of
the languages by turns; the crawls of test_every_page.py and test_pseudo.py hear breaches, too.
"""

import os
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, Route

from app.core.i18n import LANGUAGES
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.goal_14]

STARTS = {
    "Selam": "/home",
    "Jana": "/desk",
    "Gerhard": "/circle",
    "Aylin": "/network",
    "Frau Keller": "/team",
    "Frau Vogt": "/carrier/texts",
    "Herr Adler": "/data-protection",
    "": "/",
}
FULL = os.environ.get("FULL_GOALS") == "1"
READY = [code for code, language in LANGUAGES.items() if language.is_ready]
LISTEN = """document.addEventListener("securitypolicyviolation",
  e => (window.breaches ??= []).push(`${e.violatedDirective} ${e.blockedURI}`))"""


def chosen(pages: list[str], others: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Which page is shown in which language; the way there showed it in the reader's own."""
    for address in pages:
        for code in READY if FULL else (next(others),):
            yield address, code


def breaches(page: Page, address: str, code: str) -> list[str]:
    """What the browser refused on this page; the `new_page` fixture reads its console besides."""
    plain = address.partition("#")[0]
    answer = page.goto(f"{plain}{'&' if '?' in plain else '?'}lang={code}")
    assert answer is not None
    assert answer.status == 200, address
    return [f"{address} in {code}: {said}" for said in page.evaluate("window.breaches ?? []")]


@pytest.mark.timeout(1200)
def test_no_page_breaches_the_policy(demo_town: Town, new_page: Callable[..., Page]) -> None:
    found: list[str] = []
    seen: set[tuple[str, str]] = set()
    others = cycle(READY)
    for name, start in (STARTS if FULL else {"Selam": STARTS["Selam"]}).items():
        page = new_page()
        page.add_init_script(LISTEN)
        if name:
            demo_town.sign_in(page.context, name)
        pages = set(demo_town.pages_from(page, start).values())
        for address, code in chosen(sorted(pages - {one for one, _ in seen}), others):
            found += breaches(page, address, code)
            seen.add((address, code))
        page.close()
    assert found == []
    assert {code for _, code in seen} == set(READY)
    assert len({address for address, _ in seen}) > 25


def test_a_planted_breach_is_found(demo_town: Town, chromium: Browser) -> None:
    """A style of its own in a page: the browser refuses it, and that is heard."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.add_init_script(LISTEN)
        page.route("**/imprint?lang=de", _add_style)
        (found,) = breaches(page, f"{demo_town.live.url}/imprint", "de")
    assert "style-src" in found


def _add_style(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("<h1", '<h1 style="color: red"', 1))
