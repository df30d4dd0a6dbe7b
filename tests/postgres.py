"""A throw-away PostgreSQL for the tests; the application's role owns nothing there."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import sqlalchemy as sa
from flask import current_app

from app.core.db import Base, db, transaction
from app.core.statistics import refresh_statistics
from tests.ports import free_port
from tools.machine import find_postgres

FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"  # never in crash tests
ROLE, OWNER, ADMIN = "schrittweise", "schrittweise_owner", "postgres"
RESTART = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server on loopback; yield the superuser's address of the database `postgres`.

    PostgreSQL refuses root, so root hands it to the user postgres.
    """
    tools = find_postgres()
    assert tools is not None
    home = tempfile.mkdtemp()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(home, "postgres")
    port = free_port()

    def run(tool: str, *options: str) -> None:
        command = [*as_user, str(tools / tool), "-D", f"{home}/data", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    run("initdb", "-A", "trust", "-U", ADMIN, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    listen = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {FAST}"
    run("pg_ctl", "-w", "-l", f"{home}/log", "-o", listen, "start")
    try:
        yield f"postgresql+psycopg://{ADMIN}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)


def make_database(admin: str) -> str:
    """Make a database and its two roles; return the address the application connects with."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE ROLE {OWNER} LOGIN"))
        connection.execute(sa.text(f"CREATE ROLE {ROLE} LOGIN"))
        connection.execute(sa.text(f"CREATE DATABASE app OWNER {OWNER}"))
    engine.dispose()
    return as_role(ROLE, admin.rsplit("/", 1)[0] + "/app")


def as_role(role: str, address: str) -> str:
    """The same database, by another role; SQLite has none."""
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        return address
    return url.set(username=role).render_as_string(hide_password=False)


def engine_by(role: str) -> sa.Engine:
    """The application's database by another role; on SQLite there is one way in for all.

    The owner changes and empties tables, the superuser sees every carrier's rows.
    """
    if db.engine.dialect.name == "sqlite":
        return db.engine
    return _engine(as_role(role, current_app.config["SETTINGS"].database_url))


@cache
def _engine(address: str) -> sa.Engine:
    """A lock that a test left behind fails instead of hanging."""
    return sa.create_engine(address, connect_args={"options": "-c lock_timeout=20s"})


def empty_tables() -> None:
    """Take all rows out and number anew; on PostgreSQL the superuser does, past every wall.

    Most tests fill few tables: asking which costs less than emptying all of them, and deleting
    few rows is many times quicker than truncating.
    """
    if db.engine.dialect.name == "postgresql":
        with engine_by(ADMIN).begin() as connection:
            # Without keys and triggers among the tables their order does not matter.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _empty(connection)
            connection.exec_driver_sql(RESTART)
        return
    with transaction() as session:
        _empty(session.connection())


def _empty(connection: sa.Connection) -> None:
    names, which_have_rows = _tables()
    for number in sorted(connection.exec_driver_sql(which_have_rows).scalars()):
        connection.execute(sa.table(names[number]).delete())


@cache
def _tables() -> tuple[list[str], str]:
    """All tables, those that point at others first, and the question which of them have rows."""
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    asked = (
        sa.select(sa.literal(number)).where(sa.exists().select_from(sa.table(name)))
        for number, name in enumerate(names)
    )
    return names, str(sa.union_all(*asked).compile(compile_kwargs={"literal_binds": True}))


def measure_tables() -> None:
    """SQLite is told how large its tables are; PostgreSQL finds out, but only within a minute."""
    refresh_statistics()
    if db.engine.dialect.name == "postgresql":
        with engine_by(OWNER).begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    db.session.remove()
    db.engine.dispose()  # a connection keeps the planner's figures it began with


def in_haste() -> None:
    """Let SQLite not wait for the disk: nothing crashes in the middle of an ordinary test."""
    if db.engine.dialect.name == "sqlite":
        sa.event.listen(db.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
        db.engine.dispose()
