"""goal_04: a form changes its own fields and nothing else; without a grant nobody helps blindly."""

import ast
import functools
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, request

from app.caseload.models import Client
from app.caseload.ties_models import ShareGrant, SupportTie, TieIndex
from app.core.access import Role
from app.core.db import Base, db, transaction
from app.core.forms import Form
from app.core.tenancy import carrier_opened
from tests.goals import matrix, rows, things
from tests.goals.cells import FULL, NO_UUID, Cell, cells_of, is_let_in, is_theirs
from tests.goals.rows import Rows
from tests.goals.scene import ASKING, Scene, build_scene
from tests.house.sources import calls, constant, python
from tests.undone import undone

pytestmark = [pytest.mark.goal_04, pytest.mark.sqlite_only]
Values = dict[tuple[str, object, str], Any]  # table, row (old by key, new by number), column


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Five clients with all they can have, and eight who ask."""
    return build_scene(app, things.THINGS)


def read_by_name() -> set[str]:
    """Fields that views read from a form without a class of ours."""
    found = set()
    for source in python("app"):
        for name, node in calls(source.tree):
            if name.endswith(("form.get", "form.getlist", "values.get")) and node.args:
                found.add(constant(node.args[0]) or "")
    return found


def hostile(scene: Scene) -> dict[str, str]:
    """Every column that any model has, with a value somebody might try."""
    foreign = str(scene.worlds["foreign"].client.id)
    by_type: list[tuple[type[Any], str]] = [
        (sa.Boolean, "1"),
        (sa.Integer, foreign),
        (sa.DateTime, "2001-01-01T00:00:00+00:00"),
        (sa.Date, "2001-01-01"),
        (sa.Uuid, NO_UUID),
    ]
    return {
        column.name: next((text for kind, text in by_type if isinstance(column.type, kind)), "x")
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }


def posts(scene: Scene) -> list[Cell]:
    """One question for each view that changes something, by somebody who may."""
    found: dict[str, Cell] = {}
    for cell in cells_of(scene):
        if cell.method != "POST" or not cell.is_served or not is_theirs(cell):
            continue
        is_first = cell.endpoint not in found or (cell.named and not found[cell.endpoint].named)
        if is_first and cell.role and is_let_in(scene.app, cell.endpoint, cell.role):
            found[cell.endpoint] = cell
    return list(found.values())


class Watched:
    """Sends forms, and knows which fields the classes behind them have."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene = scene
        self.fields: set[str] = set()
        self.statuses: list[int] = []
        with db.engine.connect() as connection:
            self.before = rows.rows_on(connection)
        original = Form.__init__

        @functools.wraps(original)
        def build(form: Form, *given: Any, **named: Any) -> None:
            original(form, *given, **named)
            self.fields |= {field.name for field in form}

        monkeypatch.setattr(Form, "__init__", build)

    def send(self, cell: Cell, more: Mapping[str, str] | None = None) -> tuple[int, Values]:
        """Send it, undo it, and return the status and all values that were written."""
        body = {**(more or {}), **(cell.body or {})}
        with undone() as connection:
            answer = self.scene.browser(cell.role).post(cell.address, data=body)
            db.session.remove()
            after = rows.rows_on(connection)
        self.statuses.append(answer.status_code)
        return answer.status_code, written(self.before, after)


def written(before: Rows, after: Rows) -> Values:
    """Each value that differs; new rows by their number in the table."""
    found: Values = {}
    counts: dict[str, int] = {}
    for (table, key), row in after.items():
        old = before.get((table, key))
        place: object = key
        if old is None:
            place = counts[table] = counts.get(table, 0) + 1
        for column, value in row.items():
            if old is None or old[column] != value:
                found[table, place, column] = value
    for table, key in before.keys() - after.keys():
        found[table, key, "(gone)"] = True
    return found


def foisted(scene: Scene, watched: Watched, only: str | None = None) -> list[str]:
    """Views that change more when every column of every table is sent along."""
    values, by_name, said = hostile(scene), read_by_name(), []
    for cell in posts(scene):
        if only is not None and cell.endpoint != only:
            continue
        watched.fields.clear()
        plain = watched.send(cell)
        own = watched.fields | by_name | set(cell.body or ())
        more = {name: value for name, value in values.items() if name not in own}
        loaded = watched.send(cell, more)
        if plain[0] != loaded[0]:
            said.append(f"{cell.endpoint}: {loaded[0]} instead of {plain[0]}")
        if plain[1] == loaded[1]:
            continue
        again = watched.send(cell)[1]  # what differs between two plain ones is random or time
        same = {place for place, value in plain[1].items() if again.get(place) == value}
        changed = (plain[1].keys() ^ loaded[1].keys()) | {
            place for place in same if loaded[1].get(place) != plain[1][place]
        }
        said += [
            f"{cell.endpoint}: {table}.{column}" for table, _, column in sorted(changed, key=str)
        ]
    return said


def test_no_form_takes_a_column_that_is_not_its_own(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(scene, monkeypatch)
    assert foisted(scene, watched) == []
    accepted = [status for status in watched.statuses if status in (200, 204, 303)]
    enough = "most forms are filled well enough (bodies.py)"
    assert len(accepted) > 0.75 * len(watched.statuses) > 0, enough


def test_a_planted_mass_assignment(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint, client_id = "caseload_desk.note_title", scene.worlds["own"].client.id
    view = scene.app.view_functions[endpoint]

    @functools.wraps(view)
    def assign_all(**arguments: Any) -> Any:
        answer = view(**arguments)
        columns = {
            key: value for key, value in request.form.items() if key in ("push_level", "uid")
        }
        with transaction() as session:
            client = session.get_one(Client, client_id)
            for name, value in columns.items():
                setattr(client, name, int(value) % 3 if name == "push_level" else client.uid)
        return answer

    monkeypatch.setitem(scene.app.view_functions, endpoint, assign_all)
    watched = Watched(scene, monkeypatch)
    said = foisted(scene, watched, only=endpoint)
    assert said == [f"{endpoint}: client.push_level"]


def without_ties(scene: Scene) -> None:
    """Every client took her yes to a volunteer back."""
    for carrier_id in {world.carrier_id for world in scene.worlds.values()}:
        with carrier_opened(carrier_id), transaction() as session:
            session.execute(sa.delete(ShareGrant))
            session.execute(sa.update(SupportTie).values(state="ended"))
    with transaction() as session:
        session.execute(sa.delete(TieIndex))


def shown(scene: Scene, roles: tuple[Role | None, ...]) -> list[str]:
    """Pages on which these roles read anything about any client."""
    said = []
    for cell in cells_of(scene):
        if cell.role not in roles or cell.relation in ("missing", "wrong") or not cell.is_served:
            continue
        if not is_let_in(scene.app, cell.endpoint, cell.role) or cell.method == "HEAD":
            continue
        with undone():
            browser = scene.browser(cell.role)
            answer = browser.open(cell.address, method=cell.method, data=cell.body)
        if "Kanari" in answer.text:
            said.append(f"{cell.method} {cell.address} as {cell.role}")
    return said


EVERY_BLIND = {*ASKING} - {*matrix.MAY_SHOW, Role.TEAM_LEAD}
BLIND = tuple(EVERY_BLIND if FULL else {Role.VOLUNTEER, Role.COORDINATOR})


def test_without_a_grant_a_volunteer_finds_no_client(scene: Scene) -> None:
    """Nor does anybody else whose work is not with clients."""
    without_ties(scene)
    assert {*BLIND} <= EVERY_BLIND
    assert shown(scene, BLIND) == []


def test_a_planted_grant_is_seen(scene: Scene) -> None:
    said = shown(scene, (Role.VOLUNTEER,))
    assert said
    assert all("/circle/people" in place for place in said)


def test_the_fields_read_by_name_are_found() -> None:
    assert {"op_id", "secret", "csrf"} <= read_by_name()
    tree = ast.parse("request.form.get('x')")
    assert [constant(node.args[0]) for _, node in calls(tree)] == ["x"]
