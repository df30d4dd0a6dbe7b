"""flask backup: a consistent copy of the running system, read in one transaction."""

import os
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.core.db import db, transaction
from app.core.sealed import ClientKey
from app.safekeeping import tombstones
from app.safekeeping.copying import carriers_of, chunks, revision_of, scopes, tables_of
from app.safekeeping.files import CannotKeep, Info, filling, keys_beside, seal_up, written
from app.safekeeping.models import BackupRun

Tell = Callable[[str, int, int], None]  # table, which one it is, of how many


def make(path: Path, *, now: datetime, tell: Tell) -> int:
    """Write FILE and FILE.keys; return how many rows they hold."""
    tombstones.keep_all()
    if not os.access(path.parent, os.W_OK):
        raise CannotKeep(f"{path.parent} is no folder that can be written to.")
    try:
        with written(keys_beside(path), path) as (keys, rest):
            total = _copy(rest, keys, now=now, tell=tell)
    except OSError as error:
        raise CannotKeep(f"{path} could not be written: {error.strerror}.") from error
    except sa.exc.OperationalError as error:
        raise CannotKeep(f"The backup was broken off: {error.orig}") from error
    if sa.inspect(db.engine).has_table(BackupRun.__tablename__):  # an old one has none yet
        with transaction() as session:
            session.add(BackupRun(made_at=now, rows=total))
    return total


def _copy(rest: Path, keys: Path, *, now: datetime, tell: Tell) -> int:
    """Read everything as it stands at one moment, while others go on writing."""
    options = {"isolation_level": "REPEATABLE READ"} if db.engine.name == "postgresql" else {}
    with db.engine.connect().execution_options(**options) as source, source.begin():
        revision = revision_of(source)
        if revision is None:
            raise CannotKeep("This database is empty: there is nothing to keep.")
        info = Info(id=uuid.uuid4().hex, made_at=now.isoformat(), revision=revision)
        tables = tables_of(source)
        apart = [table for table in tables if table.name == ClientKey.__tablename__]
        others = [table for table in tables if table not in apart]
        total = 0
        carriers = carriers_of(source)
        for path, chosen, before in ((keys, apart, 0), (rest, others, len(apart))):
            with filling(path) as target:
                for number, table in enumerate(chosen, before + 1):
                    tell(table.name, number, len(tables))
                    _copy_table(source, target, table, carriers)
                total += seal_up(target, info, chosen)
    return total


def _copy_table(
    source: sa.Connection, target: sa.Connection, table: sa.Table, carriers: list[int]
) -> None:
    table.create(target)
    for rows in scopes(source, table, carriers):
        for chunk in chunks(source, table, rows):
            target.execute(table.insert(), chunk)
