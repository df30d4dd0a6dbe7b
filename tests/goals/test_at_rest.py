"""Of a record at rest nobody of the staff changes anything: asked at every address there is."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AccessLog
from app.audit.resting import PASSES
from app.audit.rows import belongs, table_of
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import SAFE, db, transaction
from app.core.personal import Table, inventory
from app.core.tenancy import carrier_opened
from app.team.fates import ACCOUNT
from tests.goals import rows, things
from tests.goals.cells import Cell, Route, cells_of, is_let_in
from tests.goals.scene import Scene, build_scene
from tests.pages import counting
from tests.undone import undone

pytestmark = [pytest.mark.goal_02, pytest.mark.sqlite_only]
MAY = {event.__name__ for event in PASSES}
WORK_WITH_HER = (Role.MANAGER, Role.TEAM_LEAD, Role.VOLUNTEER)  # the first who may, asks


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Five clients with all they can have; the record of the first is at rest."""
    made = build_scene(app, things.THINGS)
    own = made.worlds["own"]
    own.ids["at_rest"] = own.client.id
    with carrier_opened(own.carrier_id), transaction() as session:
        session.get_one(Client, own.ids["at_rest"]).restricted_at = clock.now()
    return made


def acts(scene: Scene, *features: str) -> list[Cell]:
    """What they may do with what is hers, by every address that changes something."""

    def is_asked(route: Route) -> bool:
        changes = bool((route.rule.methods or set()) - SAFE - {"OPTIONS"})
        return changes and (not features or route.endpoint.split(".")[0] in features)

    return [
        cell
        for cell in cells_of(scene, only=is_asked)
        if cell.method not in SAFE
        and (cell.relation == "own" or _is_of_records(cell))
        and cell.is_served
        and cell.role is not None
        and cell.role is _who(scene.app, cell.endpoint)
    ]


def _is_of_records(cell: Cell) -> bool:
    """It names nobody in the address, and is no page of the directory or of an account."""
    return cell.relation == "none" and cell.address.startswith(("/desk/", "/team/"))


def _who(app: Flask, endpoint: str) -> Role | None:
    return next((role for role in WORK_WITH_HER if is_let_in(app, endpoint, role)), None)


def record() -> list[Table]:
    """The tables of a record; how she comes in is her account's matter."""
    tables = [table for table in inventory().reached if table.name not in ACCOUNT]
    return [table for table in tables if rows.ALWAYS_MOVING.get(table.name) != {"*"}]


def hers(scene: Scene) -> tuple[dict[str, Any], list[str]]:
    """All rows of her record as they stand, and the facts that others left in her trail."""
    own = scene.worlds["own"]
    client_id, found = own.ids["at_rest"], {}
    db.session.remove()
    with carrier_opened(own.carrier_id):
        for table in record():
            mine = belongs(table, client_id, alone=True)
            read = sa.select(*table_of(table.name).c).where(mine)
            found[table.name] = sorted(map(repr, db.session.execute(read)))
        told = sa.select(AccessLog.what).where(
            AccessLog.client_id == client_id, AccessLog.role != Role.CLIENT
        )
        return found, [what.split(":")[0] for what in db.session.scalars(told)]


def written(statements: list[str]) -> set[str]:
    """The tables that these write to."""
    words = [one.split(maxsplit=3) for one in statements]
    writing = [one for one in words if one[0] in ("INSERT", "UPDATE", "DELETE")]
    return {one[1 if one[0] == "UPDATE" else 2].strip('"') for one in writing}


def escapes(scene: Scene, *features: str) -> list[str]:
    """What was changed though it must rest, or changed without a fact that asks the gate."""
    said = []
    before, told = hers(scene)
    for cell in acts(scene, *features):
        with counting() as asked, undone():
            browser = scene.browser(cell.role)
            answer = browser.open(cell.address, method=cell.method, data=cell.body)
            if answer.status_code >= 400 or not written(asked) & {*before, "access_log"}:
                continue
            after, facts = hers(scene)
        new = set(facts[len(told) :])
        tables = [name for name in before if before[name] != after[name]]
        if new - MAY or (tables and not new):
            said.append(f"{cell.endpoint} as {cell.role}: {tables} {sorted(new - MAY)}")
    return said


def test_nothing_of_a_record_at_rest_is_changed(scene: Scene) -> None:
    assert not (found := escapes(scene)), "\n".join(found)


def test_a_gate_left_open_is_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.caseload.rest.MAY_GO_ON", tuple(Role))
    assert "consultations_desk." in " ".join(escapes(scene, "consultations_desk"))
