"""Statements that are built once and only read: their rows, without what a session does besides.

A session looks after rows that somebody may change, and a statement built anew for each request
takes longer to build than to run. `read()` hands a statement that stands at the top of a module
straight to the connection of this request, in the same transaction. It passes nothing by: the
carrier's wall is part of the statement that runs, and without an open carrier it does not run.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ParamSpec

import sqlalchemy as sa

from app.core.db import db
from app.core.tenancy import walled

Statement = sa.Select[*tuple[Any, ...]]
Asked = ParamSpec("Asked")
_built: list[Any] = []


def built_once(build: Callable[Asked, sa.Select[Any]]) -> Callable[Asked, sa.Select[Any]]:
    """A statement that holds for what it is built with: a day, a version of a text, a yes or no."""
    kept = lru_cache(4)(build)
    _built.append(kept)
    return kept  # type: ignore[return-value]  # because: its wrapper takes any arguments


def forget_built() -> None:
    """Build them anew: something they are made of has become another."""
    for kept in _built:
        kept.cache_clear()


def read(statement: Statement, **values: Any) -> sa.CursorResult[Any]:
    """Run a statement that was built before, with these values for its parameters."""
    return db.session.connection().execute(walled(statement), values)


def each(rows: sa.Result[Any]) -> Iterator[dict[str, Any]]:
    """Each row as a dictionary of its columns, several times quicker than by its mapping."""
    names = tuple(rows.keys())
    return (dict(zip(names, row, strict=True)) for row in rows.all())
