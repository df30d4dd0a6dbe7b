"""A backup on the disk: FILE holds all rows but the clients' keys, FILE.keys those alone.

Both are SQLite files whatever the database is, so anybody can look into them; the table
`backup_info` says what they are, `backup_part` how many rows each table has and their hash.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core.disk import keep_on_disk
from app.safekeeping.copying import digest, tables_of

FORMAT = "1"
_own = sa.MetaData()
INFO = sa.Table(
    "backup_info",
    _own,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("value", sa.Text(), nullable=False),
)
PART = sa.Table(
    "backup_part",
    _own,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("rows", sa.Integer(), nullable=False),
    sa.Column("sha256", sa.Text(), nullable=False),
)


class CannotKeep(Exception):
    """A backup or restore that cannot be; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Info:
    """What a backup says of itself."""

    id: str  # the two files of one backup bear the same
    made_at: str  # ISO 8601, UTC
    revision: str  # of the database's history
    format: str = FORMAT

    @property
    def made(self) -> datetime:
        """The moment whose rows it holds."""
        return datetime.fromisoformat(self.made_at)


def keys_beside(path: Path) -> Path:
    """Where the keys of a backup lie, unless somebody carried them elsewhere."""
    return path.with_name(f"{path.name}.keys")


def engine_of(path: Path) -> sa.Engine:
    """An engine for one file."""
    url = sa.URL.create("sqlite", database=str(path))
    return sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)


@contextmanager
def written(*paths: Path) -> Iterator[list[Path]]:
    """Files that are there whole, for their owner alone, or not at all."""
    for path in paths:
        if path.exists():
            raise CannotKeep(f"{path} is there already: a backup overwrites nothing.")
    drafts: list[Path] = []
    try:
        for path in paths:
            drafts.append(_reserved(path))
        yield drafts
        for draft in drafts:
            keep_on_disk(draft)
        for draft, path in zip(drafts, paths, strict=True):
            draft.rename(path)
        keep_on_disk(paths[0].parent)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _reserved(path: Path) -> Path:
    draft = path.with_name(f"{path.name}.part")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise CannotKeep(
            f"{draft} is there: another backup is writing it, or one was broken off. In the "
            "second case delete it."
        ) from error
    return draft


@contextmanager
def filling(path: Path) -> Iterator[sa.Connection]:
    """Write one file: no journal beside it, since nobody reads it before it is whole."""
    engine = engine_of(path)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=OFF")  # because: a file, not the database
        connection.exec_driver_sql("PRAGMA synchronous=OFF")  # because: fsync follows, once
        connection.rollback()
        with connection.begin():
            yield connection


def seal_up(connection: sa.Connection, info: Info, tables: list[sa.Table]) -> int:
    """Write what the file is and what it must hold, read back from it; return all rows."""
    _own.create_all(connection)
    values = [{"name": name, "value": value} for name, value in asdict(info).items()]
    connection.execute(INFO.insert(), values)
    total = 0
    for table in tables:
        rows, sha256 = digest(connection, table)
        connection.execute(PART.insert(), {"name": table.name, "rows": rows, "sha256": sha256})
        total += rows
    return total


@contextmanager
def opened(path: Path) -> Iterator[tuple[sa.Connection, Info]]:
    """Read a file of a backup, after looking whether it still is what it was."""
    if not path.is_file():
        raise CannotKeep(f"{path} is not there.")
    with engine_of(path).connect() as connection:
        try:
            info = _examined(connection, path)
        except sa.exc.DatabaseError as error:
            raise CannotKeep(f"{path} is no backup, or it is damaged.") from error
        yield connection, info


def _examined(connection: sa.Connection, path: Path) -> Info:
    if not sa.inspect(connection).has_table(INFO.name):
        raise CannotKeep(f"{path} is no backup of this system.")
    found: dict[str, Any] = {row.name: row.value for row in connection.execute(sa.select(INFO))}
    if found.get("format") != FORMAT:
        raise CannotKeep(f"{path} was made by a newer version: restore it with that one.")
    check = connection.exec_driver_sql("PRAGMA integrity_check")  # because: a file, see above
    parts = {row.name: (row.rows, row.sha256) for row in connection.execute(sa.select(PART))}
    tables = {t.name: t for t in tables_of(connection) if t.name not in (INFO.name, PART.name)}
    is_whole = check.scalar() == "ok" and set(parts) == set(tables)
    if not is_whole or any(digest(connection, tables[name]) != parts[name] for name in parts):
        raise CannotKeep(f"{path} is damaged: it does not hold what was written. Take another one.")
    return Info(**found)


def parts_of(connection: sa.Connection) -> dict[str, int]:
    """Tables and how many rows of each there must be."""
    return {row.name: row.rows for row in connection.execute(sa.select(PART))}
