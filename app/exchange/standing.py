"""Offers of the directory in neutral form, any number of them in a handful of statements."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core import clock
from app.core.db import Base, db
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Status
from app.exchange.entries import (
    Desk,
    Entry,
    Help,
    Line,
    Paper,
    Place,
    Price,
    Provider,
    Spoken,
    Times,
    Wording,
)
from app.offers.cards import rule_of
from app.offers.models import (
    Location,
    Offer,
    OfferLanguage,
    Organization,
    Phone,
    Schedule,
    Translation,
)
from app.offers.models_hsds import (
    Accessibility,
    Contact,
    CostOption,
    OfferTerm,
    RequiredDocument,
)
from app.offers.parts import parts_of
from app.offers.records import translated

Made = TypeVar("Made")
_PLAIN = (
    "name", "description", "topic", "kind", "municipality_ags", "url", "application_process",
    "is_free", "fees_description", "eligibility_description", "minimum_age", "maximum_age",
    "min_level", "has_childcare", "is_step_free", "is_full", "wait_time", "interpretation_services",
    "alert", "funding", "valid_to", "assured_date", "last_modified",
)  # fmt: skip


def standing(offer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    """These offers as they stand now; whichever is not there is left out."""
    if not offer_ids:
        return {}
    held = db.session.execute(
        sa.select(Offer, Organization)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(Offer.id.in_(offer_ids))
    ).all()
    parts = _parts(offer_ids)
    return {
        offer.id: _entry(offer, provider, {name: rows[offer.id] for name, rows in parts.items()})
        for offer, provider in held
    }


def _parts(offer_ids: Collection[uuid.UUID]) -> dict[str, Mapping[uuid.UUID, Sequence[Any]]]:
    """What hangs on them, under the names an entry has for it."""
    terms = parts_of(OfferTerm, offer_ids)
    return {
        "places": _places(offer_ids),
        "times": _made(parts_of(Schedule, offer_ids), _times),
        "languages": _made(parts_of(OfferLanguage, offer_ids), lambda row: _same(Spoken, row)),
        "phones": _made(parts_of(Phone, offer_ids), lambda row: _same(Line, row)),
        "contacts": _made(parts_of(Contact, offer_ids), lambda row: _same(Desk, row)),
        "documents": _made(
            parts_of(RequiredDocument, offer_ids, RequiredDocument.position),
            lambda row: _same(Paper, row),
        ),
        "prices": _made(parts_of(CostOption, offer_ids), lambda row: _same(Price, row)),
        "for_whom": _terms(terms, "for_whom"),
        "course_kinds": _terms(terms, "course_kind"),
        "translations": parts_of(Translation, offer_ids),
    }


def _made(rows: Mapping[uuid.UUID, list[Any]], make: Any) -> Mapping[uuid.UUID, tuple[Any, ...]]:
    return defaultdict(tuple, {key: tuple(map(make, own)) for key, own in rows.items()})


def _same(kind: type[Made], row: Base) -> Made:
    """The columns of a row under the same names; what is not there is left out."""
    named = ((f.name, getattr(row, f.name, None)) for f in fields(kind))  # type: ignore[arg-type]
    return kind(**{name: value for name, value in named if value is not None})


def _times(row: Schedule) -> Times:
    return Times(rule=rule_of(row), attending_type=row.attending_type or "", notes=row.notes or "")


def _terms(
    rows: Mapping[uuid.UUID, list[OfferTerm]], taxonomy: str
) -> Mapping[uuid.UUID, tuple[str, ...]]:
    return defaultdict(
        tuple,
        {
            key: tuple(sorted(row.term for row in own if row.taxonomy == taxonomy))
            for key, own in rows.items()
        },
    )


def words_of(offer: Offer, field: str, rows: Iterable[Translation]) -> FreeText:
    """One field of an offer in all languages it is written in."""
    made = tuple(translated(row) for row in rows if row.field == field)
    return FreeText(getattr(offer, field), DEFAULT.code, offer.words_version, made)


def _wordings(offer: Offer, rows: Sequence[Translation]) -> tuple[Wording, ...]:
    words = {field: words_of(offer, field, rows) for field in {row.field for row in rows}}
    return tuple(
        Wording(
            lang=row.lang,
            field=row.field,
            text=row.text,
            origin=row.origin,
            is_outdated=words[row.field].status_in(row.lang) is Status.OUTDATED,
        )
        for row in rows
    )


def _places(offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, tuple[Place, ...]]:
    places = parts_of(Location, offer_ids)
    ways_in: dict[uuid.UUID, list[Help]] = defaultdict(list)
    for row in db.session.scalars(
        sa.select(Accessibility)
        .join(Location, Location.id == Accessibility.location_id)
        .where(Location.offer_id.in_(offer_ids))
        .order_by(Accessibility.description)
    ):
        ways_in[row.location_id].append(_same(Help, row))
    return _made(places, lambda row: _place(row, ways_in[row.id]))


def _place(row: Location, ways_in: Sequence[Help]) -> Place:
    named = {f.name: getattr(row, f.name, None) for f in fields(Place)}
    said = {name: value for name, value in named.items() if value is not None}
    return Place(**{**said, "source_id": str(row.id), "accessibility": tuple(ways_in)})


def _entry(offer: Offer, provider: Organization | None, parts: Mapping[str, Any]) -> Entry:
    return replace(
        plain_entry(offer),
        organization=provider_of(provider) if provider else None,
        **{**parts, "translations": _wordings(offer, parts["translations"])},
    )


def plain_entry(offer: Offer) -> Entry:
    """What stands in the offer alone, without its parts."""
    plain = {name: getattr(offer, name) for name in _PLAIN}
    said = {name: value for name, value in plain.items() if value is not None}
    return Entry(position=1, source_id=str(offer.id), status=status_of(offer), **said)


# Which state of an offer is which status of HSDS; what has none stays inside.
STATUSES = {
    "published": "active",
    "suspended": "temporarily closed",
    "expired": "inactive",
    "archived": "defunct",
}


def status_of(offer: Offer) -> str:
    """The HSDS status of an offer; one whose last day is over has expired, whoever noted it."""
    is_over = offer.valid_to is not None and offer.valid_to < clock.today()
    return "inactive" if is_over and offer.state == "published" else STATUSES.get(offer.state, "")


def provider_of(row: Organization) -> Provider:
    """Who offers it, in neutral form."""
    parent = row.parent_organization_id
    return Provider(
        source_id=str(row.id),
        name=row.name,
        description=row.description,
        website=row.website or "",
        logo=row.logo or "",
        parent_id=str(parent) if parent else "",
        mailbox=row.mailbox or "",
        phone=row.phone or "",
    )
