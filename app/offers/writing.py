"""Writing an offer's values, and deciding what of a change somebody may write herself."""

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa

from app.core.access import Role, Viewer
from app.core.db import db
from app.offers.hours import read_hours
from app.offers.models import (
    Location,
    OfferLanguage,
    Phone,
    Schedule,
    SearchText,
)
from app.offers.records import OfferRecord
from app.offers.search import search_text
from app.offers.words import FIELDS

Values = Mapping[str, object]
_ALIKE = 0.85  # of two texts that differ in spelling alone
_OF_OFFER = (
    "name",
    "description",
    "topic",
    "kind",
    "is_free",
    "has_childcare",
    "is_step_free",
)
_OR_NONE = (
    "url",
    "application_process",
    "fees_description",
    "eligibility_description",
    "min_level",
)
TRANSLATED = ("name", "description")
_OF_PLACE = ("place", "address_1", "postal_code", "city")


def changed(record: OfferRecord, values: Values) -> dict[str, object]:
    """Those of the values that differ from the offer's own."""
    before = record.values
    return {name: value for name, value in values.items() if before[name] != value}


def is_spelling(field: str, before: object, after: object) -> bool:
    """True when a text was only put right: nearly the same letters, and the same numbers."""
    if not FIELDS[field].is_text or not before or not after:
        return False
    old, new = str(before), str(after)
    same_numbers = re.findall(r"\d+", old) == re.findall(r"\d+", new)
    return same_numbers and difflib.SequenceMatcher(None, old, new).ratio() >= _ALIKE


def may_write(field: str, *, record: OfferRecord, after: object, by: Viewer) -> bool:
    """Say whether this viewer writes this change herself; others go to check."""
    is_own = by.organization_id is not None and by.organization_id == record.offer.organization_id
    if by.role is Role.COORDINATOR or (by.role is Role.VOLUNTEER and is_own):
        return True
    if is_spelling(field, record.values[field], after):
        return True
    return by.role in (Role.MANAGER, Role.TEAM_LEAD) and FIELDS[field].is_fact


def put(record: OfferRecord, changes: Values, *, now: datetime) -> bool:
    """Write these values and return True when only spelling changed.

    A change of substance raises the version; where it changed what is translated, translations
    made before count as outdated.
    Nothing here moves the day of the last check.
    """
    before, offer = record.values, record.offer
    only_spelling = all(is_spelling(name, before[name], new) for name, new in changes.items())
    for name in _OF_OFFER:
        if name in changes:
            setattr(offer, name, changes[name])
    for name in _OR_NONE:
        if name in changes:
            setattr(offer, name, changes[name] or None)
    if "valid_to" in changes:
        last = str(changes["valid_to"])
        offer.valid_to = date.fromisoformat(last) if last else None
    _put_parts(record, changes)
    offer.version += 0 if only_spelling else 1
    offer.words_version += any(
        name in changes and not is_spelling(name, before[name], changes[name])
        for name in TRANSLATED
    )
    offer.last_modified = now
    db.session.flush()
    index(record)
    return only_spelling


def _put_parts(record: OfferRecord, changes: Values) -> None:
    """Write place, times, number and languages."""
    offer_id = record.offer.id
    if any(name in changes for name in _OF_PLACE):
        _put_place(record, {**record.values, **changes})
    if "hours" in changes:
        for schedule in record.schedules:
            db.session.delete(schedule)
        record.schedules[:] = [
            Schedule(offer_id=offer_id, **vars(rule)) for rule in read_hours(str(changes["hours"]))
        ]
        db.session.add_all(record.schedules)
    if "phone" in changes:
        for phone in record.phones[:1]:
            db.session.delete(phone)
        number = str(changes["phone"])
        record.phones[:1] = [Phone(offer_id=offer_id, number=number)] if number else []
        db.session.add_all(record.phones)
    if "languages" in changes:
        codes = cast(list[str], changes["languages"])
        db.session.execute(sa.delete(OfferLanguage).where(OfferLanguage.offer_id == offer_id))
        record.languages[:] = codes
        db.session.add_all(OfferLanguage(offer_id=offer_id, code=code) for code in codes)


def _put_place(record: OfferRecord, values: Values) -> None:
    """Write the first place; without a street there is none."""
    if not values["address_1"]:
        for place in record.locations[:1]:
            db.session.delete(place)
        del record.locations[:1]
        return
    if not record.locations:
        record.locations.append(Location(offer_id=record.offer.id))
        db.session.add(record.locations[0])
    place = record.locations[0]
    if (place.address_1, place.city) != (values["address_1"], values["city"]):
        place.latitude = place.longitude = None  # the point on the map was the old address'
    place.name = str(values["place"]) or None
    place.address_1 = str(values["address_1"])
    place.postal_code = str(values["postal_code"])
    place.city = str(values["city"])


def index(record: OfferRecord) -> None:
    """Write anew what search looks through: one row for German and one for each translation."""
    offer = record.offer
    place = record.locations[0] if record.locations else None
    always = (
        record.organization.name if record.organization else None,
        place.name if place else None,
        place.city if place else None,
    )
    texts: dict[str, list[str]] = {"de": [offer.name, offer.description]}
    for row in record.translations:
        texts.setdefault(row.lang, []).append(row.text)
    db.session.execute(sa.delete(SearchText).where(SearchText.offer_id == offer.id))
    db.session.add_all(
        SearchText(
            offer_id=offer.id,
            lang=lang,
            municipality_ags=offer.municipality_ags,
            text=search_text(*parts, *always),
        )
        for lang, parts in texts.items()
    )
