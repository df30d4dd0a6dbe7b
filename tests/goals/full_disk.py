"""Full disks: one that is really full, and one that fails at each statement and commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.db import db


@contextmanager
def at_most(pages: int) -> Iterator[None]:
    """Let SQLite's file grow by so many pages and no more."""
    with db.engine.connect() as connection:
        used = connection.scalar(sa.text("PRAGMA page_count")) or 0

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={used + pages}")

    sa.event.listen(db.engine, "connect", limit)
    _renew()
    try:
        yield
    finally:
        sa.event.remove(db.engine, "connect", limit)
        _renew()


def _renew() -> None:
    db.session.rollback()
    db.engine.dispose()


@contextmanager
def full_at(point: int) -> Iterator[list[str]]:
    """Let the n-th change of the database fail and all after it; a commit of changes is one, too.

    Yields what was tried.
    """
    tried: list[str] = []
    unsaved: list[str] = []
    failure = db.engine.dialect.loaded_dbapi.OperationalError

    def note(what: str) -> None:
        tried.append(what)
        if len(tried) > point:
            raise failure("disk full")

    def execute(_cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            note(statement)
            unsaved.append(statement)

    def commit(_connection: sa.Connection) -> None:
        if unsaved:
            unsaved.clear()
            try:
                note("COMMIT")
            except failure as error:
                raise sa.exc.OperationalError("COMMIT", {}, error) from error

    def undo(_connection: sa.Connection) -> None:
        unsaved.clear()

    with _listening(do_execute=execute, do_executemany=execute, commit=commit, rollback=undo):
        yield tried


@contextmanager
def _listening(**hooks: Any) -> Iterator[None]:
    for name, hook in hooks.items():
        sa.event.listen(db.engine, name, hook)
    try:
        yield
    finally:
        for name, hook in hooks.items():
            sa.event.remove(db.engine, name, hook)
