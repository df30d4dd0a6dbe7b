"""Every page in a language with long words that nobody wrote: nothing overflows, no text was
forgotten, no word of the page is in a language it does not say, and no policy is breached.
"""

from collections.abc import Callable
from typing import Any

import pytest
from babel import Locale
from playwright.sync_api import Page

from app.core.i18n import LANGUAGES
from tests.browser import PHONE
from tests.journeys import pseudo
from tests.journeys.test_every_page import SIDEWAYS
from tests.journeys.test_languages import SPILLED
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

ADVICE = """by view:
untranslated: put it through _() or t(); a text in German says lang="de" dir="ltr", a name <bdi>
spilled, sideways: let it wrap, or say it shorter"""
STARTS = {
    "Ahmad": "/home",
    "Jana": "/desk",
    "Gerhard": "/circle",
    "Aylin": "/network",
    "Frau Keller": "/team",
    "Frau Vogt": "/carrier/texts",
    "Herr Adler": "/data-protection",
    "": f"/?lang={pseudo.STANDS_IN_FOR}",
}
_DATES = Locale(pseudo.STANDS_IN_FOR)
# No catalogue of ours writes these: days, months, and languages in each other and in themselves.
KNOWN = sorted(
    {
        word
        for names in (_DATES.months, _DATES.days)
        for widths in (names["format"], names["stand-alone"])
        for words in widths.values()
        for word in words.values()
        if len(word) > 2
    }
    | {name for name in _DATES.languages.values() if len(name) > 2}
    | {language.autonym for language in LANGUAGES.values()},
    key=len,
    reverse=True,
)
# Words outside the brackets, of what is seen or read aloud. Nobody has to translate what says its
# own language, names, and what stands alone between direction marks.
UNTRANSLATED = """([known, open, close]) => {
  const inside = new RegExp(`${open}[^${open}${close}]*${close}`, "g");
  const foreign = "[lang]:not(:root), [data-private], bdi, script, style, template, code, textarea";
  const left = text => {
    for (let before; before !== text;) text = (before = text).replace(inside, " ");
    text = text.replace(/[\u2066-\u2068][^\u2066-\u2069]*\u2069/g, " ");
    text = text.replace(new RegExp(known.join("|"), "g"), " ");
    return text.match(/[^|]*\\p{L}{3,}[^|]*/gu) ?? [];
  };
  const seen = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (e.checkVisibility() && !e.closest(foreign)) seen.push(texts.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const e of document.querySelectorAll(`[${name}]`))
      if (!e.closest(foreign)) seen.push(e.getAttribute(name));
  return left(seen.join(" | ")).map(text => text.trim());
}"""


@pytest.mark.parametrize("name", STARTS)
def test_nothing_overflows_and_nothing_was_forgotten(
    name: str,
    demo_town: Town,
    new_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = new_page(**PHONE)
    if name:
        demo_town.sign_in(page.context, name, language=pseudo.STANDS_IN_FOR)
    faults: dict[str, Any] = {}
    with pseudo.spoken_by(demo_town.live.app, monkeypatch):
        for endpoint, _ in demo_town.walk(page, STARTS[name]):
            if found := what_is_wrong(page):
                faults[endpoint] = found
    assert faults == {}, ADVICE


def what_is_wrong(page: Page) -> dict[str, Any]:
    """What is too wide, and what stands there untranslated."""
    found = {"sideways": page.evaluate(SIDEWAYS), "spilled": page.evaluate(SPILLED)}
    # A sheet for a client is in her language, whoever prints it.
    if page.locator("html").get_attribute("data-language") == pseudo.STANDS_IN_FOR:
        found["untranslated"] = page.evaluate(UNTRANSLATED, [KNOWN, pseudo.OPEN, pseudo.CLOSE])
    return {what: where for what, where in found.items() if where}


def test_planted_faults_are_found(
    demo_town: Town, phone: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pseudo.spoken_by(demo_town.live.app, monkeypatch):
        phone.goto(f"{demo_town.live.url}{STARTS['']}")
        assert what_is_wrong(phone) == {}
        phone.evaluate("document.querySelector('h1').append(' Forgotten')")
        phone.evaluate("document.querySelector('h1').style.inlineSize = '120vw'")
        button = "document.querySelector('.button').style.cssText"
        phone.evaluate(f"{button} = 'inline-size: 3rem; white-space: nowrap'")
        assert set(what_is_wrong(phone)) == {"sideways", "untranslated", "spilled"}
