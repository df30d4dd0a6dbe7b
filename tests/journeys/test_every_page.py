"""Every page a person can reach: no violation, nothing sideways, in three languages.

Each is looked at in German, light and dark; then some in Arabic and Tigrinya by turns. FULL_GOALS=1
looks at all of them in both. With PICTURES=<folder> each is also kept as a picture to look at.
"""

import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE
from tests.journeys.keyboard import by_keyboard
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is right needs no description: half the time would go into it.
AXE = """rules => axe.run(document, {
  runOnly: rules, resultTypes: ["violations"], preload: false, iframes: false,
})"""
STARTS = {"Selam": "/home", "Jana": "/desk", "Gerhard": "/circle", "Aylin": "/network", "": "/"}
STAFF = ("Jana", "Gerhard", "Aylin")  # of their other languages one stands for all
FULL = os.environ.get("FULL_GOALS") == "1"
PICTURES = os.environ.get("PICTURES")
# What clients and guests tap is as tall as a finger, links in a sentence too.
SMALL = """[...document.querySelectorAll(
  "a[href], button, summary, select, textarea, input:not([type=hidden])"
)].filter(e => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility() && box.height && box.height < 44
    && !e.closest("label, .skip, .visually-hidden, [aria-hidden=true]");
}).map(e => `${Math.round(e.getBoundingClientRect().height)} ${e.outerHTML.slice(0, 90)}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page, rules: object = LEVELS) -> list[str]:
    """What axe finds, one line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    found = page.evaluate(AXE, rules)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.timeout(1800 if FULL else 600)
@pytest.mark.parametrize("name", STARTS)
def test_every_page(name: str, demo_town: Town, new_page: Callable[..., Page]) -> None:
    page = new_page(**PHONE)
    if name:
        demo_town.sign_in(page.context, name, language="de")
    faults: dict[str, Any] = {}
    pages: dict[str, str] = {}
    for endpoint, address in demo_town.walk(page, STARTS[name]):
        pages[endpoint] = address
        faults |= in_german(page, f"{name or 'public'}-{endpoint}")
    assert len(pages) > 3, pages
    others = ("ar",) if name in STAFF else ("ar", "ti")
    for number, (endpoint, address) in enumerate(pages.items()):
        for code in others if FULL else others[number % 6 : number % 6 + 1]:
            faults |= in_language(page, address, code, f"{name or 'public'}-{endpoint}-{code}")
    assert faults == {}
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert len(violations(page)) == 1, "a planted picture without words is found"


def in_german(page: Page, label: str) -> dict[str, Any]:
    """Look at the open page narrow and wide, light and dark; say what is wrong with it."""
    found = {"light": violations(page), **sideways(page)}
    if not label.startswith(STAFF):
        found["small"] = page.evaluate(SMALL)
    keep(page, f"{label}-de-light")
    page.emulate_media(color_scheme="dark")
    # The theme changes colours and nothing else.
    found["dark"] = violations(page, {"type": "rule", "values": ["color-contrast"]})
    keep(page, f"{label}-de-dark")
    page.emulate_media(color_scheme="light")
    found["keyboard"] = by_keyboard(page)
    return {f"{label}-{what}": where for what, where in found.items() if where}


def in_language(page: Page, address: str, code: str, label: str) -> dict[str, Any]:
    """Go to a page in another language and look at it."""
    plain = address.partition("#")[0]
    answer = page.goto(f"{plain}{'&' if '?' in plain else '?'}lang={code}")
    assert answer is not None
    if answer.status != 200:
        return {label: answer.status}
    found = {"light": violations(page), **sideways(page)}
    keep(page, f"{label}-light")
    return {f"{label}-{what}": where for what, where in found.items() if where}


def sideways(page: Page) -> dict[str, int]:
    """By how much the page is wider than phones are, and as wide as it was again."""
    over: dict[str, int] = {}
    for width in (320, 390, 360):
        page.set_viewport_size({"width": width, "height": 740})
        over[f"{width} px"] = page.evaluate(SIDEWAYS)
    return over


def keep(page: Page, name: str) -> None:
    """Keep pictures of the page, narrow and wide, when somebody asked for them."""
    if not PICTURES:
        return
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        path = Path(PICTURES) / f"{name}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
