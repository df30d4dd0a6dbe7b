"""goal_01: nobody reaches what is another's; foreign and missing answer the same bytes.

The matrix writes itself from the routes. A new address needs a line in things.py and whom.py;
the failure says which.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, current_app

from app.caseload import queries
from app.caseload.models import Client
from app.caseload.queries import clients_of, is_of
from app.core import access, reading
from app.core.access import Access, Role
from app.core.db import db, transaction
from app.core.errors import Missing
from app.people.models import Person, Session
from tests.goals import cells, matrix, things
from tests.goals.cells import FULL, Cell, Route, is_let_in
from tests.goals.scene import Scene, build_scene

pytestmark = pytest.mark.goal_01
LINE = re.compile(
    r"refused status=\d{3} method=[A-Z]+ endpoint=[\w.]+ role=\w+ session=([0-9a-f]{12}|-)"
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Five clients with all they can have, and eight who ask."""
    return build_scene(app, things.THINGS)


@pytest.mark.sqlite_only
def test_every_address_is_known(app: Flask) -> None:
    found = cells.unknown(app)
    assert not found, "\n".join(found)


@pytest.mark.timeout(900)
def test_nothing_leaks(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """Every route x method x role x relation; refusals change nothing and are logged."""
    assert matrix.undeclared(scene) == []
    result = matrix.ask(scene, pick=_depends_on_the_database)
    assert not result.leaks, f"{len(result.leaks)} leaks\n" + "\n".join(result.leaks[:60])
    assert result.cells >= 2_000
    said = [record.getMessage() for record in caplog.records]
    assert len(said) > result.cells / 3, "most questions are refused, and each leaves its line"
    assert [line for line in said if not LINE.fullmatch(line)] == []


def _depends_on_the_database(cell: Cell) -> bool:
    """Who is not let in is refused before anything is looked up: asked on one database."""
    is_asked_all = FULL or db.engine.dialect.name == "sqlite"
    return is_asked_all or is_let_in(current_app, cell.endpoint, cell.role)


def test_an_ended_session_is_nobodys(scene: Scene) -> None:
    """The day a session ends, its cookie opens what nobody's opens: public pages alone."""
    with transaction() as session:
        session.query(Session).update({"revoked_at": Session.created_at})
    asked = 0
    for cell in cells.cells_of(scene):
        is_closed = cell.role is not None and not is_let_in(scene.app, cell.endpoint, None)
        if not (is_closed and cell.is_served and cell.relation in ("none", "own")):
            continue
        answer = scene.browser(cell.role).open(cell.address, method=cell.method, data=cell.body)
        assert (answer.status_code, answer.location) == (303, "/signin"), cell
        asked += 1
    assert asked > 500 or not FULL


def test_an_unknown_argument_is_named(scene: Scene) -> None:
    with pytest.raises(cells.Unknown, match=r"plan\.step has an argument 'shoe_id'.*THINGS"):
        cells.demand_known("plan.step", "shoe_id")
    with pytest.raises(cells.Unknown, match=r"/nobody/there: say in FOR_WHOM"):
        cells.for_whom("/nobody/there")


def of(*endpoints: str) -> Callable[[Route], bool]:
    """Only these views."""
    return lambda route: route.endpoint in endpoints


def leaks(scene: Scene, *endpoints: str) -> list[str]:
    return matrix.ask(scene, only=of(*endpoints)).leaks


Plant = Callable[[str, Callable[..., Any]], None]


@pytest.fixture
def plant(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Put something around a view, for one test."""

    def put(endpoint: str, around: Callable[..., Any]) -> None:
        view = scene.app.view_functions[endpoint]
        monkeypatch.setitem(
            scene.app.view_functions,
            endpoint,
            functools.wraps(view)(functools.partial(around, view)),
        )

    return put


def test_these_views_are_sound(scene: Scene) -> None:
    assert leaks(scene, "desk.client", "plan.step", "appointments_desk.change") == []


def test_a_planted_view_without_a_role(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    view = scene.app.view_functions["desk.client"]
    monkeypatch.setattr(view, "__access__", Access(roles=(Role.MANAGER, Role.CLIENT)))
    assert any("FOR_WHOM" in leak for leak in leaks(scene, "desk.client"))
    monkeypatch.delattr(view, "__access__")
    assert matrix.undeclared(scene) == ["desk.client"]
    assert access.declared(view) is None


def _everybody(viewer: access.Viewer) -> Any:
    """What clients_of() would be if it forgot who looks."""
    return sa.select(Client.id.label("client_id"))  # type: ignore[name-defined]  # noqa: F821  # because: runs there


def _anybody(client_id: Any, viewer: access.Viewer) -> Any:
    """What is_of() would be."""
    return client_id.is_not(None)


def test_a_planted_query_without_seen_by(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients_of, "__code__", _everybody.__code__)
    monkeypatch.setattr(is_of, "__code__", _anybody.__code__)
    assert queries.clients_of is clients_of
    reading.forget_built()  # what was built before is without what is planted
    try:
        found = leaks(scene, "desk.client", "desk.clients", "plan.step")
    finally:
        reading.forget_built()
    assert any("[other]" in leak and "/desk/clients/" in leak for leak in found)
    assert any("/desk/clients " in leak and "text of the client" in leak for leak in found)
    assert any("/plan/steps/" in leak and "[beside]" in leak for leak in found)


def test_a_planted_404_that_differs(scene: Scene, plant: Plant) -> None:
    def talk(view: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return view(**arguments)
        except Missing:
            return Response("This client belongs to somebody else.", status=404)

    plant("desk.client", talk)
    assert any("its 404 differs" in leak for leak in leaks(scene, "desk.client"))


def test_a_planted_refusal_that_changes_something(scene: Scene, plant: Plant) -> None:
    def change(view: Callable[..., Any], **arguments: Any) -> Any:
        try:
            return view(**arguments)
        except Missing:
            db.session.rollback()
            with transaction() as session:
                session.query(Person).update({"ui_language": "en"})
            raise

    plant("appointments_desk.cancel", change)
    found = leaks(scene, "appointments_desk.cancel")
    assert any("UPDATE person SET ui_language" in leak for leak in found)
