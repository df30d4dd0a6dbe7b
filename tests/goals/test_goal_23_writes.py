"""goal_23: opening a client's record adds one write, and a list or a poll none."""

import functools
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from app.audit.models import AccessLog
from app.core import access
from app.core.access import STAFF, Log, Role
from app.core.db import db, transaction
from tests.goals import things
from tests.goals.cells import Cell, cells_of, is_let_in
from tests.goals.scene import Scene, build_scene
from tests.postgres import ADMIN, engine_by

pytestmark = [pytest.mark.goal_23, pytest.mark.sqlite_only]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Five clients with all they can have, and eight who ask."""
    return build_scene(app, things.THINGS)


def readings() -> int:
    """Rows of all trails that say that somebody read."""
    db.session.remove()
    counted = sa.select(sa.func.count()).select_from(AccessLog.__table__)
    with engine_by(ADMIN).connect() as connection:
        return connection.scalar(counted.where(AccessLog.what.startswith("RecordSeen:"))) or 0


def written(scene: Scene, cell: Cell) -> tuple[int, list[str], int]:
    """Status, writing statements and new readings of one look."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
        is_write = text.startswith(("INSERT", "UPDATE", "DELETE"))
        if is_write and not any(table in text for table in ("rate_bucket", "UPDATE session")):
            statements.append(text)

    before, engine = readings(), db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        answer = scene.browser(cell.role).get(cell.address, headers=_as_poll(scene, cell))
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return answer.status_code, statements, readings() - before


def _as_poll(scene: Scene, cell: Cell) -> dict[str, str]:
    declared = access.declared(scene.app.view_functions[cell.endpoint])
    return HTMX if declared is not None and declared.polls else {}


def faults(scene: Scene, endpoint: str | None = None) -> list[str]:
    """Pages of staff and helpers that write more, or less, than they should."""
    said = []
    for cell in cells_of(scene):
        is_asked = cell.method == "GET" and cell.relation in ("own", "none") and not cell.named
        if not is_asked or cell.role not in (*STAFF, Role.VOLUNTEER, Role.COORDINATOR):
            continue
        if endpoint not in (None, cell.endpoint):
            continue
        if not is_let_in(scene.app, cell.endpoint, cell.role):
            continue
        declared = access.declared(scene.app.view_functions[cell.endpoint])
        status, statements, made = written(scene, cell)
        wanted = int(declared is not None and declared.log is not None and status == 200)
        if made != wanted or len(statements) != wanted:
            said.append(f"{cell.endpoint} as {cell.role}: {made} readings, wrote {statements}")
    return said


def test_a_record_costs_one_write_and_a_list_none(scene: Scene) -> None:
    assert faults(scene) == []
    logged = [
        endpoint
        for endpoint, view in scene.app.view_functions.items()
        if (declared := access.declared(view)) is not None and declared.log is not None
    ]
    assert len(logged) >= 10


Around = Callable[..., Any]


@pytest.fixture
def plant(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Around], None]:
    """Put something around a view, for one test."""

    def put(endpoint: str, around: Around) -> None:
        view = scene.app.view_functions[endpoint]
        wrapped = functools.wraps(view)(functools.partial(around, view))
        monkeypatch.setitem(scene.app.view_functions, endpoint, wrapped)

    return put


def test_a_planted_second_write(scene: Scene, plant: Callable[[str, Around], None]) -> None:
    def count(view: Around, **arguments: Any) -> Any:
        with transaction() as session:
            session.execute(sa.text("UPDATE person SET created_at = created_at"))
        return view(**arguments)

    plant("desk.client", count)
    assert "UPDATE person" in faults(scene, "desk.client")[0]


def test_a_planted_list_that_logs(scene: Scene, plant: Callable[[str, Around], None]) -> None:
    def log(view: Around, **arguments: Any) -> Any:
        follow = scene.app.extensions["follow_reading"]
        follow(g.viewer, [scene.worlds["own"].client.id], Log.RECORD)
        return view(**arguments)

    plant("desk.clients", log)
    assert "desk.clients as manager: 1 readings" in faults(scene, "desk.clients")[0]


def test_a_planted_silent_reading(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scene.app.extensions, "follow_reading", lambda *_, **__: None)
    assert "desk.client as manager: 0 readings" in faults(scene, "desk.client")[0]
