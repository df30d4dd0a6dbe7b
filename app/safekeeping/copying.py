"""Rows out of one database into another, in types that any database knows.

A carrier's rows are read and written with that carrier set: no role needs to pass the walls by.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from app.core.db import UtcDateTime

HISTORY = sa.table("alembic_version", sa.column("version_num"))
CHUNK = 1_000  # rows


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The tables as this database has them, whatever the code says; parents first."""
    found = sa.inspect(connection)
    columns, keys = found.get_multi_columns(), found.get_multi_pk_constraint()
    names = [name for name, _keys in found.get_sorted_table_and_fkc_names() if name]
    left_out = {HISTORY.name, *_indexes_in(connection)}
    return [
        _portable(name, columns[None, name], keys[None, name]["constrained_columns"])
        for name in names
        if name not in left_out
    ]


def _indexes_in(connection: sa.Connection) -> list[str]:
    """SQLite keeps an index of letters in tables of its own, which triggers fill."""
    if connection.dialect.name != "sqlite":
        return []
    listed = sa.table("pragma_table_list", sa.column("name"), sa.column("type"))
    kinds = sa.select(listed.c.name).where(listed.c.type.in_(("virtual", "shadow")))
    return list(connection.scalars(kinds))


def _portable(name: str, columns: Iterable[Any], key: list[str]) -> sa.Table:
    made = (
        sa.Column(
            column["name"],
            _type(column["type"]),
            primary_key=column["name"] in key,
            nullable=column["nullable"],
            autoincrement=False,
        )
        # By name: after a way back through its history a database has another order of columns.
        for column in sorted(columns, key=lambda column: str(column["name"]))
    )
    return sa.Table(name, sa.MetaData(), *made)


def _type(found: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    if isinstance(found, sa.DateTime) and found.timezone:
        return UtcDateTime()
    if isinstance(found, sa.JSON):
        return sa.JSON(none_as_null=True)
    return found.as_generic()


def revision_of(connection: sa.Connection) -> str | None:
    """The newest migration this database has seen; None for an empty one."""
    if not sa.inspect(connection).has_table(HISTORY.name):
        return None
    return connection.scalar(sa.select(HISTORY.c.version_num))


def carriers_of(connection: sa.Connection) -> list[int]:
    """All carriers of this database."""
    carrier = sa.table("carrier", sa.column("id", sa.Integer))
    return list(connection.scalars(sa.select(carrier.c.id).order_by(carrier.c.id)))


def scopes(
    connection: sa.Connection, table: sa.Table, carriers: Iterable[int]
) -> Iterator[sa.ColumnElement[bool]]:
    """Set one carrier after the other and name its rows; a table without carriers is one scope."""
    if "carrier_id" not in table.c:
        yield sa.true()
        return
    if table.c.carrier_id.nullable:
        yield table.c.carrier_id.is_(None)
    for carrier_id in carriers:
        if connection.dialect.name == "postgresql":
            own = sa.func.set_config("app.carrier", str(carrier_id), True)
            connection.execute(sa.select(own))
        yield table.c.carrier_id == carrier_id


def chunks(
    connection: sa.Connection, table: sa.Table, rows: sa.ColumnElement[bool]
) -> Iterator[list[dict[str, Any]]]:
    """Rows of a table, some at a time, in the order of their keys."""
    statement = sa.select(table).where(rows).order_by(*table.primary_key.columns)
    with connection.execute(statement.execution_options(yield_per=CHUNK)) as found:
        for part in found.partitions():
            yield [dict(row._mapping) for row in part]


def digest(connection: sa.Connection, table: sa.Table) -> tuple[int, str]:
    """How many rows a file holds of this table, and a hash of what stands in them."""
    columns: list[sa.ColumnElement[Any]] = [sa.column(c.name) for c in table.columns]
    statement = (
        sa.select(*columns)
        .select_from(sa.table(table.name))
        .order_by(sa.literal_column("rowid"))
        .execution_options(yield_per=CHUNK)
    )
    total, hashed = 0, hashlib.sha256()
    for row in connection.execute(statement):
        total += 1
        hashed.update(repr(tuple(row)).encode())
    return total, hashed.hexdigest()
