"""goal_22: no plain text in database, write-ahead log, dump, backup or log; no value opens in
another row; keys are replaced while others read and write."""

import base64
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.caseload.models import Client
from app.core.cipher import Unreadable
from app.core.db import Base, db, transaction
from app.core.sealed import FIELDS, Ciphertext, ClientKey, Sealed
from app.core.tenancy import carrier_opened
from app.safekeeping.files import keys_beside
from tests.cast import Member
from tests.goals import keeping
from tests.safekeeping import scene

pytestmark = pytest.mark.goal_22
PLANTED = 100
# What the domain marks as encrypted: table and field. A table may not exist yet.
MARKED = {
    ("client", "phone"),
    ("handover", "note"),
    ("start_situation", "body"),
    ("case_note", "body"),
    ("shared_note", "body"),
}


@pytest.fixture
def crowd(app: Flask, jana: Member) -> list[int]:
    """A hundred clients with a sealed number; all other sealed fields: test_goal_22_fields.py."""
    return keeping.crowd(jana, PLANTED)


def carrier_of(member: Member) -> int:
    assert member.grant.carrier_id is not None
    return member.grant.carrier_id


# ---- every marked field is sealed ----


def unsealed(metadata: sa.MetaData) -> list[str]:
    """Fields of our list that a table keeps in plain."""
    said = []
    for name, field in sorted(MARKED):
        table = metadata.tables.get(name)
        if table is None:
            continue
        if field in table.c:
            said.append(f"{name}.{field} is plain")
        sealed = table.c.get(f"{field}_sealed")
        if sealed is not None and not isinstance(sealed.type, Ciphertext):
            said.append(f"{name}.{field}_sealed takes anything")
    return said


def test_every_marked_field_that_exists_is_sealed() -> None:
    assert unsealed(Base.metadata) == []
    assert [field.name for field in FIELDS[Client]] == ["phone"]


@pytest.mark.parametrize(
    "column", [sa.Column("body", sa.Text()), sa.Column("body_sealed", sa.LargeBinary())]
)
def test_a_planted_plain_column_is_caught(column: sa.Column[Any]) -> None:
    metadata = sa.MetaData()
    sa.Table("case_note", metadata, column)
    assert len(unsealed(metadata)) == 1


# ---- no plain text anywhere ----


def visit(app: Flask, browser: FlaskClient, client_ids: list[int]) -> None:
    """Read and change numbers through pages, and let some changes fail."""
    for client_id in client_ids[:3]:
        assert browser.get(f"/desk/clients/{client_id}/phone").status_code == 200
    assert browser.get("/desk/calls").status_code == 200
    db.session.expunge_all()  # a row that is still known would be refused before the database is
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.add(Client(id=client_ids[0], phone=keeping.number(client_ids[0], 5)))


def logged(caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, bytes]]:
    """Every line of every logger."""
    yield "log", caplog.text.encode()


def everywhere(app: Flask, folder: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Where a planted number stands in plain: database, write-ahead log, dump, backup, log."""
    backup = folder / f"{uuid.uuid4()}.backup"
    done = scene.run(app, "backup", str(backup))
    assert done.exit_code == 0, done.output
    places = (
        *keeping.files_of(app),
        *keeping.files(backup, keys_beside(backup)),
        *logged(caplog),
        ("output", done.output.encode()),
    )
    assert len(places) >= 5
    return keeping.traces(places)


def test_no_canary_is_found_anywhere(
    app: Flask,
    jana: Member,
    crowd: list[int],
    signed_in: Callable[[Member], FlaskClient],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="sqlalchemy.engine")
    with carrier_opened(carrier_of(jana)):
        numbers = [client.phone for client in db.session.scalars(sa.select(Client))]
        assert sum(keeping.CANARY in (one or "") for one in numbers) == PLANTED
        visit(app, signed_in(jana), crowd)
    assert "INSERT INTO client" in caplog.text
    assert everywhere(app, tmp_path, caplog) == []


def in_the_table(crowd: list[int]) -> None:
    """A field that is written in plain, past the model."""
    with transaction() as session:
        plain = sa.table("client", sa.column("id"), sa.column("phone_sealed"))
        own = plain.update().where(plain.c.id == crowd[7])
        session.execute(own.values(phone_sealed=keeping.number(crowd[7]).encode()))


def in_another_column(crowd: list[int]) -> None:
    with transaction() as session:
        session.get_one(Client, crowd[7]).family_name = keeping.number(crowd[7])


def in_the_log(crowd: list[int]) -> None:
    client = db.session.get_one(Client, crowd[7])
    logging.getLogger("app").warning("called %s", client.phone)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("leak", [in_the_table, in_another_column, in_the_log])
def test_a_planted_leak_is_caught(
    app: Flask,
    jana: Member,
    crowd: list[int],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    leak: Callable[[list[int]], None],
) -> None:
    with carrier_opened(carrier_of(jana)):
        leak(crowd)
    assert everywhere(app, tmp_path, caplog)


@pytest.mark.parametrize("form", ["plain", "utf-16", "hex", "HEX", "base64"])
def test_every_spelling_is_recognised(form: str) -> None:
    text = f"call {keeping.number(12)} now"
    held = {
        "plain": text.encode(),
        "utf-16": text.encode("utf-16-le"),
        "hex": text.encode().hex().encode(),
        "HEX": text.encode().hex().upper().encode(),
        "base64": base64.b64encode(text.encode()),
    }[form]
    assert keeping.traces([("here", b"\x00\xff" + held)]) == ["here"]
    assert keeping.traces([("here", b"nothing")]) == []


# ---- no value opens in another row ----


def opened_elsewhere(carrier_id: int, crowd: list[int]) -> int:
    """Move every value to another row, with its key and without; how many open there?"""
    opened = 0
    with carrier_opened(carrier_id):
        moves: tuple[Callable[[list[int]], None], ...] = (swap_values, swap_both, renumber)
        for move in moves:
            with transaction():
                move(crowd)
                db.session.flush()
                db.session.expire_all()
                opened += sum(opens(client_id) for client_id in crowd)
                db.session.rollback()
    return opened


def opens(client_id: int) -> bool:
    """True when somebody's number can be read in this row."""
    try:
        return db.session.get_one(Client, client_id).phone is not None
    except Unreadable:
        return False


def rows(model: Any, crowd: list[int], column: str) -> dict[int, Any]:
    key = Client.id if model is Client else ClientKey.client_id
    found = db.session.execute(sa.select(key, getattr(model, column)).where(key.in_(crowd)))
    return {row[0]: row[1] for row in found}


def turn_round(model: Any, crowd: list[int], column: str) -> None:
    """Everybody gets the value of the next one."""
    values = rows(model, crowd, column)
    key = "id" if model is Client else "client_id"
    for here, there in zip(crowd, [*crowd[1:], crowd[0]], strict=True):
        own = sa.update(model.__table__).where(model.__table__.c[key] == here)
        db.session.execute(own.values({column: values[there]}))


def swap_values(crowd: list[int]) -> None:
    """Another client's number."""
    turn_round(Client, crowd, "phone_sealed")


def swap_both(crowd: list[int]) -> None:
    """Another client's number together with her key."""
    turn_round(Client, crowd, "phone_sealed")
    turn_round(ClientKey, crowd, "wrapped")


def renumber(crowd: list[int]) -> None:
    """The right number under the right key in a row that is another one."""
    table: Any = Client.__table__
    for client_id in crowd:
        own = sa.update(table).where(table.c.id == client_id)
        db.session.execute(own.values(uid=uuid.uuid4()))


def test_swapped_rows_are_all_refused(app: Flask, jana: Member, crowd: list[int]) -> None:
    assert opened_elsewhere(carrier_of(jana), crowd) == 0
    with carrier_opened(carrier_of(jana)):
        assert all(opens(client_id) for client_id in crowd), "at home they open"


def test_a_planted_place_without_the_row_is_caught(
    app: Flask, jana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sealed, "place", lambda _self, carrier_id, _row: f"client:{carrier_id}")
    crowd = keeping.crowd(jana, 3)
    assert opened_elsewhere(carrier_of(jana), crowd) == 3
