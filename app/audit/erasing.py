"""Take a client out of the database: all of her, or what one retention rule is about.

Rows are found by the list of personal tables; who points at a row that goes either goes with it
or forgets it. Whatever this file does not know how to take away stops the whole change.
"""

import uuid
from collections.abc import Iterable, Sequence
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


class CannotErase(Exception):
    """A row that belongs to nobody's record points at what should go: a programming error."""


def erase(client: Client, *, by: Viewer, now: datetime) -> None:
    """Delete everything of one client and leave a tombstone; the caller commits."""
    destroy_key(client.id)
    _bury(client, by=by, now=now)
    tables = _tables(client)
    _blank([table for table in tables if table.stays], client.id)
    _take(tables, client.id)


def anonymise(client: Client, *, by: Viewer, now: datetime) -> None:
    """Take the person out of her record and keep what statistics count; the caller commits."""
    destroy_key(client.id)
    _bury(client, by=by, now=now)
    client_id, tables = client.id, _tables(client)
    _reduce(tables, client_id)
    _run(sa.update(Client).where(Client.id == client_id).values(uid=uuid.uuid4()))


def clear(entity: str, client: Client, *, keep_counted: bool) -> None:
    """Take away one kind of data of a client, or all of it that statistics do not count."""
    tables = [t for t in in_order(inventory()) if t.kind and t.kind.entity == entity]
    (_reduce if keep_counted else _take)(tables, client.id)


def _bury(client: Client, *, by: Viewer, now: datetime) -> None:
    if db.session.get(ErasureTombstone, client.uid) is None:  # a backup brought her back
        db.session.add(ErasureTombstone(client_uid=client.uid, erased_at=now))
        db.session.flush()
    publish(ClientErased(occurred_at=now, by=by, client_uid=client.uid))


def _tables(client: Client) -> list[Table]:
    """Everything that is hers; not the account of somebody who has another role besides."""
    tables = in_order(inventory())
    if _has_other_role(client):
        return [table for table in tables if not _is_of_person(table)]
    return tables


def _is_of_person(table: Table) -> bool:
    """True for what belongs to the account, whatever its roles."""
    _, far = table.reach or ("", "")
    return (table.name == "person" or far == "client.person_id") and not table.only


def _has_other_role(client: Client) -> bool:
    own = sa.and_(RoleGrant.role == "client", RoleGrant.carrier_id == client.carrier_id)
    other = sa.select(RoleGrant.id).where(RoleGrant.person_id == client.person_id, sa.not_(own))
    return db.session.scalar(other.limit(1)) is not None


def _reduce(tables: Sequence[Table], client_id: int) -> None:
    """Leave of these tables what statistics count; what is reached through the rest goes first."""
    _take([table for table in tables if not table.counted], client_id, keep_counted=True)
    _blank(tables, client_id)


def _blank(tables: Sequence[Table], client_id: int) -> None:
    """Empty what is not counted in her rows of these tables."""
    for table in tables:
        values = {_key(table.name, c): _empty(table.name, c) for c in blanked(table)}
        if values:
            _run(
                sa.update(mapped(table.name))
                .where(belongs(table, client_id, alone=True))
                .values(values)
            )


def blanked(table: Table) -> list[str]:
    """The columns that are emptied when this table is made anonymous."""
    if not table.counted:
        return []
    personal = (*table.shown, *table.held)
    return [c for c in personal if c not in table.counted and c not in KEYS]


def _empty(name: str, column: str) -> Any:
    kind = table_of(name).c[column]
    if kind.nullable:
        return None
    return {} if isinstance(kind.type, sa.JSON) else ""


def _take(tables: Iterable[Table], client_id: int, *, keep_counted: bool = False) -> None:
    """Delete her rows in these tables."""
    found: Found = {}
    for table in tables:
        if not table.stays:
            _add(found, table.name, belongs(table, client_id, alone=True))
    remove(found, keep_counted=keep_counted)


def _add(found: Found, name: str, condition: sa.ColumnElement[bool]) -> bool:
    """Note the rows that meet a condition; True when there was a new one."""
    known = found.get(name, set())
    keys = set(db.session.scalars(sa.select(key_of(name)).where(condition)))
    if keys <= known:
        return False
    found[name] = known | keys
    return True


def remove(found: Found, *, keep_counted: bool = False) -> None:
    """Delete these rows; who points at them is deleted too, or forgets them where it may."""
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for other, column in _pointing_at(name):
            if table_of(other).c[column].nullable:
                continue
            if _add(found, other, attribute(other, column).in_(found[name])):
                _demand_hers(other, because=name, keep_counted=keep_counted)
                waiting.append(other)
    for name in found:
        _forget(name, found)
    order = [table.name for table in reversed(Base.metadata.sorted_tables)]
    for name in sorted(found, key=order.index):
        _run(sa.delete(mapped(name)).where(key_of(name).in_(found[name])))
    db.session.expire_all()


def _forget(name: str, found: Found) -> None:
    """Rows that stay no longer point at those of one table that go."""
    for other, column in _pointing_at(name):
        if table_of(other).c[column].nullable:
            field = attribute(other, column)
            stays = key_of(other).not_in(found.get(other, ()))
            change = sa.update(mapped(other)).where(field.in_(found[name]), stays)
            _run(change.values({_key(other, column): None}))


def _run(statement: sa.Update | sa.Delete) -> None:
    """Change rows past what the session remembers."""
    db.session.execute(statement.execution_options(synchronize_session=False))


def _key(name: str, column: str) -> str:
    return str(attribute(name, column).key)


def _demand_hers(name: str, *, because: str, keep_counted: bool) -> None:
    """What goes along must belong to a client, and be nothing that statistics count."""
    entry = inventory().tables.get(name)
    if entry is None or entry.reach is None or (keep_counted and entry.counted):
        raise CannotErase(f"{name} points at {because} and is not to be deleted with it")


def _pointing_at(name: str) -> list[tuple[str, str]]:
    """Tables and columns that refer to rows of this table. While no carrier is open (accounts of
    volunteers) those of carriers are left out: they name no such row."""
    is_closed = find_carrier() is None
    return [
        (table.name, element.parent.name)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if key.referred_table.name == name
        for element in key.elements
        if element.parent.name != "carrier_id"
        and not (is_closed and issubclass(mapped(table.name), Tenant))
    ]
