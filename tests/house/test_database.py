"""The database: models equal migrations, history goes both ways, carriers' tables are walled."""

import re
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.core.db import Base, db
from app.core.walls import lacking, tenant_tables
from tests.house.sources import ROOT
from tests.postgres import OWNER, engine_by

VERSIONS = ROOT / "migrations" / "versions"
# Tables that name a carrier without belonging to it: who works where is known to all, and so is
# what a carrier prints in its imprint. A calendar link is read before a carrier is known.
PUBLIC = {"calendar_feed", "carrier_text", "role_grant", "service_agreement", "tie_index"}


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """The index of letters is each database's own: no model can say how it is made."""
    return kind not in ("table", "index") or "offer_search_letters" not in str(name)


def differences(connection: sa.Connection) -> list[object]:
    """What a migration would have to change for the database to be as the models say."""
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_name": is_of_the_models,
    }
    context = MigrationContext.configure(connection, opts=options)
    with warnings.catch_warnings():
        # because: SQLite cannot show an index on an expression; PostgreSQL compares it
        warnings.filterwarnings("ignore", "Skipped unsupported reflection", sa.exc.SAWarning)
        warnings.filterwarnings("ignore", ".*autogenerate skipping", UserWarning)
        return list(compare_metadata(context, Base.metadata))


def test_models_equal_migrations(app: Flask) -> None:
    with engine_by(OWNER).connect() as connection:
        found = differences(connection)
    assert not found, f"the models differ from migrations/versions: {found}"


def test_a_planted_difference_is_caught(app: Flask) -> None:
    with engine_by(OWNER).connect() as connection:
        connection.execute(sa.text("ALTER TABLE person DROP COLUMN call_name"))
        assert differences(connection)
        connection.rollback()


def test_history_goes_down_and_up_again(app: Flask) -> None:
    """Every step back works, and what is built again is the same."""
    db.session.rollback()
    db.engine.dispose()
    try:
        downgrade(revision="base")
        assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    finally:
        upgrade()
    with engine_by(OWNER).connect() as connection:
        assert differences(connection) == []


def test_head_names_the_newest_migration() -> None:
    newest = max(path.name.split("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    assert (ROOT / "migrations" / "HEAD").read_text() == f"{newest}\n"


def numbers(folder: Path) -> list[tuple[str, str | None]]:
    """Revision and predecessor of each file, by number."""
    found = []
    for path in sorted(folder.glob("[0-9]*.py")):
        text = path.read_text("utf-8")
        own = re.search(r'^revision = "(\d+)"', text, re.MULTILINE)
        before = re.search(r'^down_revision = "(\d+)"', text, re.MULTILINE)
        assert own is not None, path.name
        assert path.name.startswith(own[1]), path.name
        found.append((own[1], before[1] if before else None))
    return found


def test_migrations_stand_in_one_line_and_know_no_models() -> None:
    revisions = numbers(VERSIONS)
    assert [own for own, _ in revisions] == [f"{n + 1:04d}" for n in range(len(revisions))]
    assert [before for _, before in revisions] == [None, *[own for own, _ in revisions[:-1]]]
    for path in VERSIONS.glob("[0-9]*.py"):
        said = f"{path.name}: a written migration imports no app module"
        assert not re.search(r"^(from|import) app\b", path.read_text("utf-8"), re.MULTILINE), said


def open_tables(metadata: sa.MetaData, tenants: set[str]) -> list[str]:
    """Tables that carry a carrier or a client but are not walled off."""
    said = []
    for table in metadata.sorted_tables:
        is_personal = {"carrier_id", "client_id"} & set(table.c.keys())
        if is_personal and table.name not in tenants | PUBLIC:
            said.append(f"{table.name} inherits Tenant (app.core.tenancy)")
        for key in table.foreign_key_constraints:
            if key.referred_table.name in tenants and "carrier_id" not in key.column_keys:
                columns = ", ".join(key.column_keys)
                said.append(f"{table.name}.{columns}: within_carrier(), else it may cross carriers")
    return said


def test_personal_tables_belong_to_a_carrier() -> None:
    said = open_tables(Base.metadata, tenant_tables())
    assert not said, "\n".join(said)


def test_a_planted_open_table_is_caught() -> None:
    metadata = sa.MetaData()
    sa.Table("client", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("diary", metadata, sa.Column("client_id", sa.ForeignKey("client.id")))
    assert len(open_tables(metadata, {"client"})) == 2


def test_the_second_wall_stands(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        assert tenant_tables(), "SQLite has no such wall; the first one is tested in tests/core"
        return
    with db.engine.connect() as connection:
        assert list(lacking(connection)) == [], "raise_walls() in the table's migration"


def test_every_tenant_pair_can_be_pointed_at() -> None:
    """(carrier_id, id) is unique where others refer to a row."""
    for name in tenant_tables():
        table = Base.metadata.tables[name]
        if "id" not in table.c:
            continue
        pairs = [c.columns.keys() for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
        assert ["carrier_id", "id"] in pairs, f"{name}: __table_args__ = identified(...)"


@pytest.mark.parametrize("name", sorted(tenant_tables()))
def test_the_carrier_is_never_left_out(name: str) -> None:
    assert not Base.metadata.tables[name].c["carrier_id"].nullable
