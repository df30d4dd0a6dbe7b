"""A client's pages in all fourteen languages on the narrowest phone: nothing sideways, no word
of the five places runs into its neighbour, no word of a button is broken."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.core.i18n import LANGUAGES
from tests.browser import PHONE
from tests.journeys.test_every_page import SIDEWAYS
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

PAGES = ("/home", "/plan", "/appointments", "/offers", "/me", "/push")
# Buttons and the five places: how many of them hold a text that is wider than they are.
SPILLED = """[...document.querySelectorAll(".button, .places a, .badge")]
  .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.textContent.trim())"""

# What can be tapped and is not a word in a sentence: lower or narrower than a thumb needs.
SMALL = """[...document.querySelectorAll(".button, .round, .task, .places a, .choice, summary")]
  .filter(e => e.checkVisibility() && e.matches("a, button, label, summary"))
  .filter(e => e.offsetHeight < 48 || e.offsetWidth < 48)
  .map(e => `${e.textContent.trim()} ${e.offsetWidth} x ${e.offsetHeight}`)"""


# Words that begin in one line of a button and end in the next: wider ones get more of the row.
BROKEN = """[...document.querySelectorAll(".button > span, .topic > span")]
  .filter(e => e.checkVisibility() && !e.matches(".visually-hidden")).flatMap(e => {
    const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), broken = [];
    for (let node; (node = text.nextNode());)
      for (const word of node.data.matchAll(/\\S+/g)) {
        const place = document.createRange();
        place.setStart(node, word.index);
        place.setEnd(node, word.index + word[0].length);
        const lines = new Set([...place.getClientRects()].map(box => Math.round(box.top / 8)));
        if (lines.size > 1) broken.push(word[0]);
      }
    return broken;
  })"""


def test_fourteen_languages_fit_the_narrowest_phone(
    demo_town: Town, new_page: Callable[..., Page]
) -> None:
    page = new_page(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    demo_town.sign_in(page.context, "Selam")
    faults = {}
    for code, language in LANGUAGES.items():
        for address in PAGES:
            page.goto(f"{address}?lang={code}")
            assert page.locator("html").get_attribute("dir") == language.dir
            assert page.locator("html").get_attribute("data-language") == code
            if found := tuple(page.evaluate(what) for what in (SIDEWAYS, SPILLED, SMALL)):
                faults[code, address] = found
            page.set_viewport_size({"width": 360, "height": 640})
            faults[code, f"{address} at 360 px"] = (page.evaluate(BROKEN),)
            page.set_viewport_size({"width": 320, "height": 640})
    assert {where: found for where, found in faults.items() if any(found)} == {}
    page.evaluate("document.querySelector('main .button').style.blockSize = '20px'")
    page.evaluate("document.querySelector('main .button').style.minBlockSize = '0'")
    assert page.evaluate(SMALL), "a planted fault is found"
    page.evaluate("document.querySelector('main .button span').style.inlineSize = '1em'")
    assert page.evaluate(BROKEN), "a planted fault is found"
