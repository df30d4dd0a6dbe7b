"""Who was erased stays erased: their random numbers, kept outside database and backup too.

A backup from before an erasure still holds the client, and the database that knows better may
be lost. So each tombstone is also a line in a file beside KEY_FILE: written when the erasure is
committed, completed by every backup, read by every restore.
"""

import logging
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.audit.models import ErasureTombstone
from app.core import crypto
from app.core.db import db

Dead = dict[uuid.UUID, datetime]
_WAITING = "tombstones"
log = logging.getLogger(__name__)


def beside_the_key() -> Path:
    """The file of tombstones."""
    path = crypto.ring().path
    return path.with_name(f"{path.name}.erased")


def in_file() -> Dead:
    """Those the file knows; a line that a crash left unfinished counts as none."""
    path = beside_the_key()
    found: Dead = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        with suppress(ValueError):
            uid, at = line.split()
            found[uuid.UUID(uid)] = datetime.fromisoformat(at)
    return found


def in_database(connection: sa.Connection) -> Dead:
    """Those a database knows; an old one has no such table."""
    table: Any = ErasureTombstone.__table__
    if not sa.inspect(connection).has_table(table.name):
        return {}
    return {row.client_uid: row.erased_at for row in connection.execute(sa.select(table))}


def keep(found: Mapping[uuid.UUID, datetime]) -> None:
    """Add to the file who is missing there; a file that cannot be written to stops nothing."""
    try:
        known = in_file()
        lines = [f"{uid} {at.isoformat()}\n" for uid, at in found.items() if uid not in known]
        if lines:
            _append(lines)
    except OSError as error:
        log.error("%s was not written: %s", beside_the_key(), error.strerror)


def _append(lines: list[str]) -> None:
    handle = os.open(beside_the_key(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "a") as out:
        out.write("".join(["\n", *lines]))  # whatever the last line is, ours begins anew
        out.flush()
        os.fsync(out.fileno())


def keep_all() -> None:
    """Add to the file whatever the database knows."""
    with db.engine.connect() as connection:
        keep(in_database(connection))


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: object) -> None:
    for row in session.new:
        if isinstance(row, ErasureTombstone):
            session.info.setdefault(_WAITING, {})[row.client_uid] = row.erased_at


@event.listens_for(Session, "after_commit")
def _keep_noted(session: Session) -> None:
    """The erasure stands: what goes wrong here must not undo it, the next backup makes it good."""
    if session.in_nested_transaction():
        return  # a savepoint: what is around it may still be undone
    found: Dead | None = session.info.pop(_WAITING, None)
    if found:
        keep(found)


@event.listens_for(Session, "after_soft_rollback")
def _forget_noted(session: Session, _transaction: object) -> None:
    session.info.pop(_WAITING, None)
