"""goal_17: other sites start nothing, and looking changes nothing."""

import functools
import itertools
from typing import Any

import pytest
from flask import Flask

from app.core import security
from app.core.access import Role
from app.core.db import SAFE, db, transaction
from app.people.models import Person
from tests.goals import rows, things
from tests.goals.cells import FULL, Cell, cells_of, is_let_in
from tests.goals.scene import ASKING, Scene, build_scene
from tests.undone import undone

pytestmark = [pytest.mark.goal_17, pytest.mark.sqlite_only]

SITES = ("same-origin", "none", "same-site", "cross-site", None)
ORIGINS = ("http://localhost", "https://other.example", "null", None)
TABLE = tuple(itertools.product(SITES, ORIGINS))


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Five clients with all they can have, and eight who ask."""
    return build_scene(app, things.THINGS)


def may_pass(site: str | None, origin: str | None, *, has_token: bool) -> bool:
    """The truth table of SECURITY.md, section 7."""
    if site is not None:
        return site in ("same-origin", "none")
    if origin is not None:
        return origin == "http://localhost"
    return has_token


def unsafe(scene: Scene) -> list[Cell]:
    """One question for each unsafe method of each address, about nothing that is there."""
    asked = (
        cell
        for cell in cells_of(scene)
        if cell.method not in SAFE and cell.is_served and cell.role is Role.CLIENT
    )
    found = {(cell.endpoint, cell.method): cell for cell in asked if cell.relation != "wrong"}
    return list(found.values())


def wrong(scene: Scene, cell: Cell, site: str | None, origin: str | None) -> list[str]:
    """Whether this combination is treated as the table says, with and without a token."""
    said = []
    for has_token in (False, True):
        browser = scene.browser(cell.role)
        browser.environ_base.pop("HTTP_SEC_FETCH_SITE")
        headers = {"Sec-Fetch-Site": site, "Origin": origin}
        given = {name: value for name, value in headers.items() if value is not None}
        body = {**(cell.body or {}), **({"csrf": token_of(scene)} if has_token else {})}
        answer = browser.open(cell.address, method=cell.method, headers=given, data=body)
        if (answer.status_code != 403) is not may_pass(site, origin, has_token=has_token):
            said.append(f"{cell.method} {cell.address} {given}, {has_token=}: {answer.status_code}")
    return said


def token_of(scene: Scene) -> str:
    """What the client's own forms hold."""
    cookie = f"{scene.app.config['COOKIE_NAME']}={scene.tokens[Role.CLIENT]}"
    with scene.app.test_request_context(headers={"Cookie": cookie}):
        return security.csrf_token()


def test_the_truth_table_on_every_unsafe_address(scene: Scene) -> None:
    """Each address meets a fifth of the table, every eighth all of it; all meet all in full."""
    said, met = [], set()
    with undone() as connection:
        for number, cell in enumerate(unsafe(scene)):
            whole = FULL or number % 8 == 0
            for site, origin in TABLE if whole else TABLE[number % 5 :: 5]:
                met.add((site, origin))
                before = None if may_pass(site, origin, has_token=True) else connection
                said += wrong(scene, cell, site, origin)
                assert before is None or not db.session.dirty
    assert met == set(TABLE)
    assert said == []


def test_what_is_refused_changes_nothing(scene: Scene) -> None:
    before = rows.fingerprint()
    for number, cell in enumerate(unsafe(scene)):
        refused = [one for one in TABLE if not may_pass(*one, has_token=True)]
        site, origin = refused[number % len(refused)]
        assert wrong(scene, cell, site, origin) == []
    assert rows.fingerprint() == before


def test_a_planted_check_of_the_referrer_alone(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = scene.app.before_request_funcs[None]
    kept = [hook for hook in hooks if hook.__name__ != "_refuse_cross_site"]
    assert len(kept) == len(hooks) - 1
    monkeypatch.setitem(scene.app.before_request_funcs, None, kept)
    with undone():
        cell = unsafe(scene)[0]
        assert wrong(scene, cell, "cross-site", None)
        assert wrong(scene, cell, None, "null")


def looks(scene: Scene, only: str | None = None) -> list[str]:
    """Pages that change something when they are looked at."""
    said = []
    for role in ASKING if FULL else (None, Role.CLIENT, Role.MANAGER):
        cells = [
            cell
            for cell in cells_of(scene)
            if cell.role is role and cell.method == "GET" and cell.relation in ("own", "none")
            if only in (None, cell.endpoint) and is_let_in(scene.app, cell.endpoint, role)
        ]
        before = rows.fingerprint()
        for cell in cells:
            with rows.writes() as written:
                scene.browser(role).get(cell.address)
            said += [f"{cell.address} as {role}: {statement}" for statement in written]
        if rows.fingerprint() != before:
            said.append(f"something that {role} looked at changed the database")
    return said


def test_looking_changes_nothing(scene: Scene) -> None:
    """Every page, in full as every role that has it: goal_01 asks the same of all in any case."""
    assert looks(scene) == []


def test_a_planted_page_that_changes_something(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = scene.app.view_functions["plan.plan"]

    @functools.wraps(view)
    def touch(**arguments: Any) -> Any:
        with transaction() as session:
            session.query(Person).update({"call_name": "Jemand"})
        return view(**arguments)

    monkeypatch.setitem(scene.app.view_functions, "plan.plan", touch)
    first, second = looks(scene, "plan.plan")
    assert "UPDATE person SET call_name" in first
    assert "changed the database" in second
