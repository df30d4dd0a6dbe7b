"""flask restore: a backup back into a database, whole or not at all.

Everything is looked at before anything is touched, and the rows go in within one transaction.
Whoever was erased since the backup is erased again; it is done when the command says so.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_migrate import downgrade, upgrade

from app.audit import night
from app.audit.models import ErasureTombstone
from app.config import ROOT, Settings
from app.core import clock
from app.core.cipher import Unreadable, key_id_of
from app.core.db import WRITE, db, transaction
from app.core.sealed import ClientKey, opened_key
from app.notices.models import WorkerBeat
from app.people.models import Person
from app.safekeeping import tombstones
from app.safekeeping.backup import Tell
from app.safekeeping.copying import carriers_of, chunks, revision_of, scopes, tables_of
from app.safekeeping.files import CannotKeep, Info, opened, parts_of
from app.safekeeping.models import BackupRun
from app.safekeeping.renewal import give_new_keys

STOPPED = timedelta(seconds=30)  # a worker that said nothing for so long was stopped
Ask = Callable[[int, datetime], bool]  # people in the way, day of the backup -> replace them?


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came back."""

    made: datetime
    rows: int
    erased: int  # clients who had been erased since


def restore(path: Path, keys: Path | None, *, ask: Ask, tell: Tell, now: datetime) -> Restored:
    """Bring a backup back; without keys all sealed fields are empty from then on."""
    beside = nullcontext(None) if keys is None else opened(keys)
    with opened(path) as (rest, info), beside as sealed:
        _demand_known(info)
        _demand_fitting(info, sealed)
        dead = tombstones.in_file() | tombstones.in_database(rest)
        with _owners_engine().connect() as here:
            dead |= tombstones.in_database(here)
        _clear_the_way(info, ask)
        rows = _load(rest, sealed[0] if sealed else None, tell)
    upgrade()
    _bury(dead)
    tombstones.keep(dead)
    with transaction() as session:
        session.add(BackupRun(made_at=info.made, rows=rows))  # it did not know of itself
    erased = night.replay(dead, now=now)
    if keys is None:
        give_new_keys()
    return Restored(made=info.made, rows=rows, erased=erased)


def _demand_known(info: Info) -> None:
    newest = (ROOT / "migrations" / "HEAD").read_text().strip()
    if info.revision > newest:
        raise CannotKeep(
            f"The backup is from a newer version (migration {info.revision}, this one knows "
            f"{newest}): restore it with that version."
        )


def _demand_fitting(info: Info, sealed: tuple[sa.Connection, Info] | None) -> None:
    """The keys are of this backup, and the key file opens all of them."""
    if sealed is None:
        return
    connection, other = sealed
    if other.id != info.id:
        raise CannotKeep("These keys belong to another backup: name the file with --keys.")
    columns = (ClientKey.carrier_id, ClientKey.client_id, ClientKey.wrapped)
    for row in connection.execute(sa.select(*columns)):
        try:
            opened_key(row.wrapped, carrier_id=row.carrier_id, client_id=row.client_id)
        except Unreadable as error:
            name = (key_id_of(row.wrapped) or b"").hex() or "of the first version"
            raise CannotKeep(
                f"The clients' keys were closed with key {name}, which KEY_FILE does not hold: "
                "add its line at the end, restore, then run `flask keys rotate`."
            ) from error


def _clear_the_way(info: Info, ask: Ask) -> None:
    """See that the database is at the backup's revision and that its rows may go."""
    db.session.remove()  # a transaction left open would be in the migration's way
    with _owners_engine().connect() as here:
        revision = revision_of(here)
        people = _counted(here, Person) if revision else 0
        beat = here.scalar(sa.select(sa.func.max(WorkerBeat.at))) if people else None
    if not people:
        if revision is None or revision < info.revision:
            upgrade(revision=info.revision)
        elif revision > info.revision:
            downgrade(revision=info.revision)
        return
    if beat and clock.now() - beat < STOPPED:
        raise CannotKeep("The reminder worker is running: stop it and the web server first.")
    if revision != info.revision:
        raise CannotKeep(
            f"The backup is at migration {info.revision}, this database at {revision}: restore "
            "into an empty one."
        )
    if not ask(people, info.made):
        raise CannotKeep("Nothing was changed.")


def _counted(connection: sa.Connection, model: type) -> int:
    table: Any = model.__table__  # type: ignore[attr-defined]  # of every model
    if not sa.inspect(connection).has_table(table.name):
        return 0
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _owners_engine() -> sa.Engine:
    """Who owns the tables may empty them and set their counters."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.owner_database_url == settings.database_url:
        return db.engine
    return sa.create_engine(
        settings.owner_database_url, poolclass=sa.NullPool, hide_parameters=True
    )


@contextmanager
def _writing() -> Iterator[sa.Connection]:
    """One transaction for everything."""
    mark = WRITE.set(True)
    try:
        with _owners_engine().begin() as target:
            yield target
    finally:
        WRITE.reset(mark)


def _load(rest: sa.Connection, sealed: sa.Connection | None, tell: Tell) -> int:
    """Empty every table, fill it from the files, and count."""
    expected = {**parts_of(rest), **(parts_of(sealed) if sealed else {})}
    with _writing() as target:
        tables = tables_of(target)
        names = {table.name for table in tables} - (set() if sealed else {ClientKey.__tablename__})
        if names != set(expected):
            raise CannotKeep("The backup holds other tables than its revision has.")
        for table in reversed(tables):
            for rows in scopes(target, table, carriers_of(target)):
                target.execute(table.delete().where(rows))
        carriers = carriers_of(rest)
        for number, table in enumerate(tables, 1):
            tell(table.name, number, len(tables))
            source = sealed if table.name == ClientKey.__tablename__ else rest
            if source is not None:
                _fill(target, source, table, carriers, expected[table.name])
        _demand_whole(target)
    return sum(expected.values())


def _fill(
    target: sa.Connection, source: sa.Connection, table: sa.Table, carriers: list[int], rows: int
) -> None:
    present = 0
    for own in scopes(target, table, carriers):
        for chunk in chunks(source, table, own):
            target.execute(table.insert(), chunk)
        count = sa.select(sa.func.count()).select_from(table).where(own)
        present += target.scalar(count) or 0
    if present != rows:
        raise CannotKeep(f"{table.name}: {present} rows came back of {rows}. Nothing was changed.")
    _set_counter(target, source, table)


def _set_counter(target: sa.Connection, source: sa.Connection, table: sa.Table) -> None:
    """New rows on PostgreSQL go on behind the highest number that came back."""
    if target.dialect.name != "postgresql" or "id" not in table.c:
        return
    if not isinstance(table.c.id.type, sa.Integer):
        return
    counter = target.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, "id")))
    highest = source.scalar(sa.select(sa.func.max(table.c.id)))
    if counter and highest:
        target.execute(sa.select(sa.func.setval(counter, highest)))


def _demand_whole(target: sa.Connection) -> None:
    """SQLite says whether its file is sound; PostgreSQL checked each key on the way in."""
    if target.dialect.name != "sqlite":
        return
    found = target.exec_driver_sql("PRAGMA integrity_check").scalar()  # because: no other way
    if found != "ok":
        raise CannotKeep("The database does not pass its own check. Nothing was changed.")


def _bury(dead: tombstones.Dead) -> None:
    """Those the backup did not know of are remembered here, too."""
    with transaction() as session:
        known = set(session.scalars(sa.select(ErasureTombstone.client_uid)))
        session.add_all(
            ErasureTombstone(client_uid=uid, erased_at=at)
            for uid, at in dead.items()
            if uid not in known
        )
