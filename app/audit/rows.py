"""A client's rows in every table, found through the list of personal tables alone.

Nothing here names a feature: a new table that is classified is exported and erased.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.core.db import Base, db
from app.core.personal import Inventory, Table, inventory
from app.core.sealed import FIELDS
from app.core.tenancy import Tenant, current_carrier

Condition = sa.ColumnElement[bool]


@cache
def mapped(name: str) -> type[Base]:
    """The model of a table."""
    table = table_of(name)
    return next(m.class_ for m in Base.registry.mappers if m.local_table is table)


def table_of(name: str) -> sa.Table:
    """The table itself."""
    return Base.metadata.tables[name]


def attribute(name: str, column: str) -> Any:
    """The model's attribute of a column, as statements use it."""
    model = mapped(name)
    return getattr(model, sa.inspect(model).get_property_by_column(table_of(name).c[column]).key)


def key_of(name: str) -> Any:
    """The attribute of a table's primary key; tables of ours have one column there."""
    (column,) = table_of(name).primary_key.columns
    return attribute(name, column.name)


def value_of(row: Any, name: str, column: str) -> Any:
    """What stands in a field; a sealed one is opened."""
    for sealed in FIELDS.get(type(row), ()):
        if sealed.column == column:
            return getattr(row, sealed.name)
    return getattr(row, attribute(name, column).key)


def belongs(table: Table, client_id: int, *, alone: bool = False) -> Condition:
    """Which rows of a table are this client's; `alone`: and nobody else's besides."""
    own, far = table.reach or ("", "")
    field = attribute(table.name, own)
    conditions = [_leads(field, far, client_id, alone=alone)]
    conditions += [attribute(table.name, key) == value for key, value in table.only.items()]
    if "carrier_id" in table_of(table.name).c and not issubclass(mapped(table.name), Tenant):
        conditions.append(attribute(table.name, "carrier_id") == current_carrier())
    if alone and table.shared:
        conditions.append(field.not_in(_links_of_others(far, client_id)))
    return sa.and_(*conditions)


def _leads(field: Any, far: str, client_id: int, *, alone: bool) -> Condition:
    """The step of a table's way to the client, and all that follow."""
    if far == "client.id":
        return sa.and_(field == client_id)
    name, column = far.split(".")
    beyond = belongs(inventory()[name], client_id, alone=alone)
    return sa.and_(field.in_(sa.select(attribute(name, column)).where(beyond)))


def _links_of_others(far: str, client_id: int) -> sa.Select[Any]:
    """How other clients reach the rows of a shared table."""
    name, column = far.split(".")
    link = attribute(name, column)
    not_hers = sa.not_(belongs(inventory()[name], client_id))
    return sa.select(link).where(link.is_not(None), not_hers)


def rows_of(table: Table, client_id: int) -> Sequence[Any]:
    """All rows of one table that belong to a client, oldest first; one statement."""
    statement = sa.select(mapped(table.name)).where(belongs(table, client_id))
    return db.session.scalars(statement.order_by(key_of(table.name))).all()


def in_order(listed: Inventory) -> list[Table]:
    """The tables that lead to a client; who is pointed at comes first."""
    order = [table.name for table in Base.metadata.sorted_tables]
    return sorted(listed.reached, key=lambda table: order.index(table.name))
