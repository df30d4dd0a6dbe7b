"""Fill everything the database can hold of one client with words that stand nowhere else.

Driven by the models and the list of personal tables alone: a new table is filled without a line
here, so that the export and deletion are asked about it from its first day.
"""

import re
import typing
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from app.audit.rows import attribute, in_order, key_of, mapped, rows_of, table_of, value_of
from app.caseload.models import Client
from app.core import clock
from app.core.db import Base, LocalDateTime, db
from app.core.personal import Table, inventory
from app.core.sealed import FIELDS
from app.core.tenancy import current_carrier
from tests import build
from tests.cast import Member

# Texts that mean something to the program, and a good one; all others may say anything.
CODES: dict[tuple[str, str], Any] = {
    ("appointment", "zone"): "Europe/Berlin",
    ("person", "ui_language"): "ti",
    ("participation", "interpreter_language"): "ti",
    ("consent", "language"): "ti",
    ("consent", "purpose"): "push",
    ("consultation", "language"): "ti",
    ("consultation", "topics"): ["language"],
    ("consultation_version", "language"): "ti",
    ("consultation_version", "topics"): ["language"],
    ("goal", "topic"): "language",
    ("referral", "phone"): "+4971512345",
    ("referral", "topic"): "language",
    ("goal", "own_words_lang"): "de",
    ("step", "own_words_lang"): "de",
    ("plan_version", "language_read"): "ti",
    ("version_step", "topic"): "language",
    ("version_step", "template_key"): "course_reg",
    ("version_step", "owner"): "client",
    ("version_step", "support_level"): "alone",
    ("version_step", "own_words_lang"): "de",
    ("start_situation", "topic"): "language",
    ("step", "topic"): "language",
    ("step", "template_key"): "course_reg",
    ("step", "owner"): "client",
    ("step", "support_level"): "alone",
    ("step_document", "doc_type"): "identity",
    ("bring_item", "doc_type"): "identity",
    ("move_request", "topic"): "language",
    ("session", "entry"): "passkey",
    ("access_log", "role"): "manager",
    ("access_log", "what"): "RecordSeen:record",
    ("trail_entry", "role"): "client",
    ("trail_entry", "what"): "OfferSuggested",
    ("reminder", "offset"): "d1",
    ("reminder", "params"): {},
    ("reminder_choice", "offsets"): ["d1"],
    ("enrolment", "offered_numbers"): "11 22 33",
    ("device_token", "pin_hash"): None,
    ("share_grant", "kind"): "step",
    ("data_request", "about_table"): None,
    ("data_request", "about_column"): None,
}


def word(tag: str, table: str, column: str) -> str:
    """The canary of one column of one client."""
    return f"Kanari{tag}-{table}-{column}"


def plant(member: Member, tag: str) -> None:
    """At least one row of hers in every table that can hold one; a canary in every free text."""
    client, manager = member.client, member.manager
    assert client is not None
    assert manager is not None
    build.appointment(client, manager.person)
    build.goal(client)
    for _ in range(2):  # one must come first
        build.step(client, support_level="alone")
    for table in _by_way(client):
        rows = rows_of(table, client.id)
        for row in rows:
            _fill(row, table, tag)
        if not rows:
            _add(table, member, tag)
        db.session.flush()


def _fill(row: Any, table: Table, tag: str) -> None:
    for column in filled(table):
        _set(row, table.name, column, word(tag, table.name, column))


def _by_way(client: Client) -> Iterator[Table]:
    """The tables in an order in which each finds the row that its way leads over."""
    waiting = in_order(inventory())
    while waiting:
        for table in waiting:
            name = (table.reach or ("", "."))[1].split(".")[0]
            if name in ("client", table.name) or rows_of(inventory()[name], client.id):
                waiting.remove(table)
                yield table
                break
        else:
            raise AssertionError([table.name for table in waiting])


def filled(table: Table) -> Iterator[str]:
    """The columns of one table that a canary is written into."""
    for column in (*table.shown, *table.held):
        kind = table_of(table.name).c[column]
        is_text = isinstance(kind.type, sa.Text | sa.JSON) or column.endswith("_sealed")
        means_something = (table.name, column) in CODES or kind.foreign_keys
        if is_text and not means_something and not _allowed(table.name, column):
            yield column


def _set(row: Any, table: str, column: str, text: str) -> None:
    for sealed in FIELDS.get(type(row), ()):
        if sealed.column == column:
            setattr(row, sealed.name, text)
            return
    value: Any = text
    if isinstance(table_of(table).c[column].type, sa.JSON):
        value = [text] if _is_list(table, column) else {"more": text}
    setattr(row, attribute(table, column).key, value)


def _is_list(table: str, column: str) -> bool:
    """True for a list of words, by the model's annotation."""
    hint = str(typing.get_type_hints(mapped(table)).get(attribute(table, column).key))
    return "list" in hint


def _allowed(table: str, column: str) -> list[str]:
    """The words that a check lets into a column; none: anything."""
    for rule in table_of(table).constraints:
        if isinstance(rule, sa.CheckConstraint):
            found = re.fullmatch(rf"{column} IN \((.*)\)", str(rule.sqltext))
            if found:
                return [one.strip().strip("'") for one in found[1].split(",")]
    return []


def _add(table: Table, member: Member, tag: str) -> None:
    """One row, with the least that the table demands."""
    client = member.client
    assert client is not None
    row = mapped(table.name)()
    for column in table_of(table.name).columns:
        value = _value(table, column, member, client)
        if value is not None:
            setattr(row, attribute(table.name, column.name).key, value)
    _fill(row, table, tag)
    db.session.add(row)
    db.session.flush()
    _let_point(table, row, client)
    assert rows_of(table, client.id), f"{table.name}: the row that was made is not reached"


def _let_point(table: Table, row: Any, client: Client) -> None:
    """Some tables are reached by a number that stands in hers: a household."""
    own, far = table.reach or ("", "")
    name, column = far.split(".")
    if own == "id" and far != "client.id":
        first = rows_of(inventory()[name], client.id)[0]
        setattr(first, attribute(name, column).key, getattr(row, own))
        db.session.flush()


def _value(table: Table, column: Any, member: Member, client: Client) -> Any:
    own, far = table.reach or ("", "")
    name = column.name
    if name == "carrier_id":
        return current_carrier()
    if name in table.only:
        return table.only[name]
    if name == own and name != "id":
        return _far_value(far, client)
    if column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys:
        return None
    for key in column.foreign_keys:
        return _pointed_at(key.column.table.name, member, client, needed=not column.nullable)
    if (table.name, name) in CODES:
        return CODES[table.name, name]
    if column.default is not None or column.nullable:
        return None
    return _plain(table.name, column)


def _far_value(far: str, client: Client) -> Any:
    name, column = far.split(".")
    return value_of(rows_of(inventory()[name], client.id)[0], name, column)


def _pointed_at(name: str, member: Member, client: Client, *, needed: bool) -> Any:
    """The number of a row to point at: hers where there is one, else of her house."""
    if name == "person":
        assert member.manager is not None
        return member.manager.person.id
    if name == "carrier":
        return current_carrier()
    table = inventory()[name]
    if table.reach is not None:
        rows = rows_of(table, client.id)
        return getattr(rows[-1], key_of(name).key) if rows else None
    if name == "offer":
        return build.offer().id
    return build.municipality().ags if name == "municipality" and needed else None


def _plain(name: str, column: Any) -> Any:
    """Something the column takes."""
    if allowed := _allowed(name, column.name):
        return int(allowed[0]) if isinstance(column.type, sa.Integer) else allowed[0]
    made: dict[type, Any] = {
        sa.Integer: 7,
        sa.Boolean: False,
        sa.Date: clock.today(),
        sa.Time: time(9),
        sa.LargeBinary: uuid.uuid4().bytes,
        sa.Uuid: uuid.uuid4(),
        sa.JSON: [] if _is_list(name, column.name) else {},
        sa.Text: f"{name}-{column.name}-{uuid.uuid4().hex[:8]}",
    }
    if isinstance(column.type, sa.DateTime) and column.type is LocalDateTime:
        return datetime(2027, 3, 1, 9, 30)
    if isinstance(getattr(column.type, "impl", None), sa.LargeBinary):
        return None
    return next((made[kind] for kind in made if isinstance(column.type, kind)), clock.now())


def dump() -> str:
    """Every value of every row of the open carrier and of the shared tables."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            found += [f"{table.name}.{key}={_said(value)}" for key, value in row._mapping.items()]
    return "\n".join(found)


def _said(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def places(text: str, tag: str) -> set[tuple[str, str]]:
    """Table and column of every canary of one client in a text."""
    return set(re.findall(rf"Kanari{tag}-([a-z_]+)-([a-z_0-9]+)", text))
