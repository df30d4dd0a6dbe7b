"""Tables for German Excel: the template to fill in, and the offers of an area."""

import csv
import io
import re
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from app.core.i18n import LANGUAGES
from app.exchange.entries import Entry
from app.exchange.looking import CHUNK
from app.exchange.standing import standing
from app.exchange.table import COLUMNS, as_table_tells
from app.offers.hours import write_hours

_RUNS = re.compile(r"'*[=+\-@\t\r]")


def template() -> bytes:
    """Our columns, and one made-up offer to show how cells are written."""
    example = {name: column.example for name, column in COLUMNS.items()}
    return _table([example])


def offers_table(offer_ids: Collection[uuid.UUID]) -> bytes:
    """These offers, by name; taken in again they change nothing here."""
    listed = list(offer_ids)
    entries: list[Entry] = []
    for start in range(0, len(listed), CHUNK):
        entries += standing(listed[start : start + CHUNK]).values()
    return _table(
        _cells(as_table_tells(one)) for one in sorted(entries, key=lambda one: one.name.casefold())
    )


def _table(rows: Iterable[Mapping[str, str]]) -> bytes:
    """With BOM and CRLF, as Excel wants it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS.values()])
    writer.writerows([[_guarded(row.get(name, "")) for name in COLUMNS] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    """A cell that a spreadsheet would run gets a sign before it that keeps it text."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def _cells(entry: Entry) -> dict[str, str]:
    place = entry.places[0] if entry.places else None
    values: dict[str, Any] = {
        **{name: getattr(entry, name, None) for name in COLUMNS},
        "organization": entry.organization and entry.organization.name,
        "hours": write_hours(one.rule for one in entry.times).replace("\n", " | "),
        "phone": entry.phones[0].number if entry.phones else None,
        "amount": entry.prices[0].amount if entry.prices else None,
        "for_whom": ", ".join(entry.for_whom),
        "languages": ", ".join(_german_name(one.code) for one in entry.languages),
    }
    if place is not None:
        names = ("address_1", "postal_code", "city", "latitude", "longitude", "transportation")
        values |= {name: getattr(place, name) for name in names} | {"place": place.name}
    return {name: _written(value) for name, value in values.items()}


def _german_name(code: str) -> str:
    name = LANGUAGES["de"].locale.languages.get(code)
    return str(name) if name else code


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).replace(".", ",")
