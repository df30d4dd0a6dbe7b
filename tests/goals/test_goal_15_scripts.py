"""goal_15: nothing that somebody typed runs, asks or leads astray, on whatever page it shows.

Sixty texts stand in every column of words; every page is rendered for everybody who may see it.
FULL_GOALS=1 plants each alone. What a real browser makes of it stands in
tests/journeys/test_payloads.py.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import wtforms
from flask import Flask
from markupsafe import Markup

from app.core.access import Role
from app.core.db import SAFE
from app.core.forms import Form, tidy
from tests.goals import things
from tests.goals.cells import Cell, cells_of, is_let_in
from tests.goals.payloads import PAYLOADS
from tests.goals.planting import plant, stems
from tests.goals.scene import Scene, build_scene
from tests.undone import undone

# Pages do not depend on the database.
pytestmark = [pytest.mark.goal_15, pytest.mark.sqlite_only]
FULL = os.environ.get("FULL_GOALS") == "1"
ROUNDS = PAYLOADS if FULL else ("\n".join(PAYLOADS),)


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Everything that an address can name."""
    return build_scene(app, things.THINGS)


def questions(scene: Scene, *, is_safe: bool) -> list[Cell]:
    """Every page and every form by everybody who may, about what is theirs."""
    return [
        cell
        for cell in cells_of(scene)
        if cell.is_served
        and cell.relation in ("none", "own")
        and not cell.named
        and cell.method != "HEAD"
        and (cell.method in SAFE) == is_safe
        and is_let_in(scene.app, cell.endpoint, cell.role)
    ]


def found_in(answer: Any, seen: set[str]) -> Iterator[str]:
    """What a page made of data; pages that say nothing new are not read twice."""
    if answer.mimetype == "text/html" and "zq7" in answer.text and answer.text not in seen:
        seen.add(answer.text)
        yield from stems(answer.text)


def looked_at(scene: Scene, cells: list[Cell]) -> tuple[list[str], int]:
    """What runs on these pages, and how many of them show what was planted."""
    seen: set[str] = set()
    faults = []
    for cell in cells:
        answer = scene.browser(cell.role).get(cell.address)
        where = f"{cell.address} as {cell.role}"
        faults += [f"{where}: {fault}" for fault in found_in(answer, seen)]
        if answer.status_code >= 500:
            faults.append(f"{where}: {answer.status}")
    return faults, len(seen)


def test_there_are_sixty() -> None:
    assert len(set(PAYLOADS)) == 60
    assert all("zq7" in payload for payload in PAYLOADS)


@pytest.mark.timeout(1800)
def test_nothing_that_stands_in_the_database_runs(scene: Scene) -> None:
    cells = questions(scene, is_safe=True)
    for text in ROUNDS:
        planted = plant(text)
        assert len(planted) > 50
        faults, shown = looked_at(scene, cells)
        assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:40])
        assert shown > 40


def text_fields() -> set[str]:
    """The names of all fields of all forms that take words."""
    kinds = (wtforms.StringField, wtforms.TextAreaField)
    return {
        name
        for form in _all_forms(Form)
        for name, field in vars(form).items()
        if issubclass(getattr(field, "field_class", type), kinds)
    }


def _all_forms(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from _all_forms(below)


@pytest.mark.timeout(1800)
def test_nothing_that_a_form_gives_back_runs(scene: Scene) -> None:
    """A refused form shows what was typed; so may the fragment of one that was taken."""
    names = text_fields()
    assert len(names) > 30
    seen: set[str] = set()
    faults = []
    for text in ROUNDS:
        for cell in questions(scene, is_safe=False):
            body = {**(cell.body or {}), **dict.fromkeys(names, text)}
            with undone():
                answer = scene.browser(cell.role).open(cell.address, method=cell.method, data=body)
            faults += [f"{cell.address} {cell.role}: {fault}" for fault in found_in(answer, seen)]
            if answer.status_code >= 500:
                faults.append(f"{cell.address}: {answer.status}")
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:40])
    assert len(seen) > 15


def test_nothing_in_an_address_runs(scene: Scene) -> None:
    """What somebody searches for, or where a link says one came from."""
    text = "\n".join(PAYLOADS)
    query = dict.fromkeys(("q", "open", "town", "why", "back", "lang", "about", "level"), text)
    faults = []
    for cell in questions(scene, is_safe=True):
        if cell.role in (None, Role.CLIENT, Role.MANAGER):
            answer = scene.browser(cell.role).get(cell.address, query_string=query)
            faults += [f"{cell.address}: {fault}" for fault in found_in(answer, set())]
    assert not faults, "\n".join(faults[:40])


@pytest.mark.parametrize("text", ["a\u202eb", "a\u2066b\u2069", "a\u200fb", "a\u061cb", "a\x1bb"])
def test_marks_that_turn_a_line_round_are_taken_out(text: str) -> None:
    assert tidy(text) == "ab"


# ---- planted faults ----


def shown(scene: Scene, *endpoints: str) -> list[str]:
    cells = [cell for cell in questions(scene, is_safe=True) if cell.endpoint in endpoints]
    return looked_at(scene, cells)[0]


def test_a_text_that_is_called_safe(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a filter that lets through what somebody wrote."""
    plant("\n".join(PAYLOADS))
    assert shown(scene, "home.home", "desk.client") == []
    monkeypatch.setitem(scene.app.jinja_env.filters, "name", Markup)
    monkeypatch.setitem(scene.app.jinja_env.__dict__, "spoken", {})  # made before with their own
    found = shown(scene, "home.home", "desk.client")
    for kind in ("<script>", "onerror", "hx-get", "javascript:", "srcdoc"):
        assert any(kind in fault for fault in found), kind


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="zq7()">',
        "<script>zq7()</script>",
        '<a href="javascript:zq7()">zq7</a>',
        '<a href="//zq7.example">zq7</a>',
        '<b data-hx-get="/zq7">zq7</b>',
        "<p><!-- zq7 --></p>",
        "<p>zq71337zq7</p>",
        '<script type="application/ld+json">{"a": "zq7"}"</script>',
        "<iframe></iframe>",
    ],
)
def test_each_kind_is_seen(html: str) -> None:
    assert len(list(stems(html))) == 1


def test_text_is_text() -> None:
    escaped = str(Markup.escape("\n".join(PAYLOADS)))
    assert list(stems(f'<p title="{escaped}">{escaped}</p><textarea>{escaped}</textarea>')) == []
