"""What PostgreSQL's Row-Level Security costs: the same queries by two roles, one of them exempt.

Both roles ask in turn over connections of their own, all on one core, so that whatever else the
machine does meets both alike. Statements are prepared, as the application's driver prepares what
it repeats: planning is not repeated. (Planned anew each time, one row by its key takes 1.15 to 1.3
times as long, the policy being one more thing to plan.) BEGIN and setting the carrier come once
for a whole request and are not counted.
"""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import read_settings
from app.core.db import db
from tests import postgres
from tests.bench.lines import NotHere
from tools.machine import find_postgres

CARRIERS, CLIENTS, MANAGERS = 200, 50_000, 5  # the last for each carrier
EXEMPT = "schrittweise_exempt"
ROUNDS, QUERIES = 600, 10
POINT = "SELECT id, given_name FROM client WHERE carrier_id = %s AND person_id = %s"
LIST = (
    "SELECT c.id, c.given_name, c.family_name FROM case_file f"
    " JOIN client c ON c.carrier_id = f.carrier_id AND c.id = f.client_id"
    " WHERE f.carrier_id = %s AND f.manager_id = %s AND f.ended_on IS NULL"
)
FILL = (
    "INSERT INTO municipality (ags, name, district_ags, district_name)"
    " VALUES ('08119079', 'Waiblingen', '08119', 'Rems-Murr-Kreis')",
    "INSERT INTO carrier (id, name, kind, legal_regime, contact, dpo_contact)"
    " SELECT n, 'Carrier ' || n, 'independent', 'gdpr_private', '', ''"
    " FROM generate_series(1, :carriers) n",
    "INSERT INTO person (id, public_id, call_name, ui_language, passkey_handle, is_protected,"
    " created_at) SELECT n, gen_random_uuid(), 'P' || n, 'de', decode(md5(n::text), 'hex'), false,"
    " now() FROM generate_series(1, :clients) n",
    "INSERT INTO client (id, uid, carrier_id, person_id, municipality_ags, given_name,"
    " family_name, reading, interpreter_need, push_level, quiet_from, quiet_to, created_at)"
    " SELECT n, gen_random_uuid(), 1 + (n - 1) % :carriers, n, '08119079', 'G' || n, 'F' || n,"
    " 'some', false, 0, '21:00', '07:00', now() FROM generate_series(1, :clients) n",
    "INSERT INTO case_file (carrier_id, client_id, manager_id, state, started_on)"
    " SELECT carrier_id, id, 1 + (id / :carriers) % :managers * :carriers, 'active', current_date"
    " FROM client",
    "ANALYZE",
)


def measured(_app: Flask) -> float:
    """The ratio on a server of its own with 50,000 clients of 200 carriers."""
    if find_postgres() is None:
        raise NotHere("no PostgreSQL on this machine")
    with _own_database() as (admin, address):
        fill(admin, clients=CLIENTS, carriers=CARRIERS)
        return statistics.median(ratio(address, rounds=ROUNDS) for _ in range(3))


@contextmanager
def _own_database() -> Iterator[tuple[sa.Engine, str]]:
    with postgres.running_server() as server:
        address = postgres.make_database(server)
        names = {
            "DATABASE_URL": address,
            "OWNER_DATABASE_URL": postgres.as_role(postgres.OWNER, address),
            "PUBLIC_URL": "http://localhost",
        }
        app = create_app(read_settings({f"SCHRITTWEISE_{k}": v for k, v in names.items()}))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        admin = sa.create_engine(postgres.as_role(postgres.ADMIN, address))
        yield admin, address
        admin.dispose()


def fill(admin: sa.Engine, *, clients: int, carriers: int) -> None:
    """Make the rows, and a role with the same rights that no policy holds."""
    with admin.begin() as connection:
        for statement in FILL:
            numbers = {"clients": clients, "carriers": carriers, "managers": MANAGERS}
            used = {name: value for name, value in numbers.items() if f":{name}" in statement}
            connection.execute(sa.text(statement), used)
        known = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        if connection.scalar(known, {"name": EXEMPT}) is None:
            connection.execute(sa.text(f"CREATE ROLE {EXEMPT} LOGIN BYPASSRLS"))
            connection.execute(sa.text(f"GRANT {postgres.ROLE} TO {EXEMPT}"))


def ratio(address: str, *, rounds: int, carriers: int = CARRIERS) -> float:
    """How many times as long the walled role takes, for the dearer of the two queries."""
    engines = [
        sa.create_engine(postgres.as_role(role, address)) for role in (postgres.ROLE, EXEMPT)
    ]
    connections = [engine.connect() for engine in engines]
    try:
        cursors = [_cursor(connection) for connection in connections]
        with _on_one_core(cursors):
            return max(_ratio(cursors, query, rounds, carriers) for query in (POINT, LIST))
    finally:
        for connection in connections:
            connection.close()
        for engine in engines:
            engine.dispose()


@contextmanager
def _on_one_core(cursors: list[Any]) -> Iterator[None]:
    """Where the kernel puts a process decides more than any policy: put all of them together."""
    before = os.sched_getaffinity(0)
    core = {min(before)}
    try:
        for cursor in cursors:
            (backend,) = cursor.execute("SELECT pg_backend_pid()").fetchone()
            os.sched_setaffinity(backend, core)
        os.sched_setaffinity(0, core)
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cursor(connection: sa.Connection) -> Any:
    """A cursor inside a transaction in which carrier 1 is open."""
    raw: Any = connection.connection.dbapi_connection
    cursor = raw.cursor()
    cursor.execute("SELECT set_config('app.carrier', '1', true)")
    return cursor


def _ratio(cursors: list[Any], query: str, rounds: int, carriers: int) -> float:
    """The fastest tenth of one against that of the other: there nothing else disturbed.

    The first rounds warm up; the order changes with each.
    """
    taken: list[list[float]] = [[], []]
    for number in range(-5, rounds):
        for which in (0, 1) if number % 2 else (1, 0):
            seconds = _time(cursors[which], query, carriers)
            if number >= 0:
                taken[which].append(seconds)
    walled, exempt = (statistics.quantiles(times, n=10)[0] for times in taken)
    return walled / exempt


def _time(cursor: Any, query: str, carriers: int) -> float:
    """Seconds for some queries of carrier 1, each of which finds rows."""
    began, found = time.perf_counter(), 0
    for number in range(QUERIES):
        cursor.execute(query, (1, 1 + carriers * (number % MANAGERS)), prepare=True)
        found += len(cursor.fetchall())
    seconds = time.perf_counter() - began
    assert found >= QUERIES
    return seconds
