"""The rows that one field of an entry becomes: what hangs on an offer, written as a whole."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from app.core.db import Base, db
from app.exchange.entries import Place, Times
from app.offers.models import Location, OfferLanguage, Phone, Schedule
from app.offers.models_hsds import (
    Accessibility,
    Contact,
    CostOption,
    OfferTerm,
    RequiredDocument,
)

# The field of an entry -> the table of its rows. What helps to get in hangs on the places.
TABLES: dict[str, Any] = {
    "places": Location,
    "times": Schedule,
    "languages": OfferLanguage,
    "phones": Phone,
    "contacts": Contact,
    "documents": RequiredDocument,
    "prices": CostOption,
    "for_whom": OfferTerm,
    "course_kinds": OfferTerm,
}
TAXONOMIES = {"for_whom": "for_whom", "course_kinds": "course_kind"}


def rows_of(name: str, parts: Sequence[Any], offer_id: uuid.UUID) -> list[Base]:
    """The rows of a field; a place comes before what hangs on it."""
    if name == "places":
        return [row for place in parts for row in _of_place(place, offer_id)]
    if name == "times":
        return [_schedule(one, offer_id) for one in parts]
    if name in TAXONOMIES:
        terms = dict.fromkeys(parts)
        return [OfferTerm(offer_id=offer_id, taxonomy=TAXONOMIES[name], term=x) for x in terms]
    if name == "documents":
        return [
            RequiredDocument(offer_id=offer_id, position=number, **_named(one))
            for number, one in enumerate(parts)
        ]
    if name == "languages":
        parts = list({one.code: one for one in parts}.values())
    return [TABLES[name](offer_id=offer_id, **_named(one)) for one in parts]


def insert_all(rows: Iterable[Base]) -> None:
    """Insert rows without keeping them in mind, each table in one statement: very many are quick.

    Tables come in the order in which they are met, so a place goes before what hangs on it.
    """
    by_table: dict[type[Base], list[dict[str, Any]]] = {}
    for row in rows:
        values = {name: value for name, value in vars(row).items() if name[0] != "_"}
        by_table.setdefault(type(row), []).append(values)
    for table, listed in by_table.items():
        db.session.execute(sa.insert(table), listed)


def _named(part: Any, *, but: Iterable[str] = ()) -> dict[str, Any]:
    """The values of a part under the names of its columns; an empty text is none."""
    names = (f.name for f in fields(part) if f.name not in but)
    return {name: None if (one := getattr(part, name)) == "" else one for name in names}


def _of_place(place: Place, offer_id: uuid.UUID) -> list[Base]:
    named = _named(place, but=("source_id", "accessibility"))
    texts = {name: named[name] or "" for name in ("address_1", "postal_code", "city")}
    made = Location(id=uuid.uuid4(), offer_id=offer_id, **{**named, **texts})
    ways_in = (Accessibility(location_id=made.id, **_named(one)) for one in place.accessibility)
    return [made, *ways_in]


def _schedule(one: Times, offer_id: uuid.UUID) -> Schedule:
    return Schedule(offer_id=offer_id, **vars(one.rule), **_named(one, but=("rule",)))
