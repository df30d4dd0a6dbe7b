"""perf_12: claiming a hundred due reminders out of very many takes no longer than out of few."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import UtcDateTime, db, transaction
from app.core.tenancy import carrier_opened
from app.notices.claim import BATCH, claim
from tests import postgres
from tests.bench import stage
from tests.bench.lines import Measured, NotHere
from tests.cast import Member, make_member
from tests.postgres import ADMIN, engine_by
from tools.machine import find_postgres

FEW, MANY = 10_000, 1_000_000
DUE, ROUNDS = 150, 15
NUMBERS = {
    "sqlite": "WITH RECURSIVE one(n) AS"
    " (SELECT :first UNION ALL SELECT n + 1 FROM one WHERE n < :last)",
    "postgresql": "WITH one(n) AS"
    " (SELECT generate_series(CAST(:first AS integer), CAST(:last AS integer)))",
}
# Nine of ten are over, the others lie ahead, the first few are due.
FILL = (
    ' INSERT INTO reminder (carrier_id, client_id, subject, subject_id, version, "offset",'
    " is_private, due_at, expires_at, state, attempts, created_at)"
    " SELECT :carrier, :client, 'message', n, 0, 'now-1', FALSE,"
    " CASE WHEN n <= :due THEN :past ELSE :ahead END, :ahead,"
    " CASE WHEN n <= :due OR n % 10 = 0 THEN 'planned' ELSE 'accepted' END, 0, :past FROM one"
)


class Undone(Exception):
    """Ends a transaction whose work is not wanted."""


def fill(whose: dict[str, int], *, first: int, last: int) -> None:
    """Add rows to the ledger by whoever may pass all walls; let the planner know them."""
    engine, now = engine_by(ADMIN), clock.now()
    given = {"first": first, "last": last, "due": DUE}
    times = {"past": now - timedelta(hours=1), "ahead": now + timedelta(days=3)}
    typed = [sa.bindparam(name, type_=UtcDateTime()) for name in times]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        statement = sa.text(NUMBERS[engine.dialect.name] + FILL).bindparams(*typed)
        connection.execute(statement, {**given, **whose, **times})
        connection.exec_driver_sql("ANALYZE")


def growth(member: Member, *, few: int, many: int) -> float:
    """How many times as long claiming takes when the ledger has grown."""
    assert member.client is not None
    carrier_id = member.client.carrier_id
    whose = {"carrier": carrier_id, "client": member.client.id}
    fill(whose, first=1, last=few)
    before = min(_seconds(carrier_id) for _ in range(ROUNDS))
    fill(whose, first=few + 1, last=many)
    return min(_seconds(carrier_id) for _ in range(ROUNDS)) / before


def _seconds(carrier_id: int) -> float:
    """What one claim takes; it is undone again."""
    with undone(carrier_id):
        db.session.execute(sa.select(1))  # the transaction has begun then
        began = time.perf_counter()
        found = claim(now=clock.now())
        took = time.perf_counter() - began
        assert len(found.reminder_ids) == BATCH
    return took


@contextmanager
def undone(carrier_id: int) -> Iterator[None]:
    """A writing transaction of this carrier that leaves nothing behind."""
    try:
        with carrier_opened(carrier_id), transaction():
            yield
            raise Undone
    except Undone:
        pass


def plan(carrier_id: int) -> str:
    """How the database goes about a claim."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        if "lease_token" in text:
            sent.append((text, parameters))

    with undone(carrier_id):
        connection = db.session.connection()
        sa.event.listen(connection, "before_cursor_execute", note)
        claim(now=clock.now())
        sa.event.remove(connection, "before_cursor_execute", note)
        ((text, parameters),) = sent
        is_sqlite = connection.dialect.name == "sqlite"
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        return "\n".join(str(row) for row in connection.exec_driver_sql(explain + text, parameters))


def measured(_app: Flask) -> Measured:
    """The worse of the two databases, each with a million rows."""
    if find_postgres() is None:
        raise NotHere("no PostgreSQL on this machine")
    with stage.application():
        on_sqlite = growth(make_member("selam", {}), few=FEW, many=MANY)
    with postgres.running_server() as server, stage.application(postgres.make_database(server)):
        on_postgres = growth(make_member("selam", {}), few=FEW, many=MANY)
        engine_by(ADMIN).dispose()
    told = {"sqlite": on_sqlite, "postgresql": on_postgres}
    return Measured(value=max(told.values()), told=told)
