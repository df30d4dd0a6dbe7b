"""Take a client out of the database: all of her, or what one retention rule is about.

Rows are found by the list of personal tables; who points at a row that goes either goes with it
or forgets it. Whatever this file does not know how to take away stops the whole change.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.audit.events import ClientErased
from app.audit.models import ErasureTombstone
from app.audit.rows import attribute, belongs, in_order, key_of, mapped, table_of
from app.caseload.models import Client
from app.core.access import Viewer
from app.core.db import Base, db
from app.core.events import publish
from app.core.personal import KEYS, Table, inventory
from app.core.sealed import destroy_key
from app.core.tenancy import Tenant, find_carrier
from app.people.models import RoleGrant

Found = dict[str, set[Any]]  # table -> primary keys of rows that go
_ACCOUNT = ("person", "passkey")  # of the person, whatever her roles


class CannotErase(Exception):
    """A row that belongs to nobody's record points at what should go: a programming error."""


def erase(client: Client, *, by: Viewer, now: datetime) -> None:
    """Delete everything of one client and leave a tombstone; the caller commits."""
    destroy_key(client.id)
    _bury(client, by=by, now=now)
    _take(_tables(client), client.id)


def anonymise(client: Client, *, by: Viewer, now: datetime) -> None:
    """Take the person out of her record and keep what statistics count; the caller commits."""
    destroy_key(client.id)
    _bury(client, by=by, now=now)
    client_id = client.id
    _blank(_tables(client), client_id)
    _run(sa.update(Client).where(Client.id == client_id).values(uid=uuid.uuid4()))


def clear(entity: str, client: Client, *, keep_counted: bool) -> None:
    """Take away one kind of data of a client, or all of it that statistics do not count."""
    tables = [t for t in in_order(inventory()) if t.kind and t.kind.entity == entity]
    if keep_counted:
        _blank(tables, client.id)
    else:
        _take(tables, client.id)


def _bury(client: Client, *, by: Viewer, now: datetime) -> None:
    if db.session.get(ErasureTombstone, client.uid) is None:  # a backup brought her back
        db.session.add(ErasureTombstone(client_uid=client.uid, erased_at=now))
        db.session.flush()
    publish(ClientErased(occurred_at=now, by=by, client_uid=client.uid))


def _tables(client: Client) -> list[Table]:
    """Everything that is hers; not the account of somebody who has another role besides."""
    tables = in_order(inventory())
    if _has_other_role(client):
        return [table for table in tables if table.name not in _ACCOUNT]
    return tables


def _has_other_role(client: Client) -> bool:
    own = sa.and_(RoleGrant.role == "client", RoleGrant.carrier_id == client.carrier_id)
    other = sa.select(RoleGrant.id).where(RoleGrant.person_id == client.person_id, sa.not_(own))
    return db.session.scalar(other.limit(1)) is not None


def _blank(tables: Sequence[Table], client_id: int) -> None:
    """Empty what is not counted, delete the rows of tables that count nothing."""
    for table in tables:
        values = {_key(table.name, c): _empty(table.name, c) for c in blanked(table)}
        if values:
            _run(
                sa.update(mapped(table.name))
                .where(belongs(table, client_id, alone=True))
                .values(values)
            )
    _take([table for table in tables if not table.counted], client_id)


def blanked(table: Table) -> list[str]:
    """The columns that are emptied when this table is made anonymous."""
    if not table.counted or table.stays:
        return []
    personal = (*table.shown, *table.held)
    return [c for c in personal if c not in table.counted and c not in KEYS]


def _empty(name: str, column: str) -> Any:
    kind = table_of(name).c[column]
    if kind.nullable:
        return None
    return {} if isinstance(kind.type, sa.JSON) else ""


def _take(tables: Iterable[Table], client_id: int) -> None:
    """Delete her rows in these tables."""
    found: Found = {}
    for table in tables:
        if not table.stays:
            _add(found, table.name, belongs(table, client_id, alone=True))
    remove(found)


def _add(found: Found, name: str, condition: sa.ColumnElement[bool]) -> bool:
    """Note the rows that meet a condition; True when there was a new one."""
    known = found.get(name, set())
    keys = set(db.session.scalars(sa.select(key_of(name)).where(condition)))
    if keys <= known:
        return False
    found[name] = known | keys
    return True


def remove(found: Found) -> int:
    """Delete these rows; who points at them is deleted too, or forgets them where it may."""
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for other, column in _pointing_at(name):
            if issubclass(mapped(other), Tenant) and find_carrier() is None:
                continue  # accounts of no carrier: no carrier's row names them
            condition = attribute(other, column).in_(found[name])
            if table_of(other).c[column].nullable:
                _run(sa.update(mapped(other)).where(condition).values({_key(other, column): None}))
            elif _add(found, other, condition):
                _demand_reached(other, because=name)
                waiting.append(other)
    order = [table.name for table in reversed(Base.metadata.sorted_tables)]
    done = sum(_delete(name, found[name]) for name in sorted(found, key=order.index))
    db.session.expire_all()
    return done


def _delete(name: str, keys: Collection[Any]) -> int:
    return _run(sa.delete(mapped(name)).where(key_of(name).in_(keys)))


def _run(statement: sa.Update | sa.Delete) -> int:
    """Change rows past what the session remembers; return how many."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]  # of every change


def _key(name: str, column: str) -> str:
    return str(attribute(name, column).key)


def _demand_reached(name: str, *, because: str) -> None:
    entry = inventory().tables.get(name)
    if entry is None or entry.reach is None:
        raise CannotErase(f"{name} points at {because} and belongs to no client")


def _pointing_at(name: str) -> list[tuple[str, str]]:
    """Tables and columns that refer to rows of this table."""
    return [
        (table.name, element.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == name
        for element in key.elements
        if element.parent.name != "carrier_id"
    ]
