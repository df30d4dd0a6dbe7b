"""Writing what hangs on an offer: its place, times, numbers, papers, languages, whom to ask."""

import uuid
from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa

from app.core.db import db
from app.offers.hours import read_hours
from app.offers.models import Location, OfferLanguage, Phone, Schedule
from app.offers.models_hsds import Accessibility, Contact, OfferTerm, RequiredDocument
from app.offers.records import OfferRecord

Values = Mapping[str, object]
_OF_PLACE = ("place", "address_1", "postal_code", "city", "transportation", "accessibility")


def put_parts(record: OfferRecord, changes: Values) -> None:
    """Write what these changes say of its parts."""
    if any(name in changes for name in _OF_PLACE):
        _put_place(record, {**record.values, **changes})
    for name, put in _PUTS.items():
        if name in changes:
            put(record, changes[name])


def _put_place(record: OfferRecord, values: Values) -> None:
    """Write the first place and what helps to get in; without a street there is none."""
    if not values["address_1"]:
        for place in record.locations[:1]:
            _put_accessibility(record, place, "")
            db.session.delete(place)
        del record.locations[:1]
        return
    if not record.locations:
        record.locations.append(Location(id=uuid.uuid4(), offer_id=record.offer.id))
        db.session.add(record.locations[0])
    place = record.locations[0]
    if (place.address_1, place.city) != (values["address_1"], values["city"]):
        place.latitude = place.longitude = None  # the point on the map was the old address'
    place.name = str(values["place"]) or None
    place.address_1 = str(values["address_1"])
    place.postal_code = str(values["postal_code"])
    place.city = str(values["city"])
    place.transportation = str(values["transportation"]) or None
    _put_accessibility(record, place, str(values["accessibility"]))


def _put_accessibility(record: OfferRecord, place: Location, text: str) -> None:
    """One line for each thing that helps; a line that stays keeps its details."""
    held = {row.description: row for row in record.accessibility if row.location_id == place.id}
    told = lines(text)
    for row in [row for line, row in held.items() if line not in told]:
        record.accessibility.remove(row)
        db.session.delete(row)
    made = [Accessibility(location_id=place.id, description=x) for x in told if x not in held]
    record.accessibility.extend(made)
    db.session.flush()  # the place first
    db.session.add_all(made)


def _put_hours(record: OfferRecord, value: object) -> None:
    for schedule in record.schedules:
        db.session.delete(schedule)
    rules = read_hours(str(value))
    record.schedules[:] = [Schedule(offer_id=record.offer.id, **vars(rule)) for rule in rules]
    db.session.add_all(record.schedules)


def _put_phone(record: OfferRecord, value: object) -> None:
    for phone in record.phones[:1]:
        db.session.delete(phone)
    number = str(value)
    record.phones[:1] = [Phone(offer_id=record.offer.id, number=number)] if number else []
    db.session.add_all(record.phones)


def _put_languages(record: OfferRecord, value: object) -> None:
    """A language that stays keeps its note."""
    codes, offer_id = cast(list[str], value), record.offer.id
    gone = sa.and_(OfferLanguage.offer_id == offer_id, OfferLanguage.code.not_in(codes))
    db.session.execute(sa.delete(OfferLanguage).where(gone))
    made = [code for code in codes if code not in record.languages]
    db.session.add_all(OfferLanguage(offer_id=offer_id, code=code) for code in made)
    record.languages[:] = codes


def _put_contact(record: OfferRecord, value: object) -> None:
    """Write the function of the first contact; its mailbox and number stay."""
    title = str(value)
    if title and record.contacts:
        record.contacts[0].title = title
    elif title:
        record.contacts.append(Contact(offer_id=record.offer.id, title=title))
        db.session.add(record.contacts[0])
    else:
        for contact in record.contacts[:1]:
            db.session.delete(contact)
        del record.contacts[:1]


def _put_documents(record: OfferRecord, value: object) -> None:
    """One line for each paper; a paper that stays keeps its link."""
    links = {row.document: row.uri for row in record.documents}
    for row in record.documents:
        db.session.delete(row)
    record.documents[:] = [
        RequiredDocument(
            offer_id=record.offer.id, position=number, document=line, uri=links.get(line)
        )
        for number, line in enumerate(lines(str(value)))
    ]
    db.session.add_all(record.documents)


def _put_for_whom(record: OfferRecord, value: object) -> None:
    wanted = cast(list[str], value)
    held = {row.term: row for row in record.terms if row.taxonomy == "for_whom"}
    for row in [row for term, row in held.items() if term not in wanted]:
        record.terms.remove(row)
        db.session.delete(row)
    made = [
        OfferTerm(offer_id=record.offer.id, taxonomy="for_whom", term=term)
        for term in wanted
        if term not in held
    ]
    record.terms.extend(made)
    db.session.add_all(made)


def lines(text: str) -> list[str]:
    """What was written, line by line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


_PUTS = {
    "hours": _put_hours,
    "phone": _put_phone,
    "languages": _put_languages,
    "contact": _put_contact,
    "documents": _put_documents,
    "for_whom": _put_for_whom,
}
