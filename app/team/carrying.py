"""Carry a client's record from one carrier to another, inside one transaction of the caller.

No statement reaches over the wall: her rows are read and deleted while the old carrier is open,
and written while the new one is. On PostgreSQL the database itself sees to that.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.appointments.feeds_models import CalendarFeed
from app.audit.erasing import remove
from app.audit.rows import attribute, belongs, key_of, mapped, table_of
from app.caseload.models import Client
from app.caseload.ties_models import TieIndex
from app.core.access import Role
from app.core.cipher import Key
from app.core.db import Base, db
from app.core.personal import inventory
from app.core.sealed import FIELDS, ClientKey, new_client_key
from app.core.tenancy import Tenant, carrier_opened, current_carrier
from app.people.models import Person, RoleGrant
from app.team.fates import MOVES, STAYS, condition_of
from app.team.households import household_there

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # table -> rows, who is pointed at first


class CannotCarry(Exception):
    """A row that does not go along would be lost with those that go: a programming error."""


def carry(client: Client, to: int) -> int:
    """Move what moves of this client to another carrier; return the number of her record there."""
    rows = _found(client.id)
    _unseal(rows, db.session.get_one(ClientKey, client.id).opened())
    _delete(rows)
    household = household_there(client, to)
    copied = _copied(client)
    person_id, old_id = client.person_id, client.id
    _leave_behind(client)
    _turn_round(person_id, rows, to)
    with carrier_opened(to):
        new_id = _begin(copied, person_id, household)
        _write(rows, old_id, new_id)
    return new_id


def _found(client_id: int) -> Rows:
    """Her rows that go, table by table; what stands on a row that stays is left out."""
    rows: Rows = {}
    going: dict[str, set[Any]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in MOVES:
            read = _read(table.name, client_id)
            rows[table.name] = [row for row in read if _stands(table, row, going)]
            going[table.name] = {row["id"] for row in rows[table.name]}
    return rows


def _read(name: str, client_id: int) -> Iterator[Row]:
    columns = [column.name for column in table_of(name).c]
    statement = sa.select(*(attribute(name, column) for column in columns)).where(
        belongs(inventory()[name], client_id, alone=True), *condition_of(name)
    )
    for row in db.session.execute(statement.order_by(key_of(name))):
        yield dict(zip(columns, row, strict=True))


def _stands(table: sa.Table, row: Row, going: dict[str, set[Any]]) -> bool:
    """Whether everything a row stands on goes; what it may do without, it forgets."""
    for column, target in _links(table):
        if row[column] is None or row[column] in going.get(target, ()):
            continue
        if not table.c[column].nullable:
            return False
        row[column] = None
    return True


def _links(table: sa.Table) -> Iterator[tuple[str, str]]:
    """Columns that point at another row of the same carrier, the client's own number apart."""
    for key in table.foreign_key_constraints:
        target = key.referred_table.name
        if target not in ("carrier", "client") and issubclass(mapped(target), Tenant):
            yield from (
                (element.parent.name, target)
                for element in key.elements
                if element.parent.name != "carrier_id"
            )


def _unseal(rows: Rows, key: Key) -> None:
    """Open her sealed fields with the key that stays here."""
    for name, field in ((one, field) for one in rows for field in FIELDS.get(mapped(one), ())):
        for row in rows[name]:
            if row[field.column] is not None:
                row[field.column] = field.unseal(
                    row[field.column],
                    key,
                    carrier_id=row["carrier_id"],
                    uid=row["uid"],
                    client_id=row["client_id"],
                )


def _delete(rows: Rows) -> None:
    """Take them away here; nothing else may go with them."""
    found = {name: {row["id"] for row in listed} for name, listed in rows.items() if listed}
    before = {name: set(keys) for name, keys in found.items()}
    remove(found)
    if found != before:
        raise CannotCarry(f"{sorted(set(found) - set(before))} would be lost")


def _copied(client: Client) -> Row:
    """What the new record takes over from the old one."""
    names = (
        *("municipality_ags", "given_name", "family_name", "birth_year", "reading"),
        *("interpreter_need", "push_level", "quiet_from", "quiet_to", "created_at", "phone"),
    )
    return {name: getattr(client, name) for name in names}


def _leave_behind(client: Client) -> None:
    """Reduce the old record to a name, and part it from her account: that goes along."""
    account = client.person_id
    here = Person(call_name=client.given_name, created_at=client.created_at)
    db.session.add(here)
    db.session.flush()
    client.person_id, client.birth_year, client.phone = here.id, None, None
    db.session.flush()
    for name in STAYS:
        for key in table_of(name).foreign_keys:
            if key.column.table.name == "person" and name != "client":
                field = attribute(name, key.parent.name)
                change = sa.update(mapped(name)).where(field == account).values({field: here.id})
                db.session.execute(change.execution_options(synchronize_session=False))


def _turn_round(person_id: int, rows: Rows, to: int) -> None:
    """Her account, her volunteers and her calendar look under the new carrier from now on."""
    here, ties = current_carrier(), [row["uid"] for row in rows["support_tie"]]
    for model, where in (
        (
            RoleGrant,
            sa.and_(
                RoleGrant.person_id == person_id,
                RoleGrant.role == Role.CLIENT,
                RoleGrant.carrier_id == here,
            ),
        ),
        (
            CalendarFeed,
            sa.and_(CalendarFeed.person_id == person_id, CalendarFeed.carrier_id == here),
        ),
        (TieIndex, TieIndex.uid.in_(ties)),
    ):
        db.session.execute(sa.update(model).where(where).values(carrier_id=to))


def _begin(copied: Row, person_id: int, household: int | None) -> int:
    """Her new record with a key of its own."""
    phone = copied.pop("phone")
    client = Client(person_id=person_id, household_id=household, **copied)
    db.session.add(client)
    db.session.flush()
    db.session.add(new_client_key(client.id))
    client.phone = phone
    db.session.flush()
    return client.id


def _write(rows: Rows, old_id: int, new_id: int) -> None:
    """Write them under the open carrier, hers by the new number, sealed with the new key."""
    key, here = db.session.get_one(ClientKey, new_id).opened(), current_carrier()
    for name, listed in rows.items():
        for row in listed:
            row["carrier_id"] = here
            if row.get("client_id") == old_id:
                row["client_id"] = new_id
            for field in FIELDS.get(mapped(name), ()):
                if (text := row[field.column]) is not None:
                    row[field.column] = field.seal(text, key, carrier_id=here, uid=row["uid"])
        if listed:
            db.session.execute(sa.insert(table_of(name)), listed)
