"""The second wall: what the role may do, what the catalogue shows, and that faults are seen."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import Settings, read_settings
from app.core import walls
from app.core.db import db
from app.core.walls import UnsafeRole
from tests.postgres import ADMIN, OWNER, ROLE, as_role, engine_by

pytestmark = pytest.mark.postgresql_only
FORBIDDEN = (
    "TRUNCATE session",
    "ALTER TABLE client NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY own_carrier ON client",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "UPDATE alembic_version SET version_num = '0001'",
    f"SET ROLE {OWNER}",
)
OTHER_POLICY = "CREATE POLICY more ON client USING (true) WITH CHECK (true)"
ONE_SIDED = "CREATE POLICY own_carrier ON client FOR SELECT USING (true)"
# What is done to the catalogue, and what is then said about it.
WEAK_WALLS = {
    "ALTER TABLE client DISABLE ROW LEVEL SECURITY": "client lacks ENABLE",
    "ALTER TABLE step NO FORCE ROW LEVEL SECURITY": "step lacks FORCE",
    "DROP POLICY own_carrier ON goal": "goal lacks a policy with USING and WITH CHECK",
    OTHER_POLICY: "client lacks policies by carrier alone",
    f"DROP POLICY own_carrier ON client; {ONE_SIDED}": "client lacks a policy with USING and",
}
LOOSE_KEY = "ALTER TABLE session ADD FOREIGN KEY (person_id) REFERENCES client (id)"


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_applications_role_may_only_read_and_write_rows(app: Flask, statement: str) -> None:
    with db.engine.connect() as connection:
        with pytest.raises(sa.exc.ProgrammingError):
            connection.execute(sa.text(statement))
        connection.rollback()


def test_granting_again_changes_nothing(app: Flask) -> None:
    rights = sa.text(
        "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY relname"
    )
    with db.engine.connect() as connection:
        before = connection.execute(rights).all()
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(rights).all() == before
        assert before


def test_the_catalogue_is_whole(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert walls.role_faults(connection) == (ROLE, [])
        assert list(walls.lacking(connection)) == []
        assert list(walls.loose_keys(connection)) == []


@pytest.mark.parametrize("statement", WEAK_WALLS)
def test_a_planted_gap_is_seen(app: Flask, statement: str) -> None:
    with engine_by(OWNER).connect() as connection:
        connection.execute(sa.text(statement))
        assert any(said.startswith(WEAK_WALLS[statement]) for said in walls.lacking(connection))
        connection.rollback()


def test_a_planted_loose_key_is_seen(app: Flask) -> None:
    with engine_by(OWNER).connect() as connection:
        connection.execute(sa.text(LOOSE_KEY))
        assert list(walls.loose_keys(connection)) == ["session.person_id may cross carriers"]
        connection.rollback()


@pytest.fixture
def planted_role(app: Flask) -> Iterator[Callable[[str], None]]:
    """Give the application's role a power it must not have, for one test."""

    def alter(powers: str) -> None:
        with engine_by(ADMIN).begin() as connection:
            connection.execute(sa.text(f"ALTER ROLE {ROLE} {powers}"))

    yield alter
    alter("NOSUPERUSER NOBYPASSRLS")


def real_use(app: Flask, **names: str) -> Settings:
    """The settings of an installation behind https on the tests' database."""
    given: Settings = app.config["SETTINGS"]
    return read_settings(
        {
            "SCHRITTWEISE_DATABASE_URL": given.database_url,
            "SCHRITTWEISE_PUBLIC_URL": "https://example.org",
            "SCHRITTWEISE_KEY_FILE": str(given.key_file),
            "SCHRITTWEISE_VAPID_KEY_FILE": str(given.vapid_key_file),
            **names,
        }
    )


def test_an_ordinary_role_starts(app: Flask) -> None:
    assert create_app(real_use(app))


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS"])
def test_a_powerful_role_does_not_start(
    app: Flask, planted_role: Callable[[str], None], power: str
) -> None:
    planted_role(power)
    with pytest.raises(UnsafeRole, match=power.lower() if power == "SUPERUSER" else power):
        create_app(real_use(app))


def test_the_owner_does_not_start(app: Flask) -> None:
    address = as_role(OWNER, app.config["SETTINGS"].database_url)
    with pytest.raises(UnsafeRole, match=r"owns \d+ tables .* SCHRITTWEISE_OWNER_DATABASE_URL"):
        create_app(real_use(app, SCHRITTWEISE_DATABASE_URL=address))


def test_an_unreachable_database_stops_no_start(app: Flask) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    assert create_app(real_use(app, SCHRITTWEISE_DATABASE_URL=nowhere))


def test_a_role_that_becomes_powerful_is_refused_later(
    app: Flask, planted_role: Callable[[str], None]
) -> None:
    started = create_app(real_use(app))
    planted_role("BYPASSRLS")
    with started.app_context():
        with pytest.raises(UnsafeRole):
            db.session.execute(sa.select(sa.literal(1)))
        db.session.remove()
        db.engine.dispose()
