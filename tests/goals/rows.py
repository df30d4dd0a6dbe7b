"""What stands in the database: as one number, and row by row. Across all carriers."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.db import WRITE, Base, db
from tests.postgres import ADMIN, engine_by

# Reading leaves a trail, a session notes that it lives, tries are counted: nothing else may change.
ALWAYS_MOVING: dict[str, set[str]] = {
    "access_log": {"*"},
    "rate_bucket": {"*"},
    "session": {"last_seen_at"},
}
Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]


def all_rows() -> Rows:
    """Every row by table and key, without what always moves."""
    db.session.remove()
    WRITE.set(False)  # the last request of this test may have meant to write
    with engine_by(ADMIN).connect() as connection:
        return rows_on(connection)


def rows_on(connection: sa.Connection) -> Rows:
    """The same, as one connection sees it."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        moving = ALWAYS_MOVING.get(table.name, set())
        if "*" in moving:
            continue
        columns = [column for column in table.columns if column.name not in moving]
        keys = [column.name for column in table.primary_key.columns]
        for row in connection.execute(sa.select(*columns)).mappings():
            found[table.name, tuple(row[key] for key in keys)] = dict(row)
    return found


def fingerprint() -> str:
    """One word that changes when any row changes."""
    rows = sorted((name, repr(key), repr(row)) for (name, key), row in all_rows().items())
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def changes(before: Rows, after: Rows) -> set[tuple[str, str]]:
    """Which columns of which tables differ, came or went."""
    said = set()
    for place in before.keys() | after.keys():
        old, new = before.get(place, {}), after.get(place, {})
        said |= {
            (place[0], column)
            for column in old.keys() | new.keys()
            if old.get(column) != new.get(column)
        }
    return said


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements inside that change a row, but for what always moves."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        words = statement.split()
        if words[0] not in ("INSERT", "UPDATE", "DELETE"):
            return
        table = words[1] if words[0] == "UPDATE" else words[2]
        moving = ALWAYS_MOVING.get(table.strip('"'), set())
        if "*" not in moving and not any(f"SET {column}=" in statement for column in moving):
            found.append(" ".join(words)[:200])

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
