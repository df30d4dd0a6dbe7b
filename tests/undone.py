"""Try something and have it undone: every commit inside is a savepoint of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.db import db


@contextmanager
def undone(engine: sa.Engine | None = None) -> Iterator[sa.Connection]:
    """Let requests and commands of this block work on one connection, then roll all of it back.

    They see each other's commits. Rows loaded before are detached from then on: keep ids.
    """
    engines: dict[Any, Any] = db.engines  # type: ignore[assignment]  # typed as read-only
    own = engines[None]
    db.session.remove()
    with (engine or own).connect() as connection:
        outer = connection.begin()
        connection.begin_nested()  # a session that joins here makes savepoints of its commits
        engines[None] = connection
        try:
            yield connection
        finally:
            db.session.remove()
            engines[None] = own
            outer.rollback()
