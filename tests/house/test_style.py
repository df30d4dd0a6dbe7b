"""The style page shows every component in two directions, and nobody sees it in real use."""

import dataclasses
import re
from collections import Counter

import html5lib
import pytest
from flask.testing import FlaskClient
from jinja2 import Environment, nodes

from tests.house.sources import Source, files

pytestmark = pytest.mark.sqlite_only
PARTS = "app/templates/components/"


@pytest.fixture
def styled(visitor: FlaskClient) -> str:
    """The page as a demo town shows it."""
    config = visitor.application.config
    before = config["SETTINGS"]
    config["SETTINGS"] = dataclasses.replace(before, demo=True)
    try:
        answer = visitor.get("/style")
    finally:
        config["SETTINGS"] = before
    assert answer.status_code == 200
    return answer.text


def names_of(source: Source) -> tuple[set[str], set[str]]:
    """Macros a template defines, and names it calls."""
    tree = Environment(autoescape=True).parse(source.text)
    called = {getattr(call.node, "name", "") for call in tree.find_all(nodes.Call)}
    return {macro.name for macro in tree.find_all(nodes.Macro)}, called


def unseen(components: list[Source], chapters: list[Source]) -> set[str]:
    """Macros that neither a chapter of the page nor another component calls."""
    shown = set().union(*(names_of(one)[1] for one in (*components, *chapters)))
    return set().union(*(names_of(one)[0] for one in components)) - shown


def test_every_component_has_its_place(styled: str) -> None:
    there = {one.name.removeprefix(PARTS).removesuffix(".html") for one in components()}
    shown = Counter(re.findall(r'data-component="([^"]+)"', styled))
    advice = "show it in app/templates/style/, in each of its states"
    assert there - set(shown) == set(), advice
    assert set(shown) - there == set(), "there is no such component"
    assert unseen(components(), list(files("*.html", "app/templates/style"))) == set(), advice


def components() -> list[Source]:
    """The files of all components."""
    return list(files("*.html", PARTS.rstrip("/")))


def test_a_component_without_a_place_is_found() -> None:
    planted = Source(f"{PARTS}x.html", "{% macro x() %}{% endmacro %}")
    assert unseen([planted], []) == {"x"}
    assert unseen([planted], [Source("y.html", "{{ x() }}")]) == set()


def test_it_is_whole_and_in_two_directions(styled: str) -> None:
    root = html5lib.HTMLParser(strict=True).parse(styled)
    specimens = [e for e in root.iter() if "specimen" in (e.get("class") or "").split()]
    sides = Counter((one.get("lang"), one.get("dir")) for one in specimens)
    assert sides == {("de", "ltr"): len(specimens) / 2, ("ar", "rtl"): len(specimens) / 2}
    assert not [one for one in specimens if not len(one)], "nothing is drawn"
    ids = Counter(e.get("id") for e in root.iter() if e.get("id"))
    assert not [name for name, count in ids.items() if count > 1]


def test_in_real_use_there_is_none(visitor: FlaskClient) -> None:
    assert visitor.get("/style").status_code == 404
