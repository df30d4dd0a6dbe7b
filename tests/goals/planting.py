"""Put a text into everything that pages show, and say what of a page stems from it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import html5lib
import sqlalchemy as sa

from app.core.db import Base, db, transaction
from app.core.sealed import FIELDS
from app.core.tenancy import carrier_opened
from tests.pages import HTML

# Words of ours in columns of text: what no form takes as it was typed. Any other column is planted.
CODED = {
    *("about_column", "about_table", "ack_token", "area_ags", "auth", "byday", "carrier_id"),
    "bymonthday",
    *(
        "demanded_by",
        "direction",
        "district_ags",
        "doc_type",
        "endpoint",
        "endpoint_hash",
        "entity",
    ),
    *("field", "ground", "interpreter_language", "kind", "lang", "language", "lease_token", "mark"),
    *("own_words_lang", "body_lang", "source_lang", "language_read"),
    *("location_type", "min_level", "municipality_ags", "offered_numbers", "offset", "origin"),
    *(
        "owner",
        "p256dh",
        "pin_hash",
        "purpose",
        "removed_because",
        "role",
        "stamp",
        "subject",
        "support_level",
    ),
    *("template_key", "topic", "transportation", "ui_language", "waiting_on", "what", "zone"),
    *(
        "number",
        "office_phone",
        "phone",
        "languages",
        "helps_with",
        "days",
        "parts_of_day",
        "offsets",
        "facts",
        "postal_code",
    ),
}
LEADS = {"http", "https", "tel", "geo", "mailto", ""}


def plant(text: str) -> set[str]:
    """Write the text into every column that holds words, sealed ones too; return their names."""
    planted = set()
    with _unguarded() as connection:
        for table in Base.metadata.sorted_tables:
            names = [column.name for column in table.columns if _holds_words(table, column)]
            if names:
                connection.execute(sa.update(table).values(dict.fromkeys(names, text)))
                planted |= {f"{table.name}.{name}" for name in names}
        _plant_json(connection, text)
    _plant_sealed(text)
    return planted


@contextmanager
def _unguarded() -> Iterator[sa.Connection]:
    """A connection (of SQLite) that may change what else is only added to."""
    with db.engine.begin() as connection:
        # Guards refuse; other triggers keep the index of letters, and go on doing it.
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'"
        guards = connection.execute(sa.text(found)).all()
        for guard in guards:
            connection.execute(sa.text(f'DROP TRIGGER "{guard.name}"'))
        yield connection
        for guard in guards:
            connection.exec_driver_sql(guard.sql)


def _holds_words(table: Any, column: Any) -> bool:
    if column.primary_key or column.foreign_keys or not isinstance(column.type, sa.String):
        return False
    named = [
        constraint
        for constraint in (*table.constraints, *table.indexes)
        if _is_about(constraint, column.name)
    ]
    return column.name not in CODED and not named and not isinstance(column.type, sa.Enum)


def _is_about(constraint: Any, name: str) -> bool:
    """True when only certain texts may stand there: a check names it, or it is unique."""
    if isinstance(constraint, sa.CheckConstraint):
        return name in str(constraint.sqltext)
    is_unique = isinstance(constraint, sa.UniqueConstraint) or getattr(constraint, "unique", False)
    return is_unique and name in constraint.columns


def _plant_json(connection: sa.Connection, text: str) -> None:
    """Texts inside of JSON: a carrier's own pages, what somebody suggests about an offer."""
    for table_name, column in (("carrier_text", "parts"), ("offer_suggestion", "values")):
        table = Base.metadata.tables[table_name]
        key = next(iter(table.primary_key.columns))
        for row in connection.execute(sa.select(table)).mappings().all():
            words = {
                name: text if isinstance(value, str) and name not in CODED else value
                for name, value in row[column].items()
            }
            connection.execute(sa.update(table).where(key == row[key.name]).values({column: words}))


def _plant_sealed(text: str) -> None:
    carrier = Base.metadata.tables["carrier"]
    with db.engine.connect() as connection:
        ids = list(connection.scalars(sa.select(carrier.c.id)))
    for carrier_id in ids:
        with carrier_opened(carrier_id), transaction() as session:
            for owner, fields in FIELDS.items():
                chosen: Any = sa.select(owner)
                for row in session.scalars(chosen):
                    for field in fields:
                        if field.name not in CODED:
                            setattr(row, field.name, text)


def stems(html: str) -> Iterator[str]:
    """What on a page is not text but was made of the planted one, or could run it."""
    for element in html5lib.parse(html).iter():
        if callable(element.tag):
            yield from ([f"comment {element.text!r}"] if "zq7" in (element.text or "") else [])
            continue
        tag = element.tag.removeprefix(HTML)
        yield from _attributes(tag, element.attrib)
        if tag == "script" and "src" not in element.attrib:
            yield from _data_block(element)
        # Of ours there are a style block and a fragment that a script fills: without its text.
        is_ours = tag in ("style", "template") and "zq7" not in "".join(element.itertext())
        if tag in ("style", "template", "iframe", "object", "base", "math") and not is_ours:
            yield f"<{tag}>"
        if "1337" in (element.text or "") and "zq71337zq7" in (element.text or ""):
            yield "a template ran it"


def _attributes(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        plain = str(name).removeprefix("data-")
        is_code = str(name).startswith("on") or plain.startswith("hx-on")
        if is_code or "zq7" in str(name) or plain in ("style", "srcdoc"):
            yield f"<{tag} {name}={value!r}>"
        if plain.startswith("hx-") and "zq7" in value.partition("?")[0]:
            yield f"<{tag} {name}={value!r}>"
        if plain in ("href", "src", "action", "formaction") and _leads_astray(plain, value):
            yield f"<{tag} {name}={value!r}>"


def _leads_astray(name: str, value: str) -> bool:
    """A link may leave for the web; nothing else may leave, nor be loaded from elsewhere."""
    scheme = urlsplit(value.strip()).scheme
    if name == "href":
        return scheme not in LEADS or ("zq7" in value and value.startswith("//"))
    return "zq7" in value.partition("?")[0]


def _data_block(element: Any) -> Iterator[str]:
    """Only data for search engines stands in a page, and it stays data."""
    if element.get("type") != "application/ld+json":
        yield f"<script>{(element.text or '')[:60]}"
        return
    try:
        json.loads(element.text or "")
    except ValueError:
        yield "a data block that was broken open"
