"""Every page a person can reach, in three languages: no violation, nothing sideways.

With PICTURES=<folder> in the environment each page is also kept as a picture to look at.
"""

import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

Theme = Literal["light", "dark"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PEOPLE = {
    "Selam": ("/home", "client"),
    "Jana": ("/desk", "staff"),
    "Gerhard": ("/circle", "staff"),
    "Aylin": ("/network", "staff"),
    "": ("/", "public"),
}
READERS = [
    (name, language)
    for name in PEOPLE
    for language in (("de", "ar", "ti") if PEOPLE[name][1] != "staff" else ("de", "ar"))
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    found = page.evaluate("levels => axe.run(document, {runOnly: levels})", LEVELS)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("name", "language"), READERS)
def test_every_page(
    name: str, language: str, demo_town: Town, new_page: Callable[..., Page]
) -> None:
    page = new_page(**PHONE)
    if name:
        demo_town.sign_in(page.context, name)
    start, _kind = PEOPLE[name]
    pages = demo_town.pages_from(page, start)
    assert len(pages) > 3, pages
    # Colours are the same in every language: dark is measured once, or when pictures are taken.
    themes: tuple[Theme, ...] = ("light", "dark")
    if not (language == "de" or os.environ.get("PICTURES")):
        themes = ("light",)
    faults: dict[str, Any] = {}
    for endpoint, address in sorted(pages.items()):
        plain = address.partition("#")[0]
        joint = "&" if "?" in plain else "?"
        label = f"{name or 'public'}-{endpoint}-{language}"
        faults |= look_at(page, label, f"{plain}{joint}lang={language}", themes=themes)
    assert faults == {}


def look_at(page: Page, label: str, address: str, *, themes: tuple[Theme, ...]) -> dict[str, Any]:
    """Look at one page narrow and wide, light and dark; say what is wrong with it."""
    faults: dict[str, Any] = {}
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": 360, "height": 740})
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200:
            return {label: answer.status}
        if found := violations(page):
            faults[f"{label}-{theme}"] = found
        keep(page, f"{label}-{theme}-360")
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 740})
        if over := page.evaluate(SIDEWAYS):
            faults[f"{label}-{width}"] = f"{over} px sideways"
    if os.environ.get("PICTURES"):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        keep(page, f"{label}-light-1280")
    return faults


def keep(page: Page, name: str) -> None:
    """Keep a picture of the page when somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        path = Path(folder) / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
