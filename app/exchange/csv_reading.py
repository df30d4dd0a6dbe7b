"""Tables as German Excel writes them: `;` or `,` or tab, with or without BOM, cp1252 or UTF-8."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.core.i18n import DEFAULT, find_language
from app.core.i18n import lazy_gettext as _l
from app.exchange.entries import (
    Entry,
    Line,
    Place,
    Price,
    Provider,
    Rejected,
    Spoken,
    Times,
    Wording,
)
from app.exchange.packing import TRANSLATED
from app.exchange.reading import (
    FORMULA,
    NO_ID,
    NO_NAME,
    SAME_ID,
    TOO_MANY_CELLS,
    UNREADABLE,
    NotTaken,
    Reading,
    Unreadable,
    gathered,
    not_too_large,
)
from app.exchange.table import BY_HEADING, COLUMNS

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .xls
_CALL = re.compile(r"=|[+\-@]\s*\w+[\w.]*\s*\(|[+\-@].*\|.*!")
_GUARDED = re.compile(r"'(?='*[=+\-@\t\r])")  # how our own export keeps a cell from running
_GARBLED = re.compile("Ã[¤¶¼Ÿ„–œ©¨]")  # UTF-8 that somebody took for something else
_OF_PLACE = ("address_1", "postal_code", "city")


def read(data: bytes, language: str | None = None) -> Reading:
    """Read a table whose first line names our columns."""
    spoken = find_language(language) if language else DEFAULT
    if spoken is None:
        raise Unreadable(_l("We do not have this language."))
    rows = _rows(_decoded(not_too_large(data)))
    head = next(rows, (0, []))[1]
    names = [BY_HEADING.get(cell.strip().casefold(), "") for cell in head]
    if "source_id" not in names or "name" not in names:
        raise Unreadable(_l("The first line must name our columns, Kennung and Name among them."))
    found = gathered(_results(rows, names, spoken.code), name="", language=spoken.code)
    if not (found.entries or found.rejected):
        raise Unreadable(_l("This file holds no offers."))
    return found


def _decoded(data: bytes) -> str:
    if data.startswith(_WORKBOOKS):
        raise Unreadable(_l("This is a workbook. Save it as a CSV file."))
    codes = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not _GARBLED.search(text):
            return text
    raise Unreadable(_l("The letters of this file cannot be read. Save it as UTF-8."))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with its number as people count in a table."""
    first = text.partition("\n")[0]
    mark = max(";\t,", key=first.count)
    try:
        for number, row in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=mark), 1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        raise Unreadable(_l("This file is broken: it is no table.")) from error


def _results(
    rows: Iterator[tuple[int, list[str]]], names: Sequence[str], language: str
) -> Iterator[Entry | Rejected]:
    seen: set[str] = set()
    for position, row in rows:
        cells = dict(zip(names, row, strict=False))
        key = _unguarded(cells.get("source_id", "")).strip()
        try:
            if not key:
                raise NotTaken(NO_ID)
            if key in seen:
                raise NotTaken(SAME_ID)
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                raise NotTaken(TOO_MANY_CELLS)
            seen.add(key)
            values = {name: _value(name, cell) for name, cell in cells.items() if name}
            yield _entry(position, key, values, language)
        except NotTaken as why:
            yield why.at(position, key)


def _unguarded(cell: str) -> str:
    return _GUARDED.sub("", cell, count=1) if _GUARDED.match(cell) else cell


def _value(name: str, cell: str) -> Any:
    """What a cell says; one that would run in a spreadsheet is none of ours."""
    bare = _unguarded(cell)
    if bare == cell and _CALL.match(cell):
        raise NotTaken(FORMULA, COLUMNS[name].heading)
    try:
        return COLUMNS[name].read(bare)
    except NotTaken as why:
        raise NotTaken(why.reason, COLUMNS[name].heading) from why


def _entry(position: int, key: str, values: Mapping[str, Any], language: str) -> Entry:
    if language != DEFAULT.code:
        words = tuple(
            Wording(lang=language, field=field, text=values[field], origin="provider")
            for field in TRANSLATED
            if values.get(field)
        )
        return Entry(position=position, source_id=key, name="", translations=words)
    if not values["name"]:
        raise NotTaken(NO_NAME)
    plain = {name: value for name, value in values.items() if name in _PLAIN and value is not None}
    return Entry(
        position=position,
        **{**plain, "source_id": key},
        organization=_provider(values),
        places=_places(values),
        times=tuple(Times(rule=rule) for rule in values.get("hours") or ()),
        phones=(Line(number=values["phone"]),) if values.get("phone") else (),
        prices=_prices(values),
        for_whom=tuple(values.get("for_whom") or ()),
        languages=tuple(Spoken(code=code) for code in dict.fromkeys(values.get("languages") or ())),
    )


_APART = (
    *("organization", "place", "latitude", "longitude", "transportation", "hours", "phone"),
    *("amount", "for_whom", "languages", *_OF_PLACE),
)
_PLAIN = tuple(name for name in COLUMNS if name not in _APART)


def _provider(values: Mapping[str, Any]) -> Provider | None:
    name = values.get("organization")
    return Provider(source_id=name, name=name) if name else None


def _places(values: Mapping[str, Any]) -> tuple[Place, ...]:
    """Its address; half an address is none, and a point outside Germany is a slip."""
    address: dict[str, Any] = {name: values.get(name) or "" for name in _OF_PLACE}
    if not any(address.values()):
        return ()
    missing = next((name for name in _OF_PLACE if not address[name]), None)
    if missing:
        raise NotTaken(UNREADABLE, COLUMNS[missing].heading)
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if (latitude is None) != (longitude is None):
        raise NotTaken(UNREADABLE, COLUMNS["longitude" if latitude else "latitude"].heading)
    if latitude and longitude and not (47 <= latitude <= 56 and 5 <= longitude <= 16):
        raise NotTaken(UNREADABLE, COLUMNS["latitude"].heading)
    return (
        Place(
            name=values.get("place") or "",
            latitude=latitude,
            longitude=longitude,
            transportation=values.get("transportation") or "",
            **address,
        ),
    )


def _prices(values: Mapping[str, Any]) -> tuple[Price, ...]:
    amount = values.get("amount")
    if not amount:
        return ()
    if not 0 < amount < 10**8:
        raise NotTaken(UNREADABLE, COLUMNS["amount"].heading)
    return (Price(amount=Decimal(f"{amount:.2f}")),)
