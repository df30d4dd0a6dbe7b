"""Everything that is stored about one client, as a page and as data: one statement per table."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.requests_queries import was_told_everything
from app.audit.rows import rows_of, table_of, value_of
from app.carriers.models import Municipality
from app.caseload.models import Client, ManagerProfile
from app.core import clock
from app.core.db import db
from app.core.i18n import for_people, format_date, format_time, gettext, listed, t
from app.core.kinds import KINDS
from app.core.personal import Table, inventory
from app.offers.models import Offer
from app.people.models import Person

# A number of a row in these tables says nothing to anybody: a name stands instead.
_NAMED = ("person", "offer", "municipality")
GRANTED = timedelta(days=30)  # how long her copy holds what was asked for
Names = dict[tuple[str, Any], str]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One field of one row: as it is stored, and as people read it."""

    column: str
    label: str  # msgid
    value: Any  # what JSON can hold
    said: str  # in the reader's language; empty when there is nothing


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table."""

    id: Any
    facts: Sequence[Fact]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one table holds of a client."""

    table: Table
    rows: Sequence[Row]


def collect(client: Client, tables: Iterable[Table] | None = None) -> list[Part]:
    """All rows of this client in these tables, else in every table that shows something."""
    wanted = list(tables) if tables is not None else _own_copy(client)
    found = [(table, rows_of(table, client.id)) for table in wanted]
    names = _names(found, client)
    return [
        Part(table=table, rows=[_row(table, row, names) for row in rows])
        for table, rows in found
        if rows
    ]


def _own_copy(client: Client) -> list[Table]:
    """The tables of her copy now; what stands under a professional secret is asked for first."""
    is_answered = was_told_everything(client.id, since=clock.now() - GRANTED)
    return [table for table in exported() if is_answered or not table.on_request]


def exported() -> list[Table]:
    """The tables with something to show, in the order in which kinds of data are told."""
    tables = [table for table in inventory().reached if table.shown]
    order = [kind.key for kind in KINDS]
    return sorted(tables, key=lambda table: order.index(table.kind.key if table.kind else ""))


def as_data(parts: Iterable[Part]) -> dict[str, list[dict[str, Any]]]:
    """The same for machines: table -> rows -> column and value."""
    return {
        part.table.name: [{fact.column: fact.value for fact in row.facts} for row in part.rows]
        for part in parts
    }


def _row(table: Table, row: Any, names: Names) -> Row:
    facts = [
        _fact(table, column, value_of(row, table.name, column), names) for column in table.shown
    ]
    return Row(id=sa.inspect(row).identity[0], facts=facts)


def _fact(table: Table, column: str, value: Any, names: Names) -> Fact:
    target = _points_at(table.name, column)
    if value is not None and target in _NAMED:
        plain: Any = names.get((target, value), "")
        said = plain
    else:
        plain = _for_machines(value)
        say = table.words.get(column)
        msgid = say(str(value)) if say is not None and value is not None else None
        said = t(msgid) if msgid else _for_reading(value)
    return Fact(column=column, label=table.shown[column], value=plain, said=said)


def _points_at(table: str, column: str) -> str:
    """The table a column refers to; empty for an ordinary one."""
    keys = table_of(table).c[column].foreign_keys
    return next((key.column.table.name for key in keys), "")


def _for_machines(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _for_reading(value: Any) -> str:
    """A value in the reader's language; empty when there is none."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return for_people(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, time):
        return format_time(datetime.combine(date.min, value))
    if isinstance(value, dict):
        return listed(_for_reading(one) for one in value.values())
    if isinstance(value, list):
        return listed(_for_reading(one) for one in value)
    return "" if value is None else str(value)


def _names(found: Iterable[tuple[Table, Sequence[Any]]], client: Client) -> Names:
    """The names behind all numbers of persons, offers and towns: one statement each."""
    wanted: dict[str, set[Any]] = {target: set() for target in _NAMED}
    for table, rows in found:
        for column in table.shown:
            if (target := _points_at(table.name, column)) in _NAMED:
                wanted[target] |= {value_of(row, table.name, column) for row in rows} - {None}
    names: Names = {}
    for target, statement in _look_ups(client).items():
        key = statement.selected_columns[0]
        if wanted[target]:
            for number, name in db.session.execute(statement.where(key.in_(wanted[target]))):
                names[target, number] = name or gettext("Somebody of the staff")
    return names


def _look_ups(client: Client) -> dict[str, sa.Select[Any, Any]]:
    """How numbers become names: staff by their own, and of all clients the reader alone."""
    own = sa.case((Person.id == client.person_id, Person.call_name))
    staff = sa.select(Person.id, sa.func.coalesce(ManagerProfile.full_name, Person.full_name, own))
    return {
        "person": staff.outerjoin(ManagerProfile, ManagerProfile.person_id == Person.id),
        "offer": sa.select(Offer.id, Offer.name),
        "municipality": sa.select(Municipality.ags, Municipality.name),
    }
