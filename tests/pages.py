"""The `page` fixture: every page a test looks at also shows its manners."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core.db import db

HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass
class Page:
    """One fetched page: its tree, its text and how many statements it took."""

    root: Element
    text: str
    html: str
    statements: int

    def find(self, tag: str, **attributes: str) -> Element:
        """The first element with this tag and these attributes (`id_`, `class_` for id, class)."""
        for element in self.root.iter(HTML + tag):
            wanted = {key.rstrip("_").replace("_", "-"): v for key, v in attributes.items()}
            if all(element.get(key) == value for key, value in wanted.items()):
                return element
        raise AssertionError(f"no <{tag}> with {attributes}")

    def all(self, tag: str) -> list[Element]:
        """All elements of a tag."""
        return list(self.root.iter(HTML + tag))


UNCOUNTED = ("SELECT set_config", "BEGIN", "PRAGMA")  # belong to a transaction


def words(element: Element, *, private: bool = True) -> str:
    """The text of an element, blanks folded; without what is marked private when asked."""
    parts = [element.text or ""]
    for child in element:
        if private or child.get("data-private") is None:
            parts.append(words(child, private=private))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


@contextmanager
def counting(but: tuple[str, ...] = UNCOUNTED) -> Iterator[list[str]]:
    """The statements that go to the database inside, but for those that begin so."""
    counted: list[str] = []

    def count(_c: Any, _cur: Any, text: str, *_rest: Any) -> None:
        if not text.startswith(but):
            counted.append(text)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)


@pytest.fixture
def page(app: Any) -> Callable[..., Page]:
    """Fetch an address with a browser: page(browser, "/plan", statements=4)."""

    def fetch(
        browser: FlaskClient,
        address: str,
        *,
        status: int = 200,
        statements: int | None = None,
        **more: Any,
    ) -> Page:
        db.session.rollback()
        with counting() as counted:
            answer = browser.get(address, **more)
        html = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.status_code, answer.headers, html[:2000])
        if statements is not None:
            assert len(counted) <= statements, "\n\n".join(counted)
        root = html5lib.HTMLParser(strict=True).parse(html)
        look_at_manners(root, html)
        return Page(root=root, text=words(root), html=html, statements=len(counted))

    return fetch


def look_at_manners(root: Element, html: str) -> None:
    """Valid, titled, labelled, in a language, without inline script, ids unique."""
    everything = list(root.iter())
    assert root.get("lang")
    assert root.get("dir") in ("ltr", "rtl")
    heads = [e for e in everything if e.tag == HTML + "h1"]
    assert len(heads) == 1, f"{len(heads)} h1"
    title = words(next(e for e in everything if e.tag == HTML + "title"))
    assert title.startswith(words(heads[0], private=False)), (title, words(heads[0]))
    ids = [e.get("id") for e in everything if e.get("id")]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    labelled = {e.get("for") for e in everything if e.tag == HTML + "label"}
    parents = {child: parent for parent in everything for child in parent}
    for element in everything:
        _look_at(element, labelled, parents)


def _look_at(element: Element, labelled: set[str | None], parents: dict[Element, Element]) -> None:
    tag = str(element.tag).removeprefix(HTML)
    names = set(element.keys())
    assert not any(name.startswith("on") or name == "style" for name in names), names
    assert not any(name.startswith("hx-") for name in names), names
    if tag == "script":
        assert element.get("src") or element.get("type") == "application/ld+json"
    if tag in ("input", "select", "textarea") and element.get("type") not in ("hidden", "submit"):
        inside = parents[element].tag == HTML + "label"
        assert inside or element.get("id") in labelled or element.get("aria-label"), names
    if tag == "a":
        assert element.get("href") not in ("", "#"), words(element)
    if tag == "img":
        assert element.get("alt") is not None
    if tag in ("a", "button"):
        assert words(element) or element.get("aria-label"), f"{tag} without words"
