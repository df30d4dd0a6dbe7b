"""tests/asvs.toml names every requirement we hold ourselves to, and tests that exist."""

import ast
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from app.core import clock
from app.core.access import PEOPLE, Entry, Role
from app.core.db import db
from app.people.models import Session
from app.people.sessions import life_of
from tests.cast import Member
from tests.house.sources import ROOT

LEVELS_1_AND_2 = {
    *("1.2.1", "1.2.4", "1.3.6", "2.3.1", "2.3.3", "2.4.1"),
    *("3.3.1", "3.3.2", "3.3.3", "3.4.1", "3.4.3", "3.4.5", "3.4.6", "3.5.1", "3.5.3", "3.7.2"),
    *("4.1.3", "6.1.3", "6.3.3", "6.4.1", "6.4.4", "6.5.1", "6.5.2", "6.5.5", "6.6.3"),
    *("7.1.1", "7.2.4", "7.3.2", "7.4.1", "7.4.2", "7.5.1", "7.5.2"),
    *("8.2.2", "8.2.3", "8.4.1", "11.3.3", "14.2.1", "14.3.1", "14.3.2", "16.3.2"),
}
LEVEL_3 = {"6.3.8", "6.4.6", "6.5.6", "7.5.3", "8.3.2", "14.2.7", "15.4.2", "16.3.2-L3"}
Table = dict[str, dict[str, Any]]


def table() -> Table:
    return tomllib.loads((ROOT / "tests/asvs.toml").read_text("utf-8"))


@cache
def proofs_in(path: str) -> dict[str, bool]:
    """The tests of a file; False for those that a mark lets pass by."""
    file = ROOT / path
    if not file.is_file():
        return {}
    tree = ast.parse(file.read_text("utf-8"))
    marks = [
        ast.unparse(line.value)
        for line in tree.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "pytestmark"
    ]
    return {
        made.name: not _is_skipped([*marks, *map(ast.unparse, made.decorator_list)])
        for made in tree.body
        if isinstance(made, ast.FunctionDef) and made.name.startswith("test_")
    }


def _is_skipped(marks: list[str]) -> bool:
    return any(f"mark.{word}" in mark for mark in marks for word in ("skip", "xfail"))


def gaps(rows: Table) -> Iterator[str]:
    """What is missing in such a table."""
    for name in sorted((LEVELS_1_AND_2 | LEVEL_3) ^ rows.keys()):
        yield f"{name}: {'unknown' if name in rows else 'missing'}"
    for name, row in rows.items():
        if not row.get("title") or not row.get("tests"):
            yield f"{name}: say in a title what it asks for, and which tests prove it"
        for test in row.get("tests", []):
            path, _, function = test.partition("::")
            if not proofs_in(path).get(function):
                yield f"{name}: {test} does not exist or is skipped"


def test_forty_and_eight() -> None:
    assert (len(LEVELS_1_AND_2), len(LEVEL_3)) == (40, 8)


def test_each_is_proved() -> None:
    found = list(gaps(table()))
    assert not found, "\n".join(found)


def test_planted_gaps_are_found() -> None:
    rows = table()
    del rows["3.4.3"]
    rows["1.2.1"]["tests"] = ["tests/house/test_asvs.py::test_nothing"]
    rows["1.2.4"]["tests"] = []
    assert [gap.partition(":")[0] for gap in gaps(rows)] == ["3.4.3", "1.2.1", "1.2.4"]
    assert _is_skipped(["pytest.mark.skipif(True)"])


# ---- what no other test says ----

# SECURITY.md 2.3: a new sign-in costs one touch, a lost session without passkey a journey.
WRITTEN = {Role.CLIENT: (timedelta(days=180), timedelta(days=30))}
OFFICE = (timedelta(hours=12), timedelta(minutes=30))


def test_the_lives_of_sessions_are_the_written_ones() -> None:
    for role in PEOPLE:
        assert life_of(role, Entry.PASSKEY) == WRITTEN.get(role, OFFICE), role
        assert life_of(role, Entry.KIOSK)[0] == timedelta(minutes=15)


def test_every_way_in_is_written_down() -> None:
    """A fourth way is a decision: it stands in the README, and in goal_18 and goal_19."""
    assert {entry.value for entry in Entry} == {"passkey", "pin", "kiosk"}
    readme = (ROOT / "README.md").read_text("utf-8")
    for words in (
        "**Passkeys, no password",
        "**A phone without passkeys gets a PIN**",
        "Entry.KIOSK",
    ):
        assert words in readme
    starting = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if "start_session(" in path.read_text("utf-8")
    }
    assert starting == {
        "app/demo/views.py",  # DEMO=1 alone
        "app/people/roles.py",
        "app/people/sessions.py",
        "app/people/signin.py",
    }


@pytest.mark.parametrize("name", ["selam", "jana"])
def test_an_active_session_ends_all_the_same(
    request: pytest.FixtureRequest, signed_in: Any, name: str
) -> None:
    """Somebody who looks in all the time is asked to sign in again after the absolute life."""
    member: Member = request.getfixturevalue(name)
    browser = signed_in(member)
    absolute, idle = life_of(Role(member.grant.role), Entry.PASSKEY)
    steps = int(absolute / (idle * 0.9))
    for step in range(1, steps + 1):
        clock.shift(step * idle * 0.9)
        assert browser.get("/me").status_code == 200, step
    clock.shift(absolute)
    assert browser.get("/me").location == "/signin"
    assert db.session.query(Session).filter_by(revoked_at=None).count() >= 1, "time alone did it"
