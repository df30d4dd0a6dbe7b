"""Bringing up to date what search and the list of doubles look through, for offers of a file."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.core.db import Base, db
from app.exchange.packing import wording_of
from app.exchange.writing import Providers
from app.offers.indexing import index_many
from app.offers.models import Location, Offer, Organization, Phone, Translation
from app.offers.records import OfferRecord

_READ: tuple[Any, ...] = (Location, Phone, Translation)  # what the index reads besides the offer

# Fields that search or the list of doubles looks at.
_FIELDS = frozenset({"name", "description", "organization", "places", "phones", "url"})


def is_searched(fields: Iterable[str]) -> bool:
    """True when the index has to be written anew after a change of these fields."""
    return any(name in _FIELDS or wording_of(name) for name in fields)


def index_new(made: Sequence[tuple[Offer, Sequence[Base]]], providers: Providers) -> None:
    """Index offers that were made just now, with their parts still at hand."""
    if made:
        index_many([_record(offer, providers.of(offer), parts) for offer, parts in made])


def index_offers(offer_ids: Collection[uuid.UUID | None]) -> None:
    """Index these offers anew, in a number of statements that never grows."""
    if not offer_ids:
        return
    rows = db.session.execute(
        sa.select(Offer, Organization)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(Offer.id.in_(offer_ids))
    ).all()
    parts: defaultdict[uuid.UUID, list[Base]] = defaultdict(list)
    for model in _READ:
        for part in db.session.scalars(
            sa.select(model).where(model.offer_id.in_(offer_ids)).order_by(model.id)
        ):
            parts[part.offer_id].append(part)
    index_many([_record(offer, provider, parts[offer.id]) for offer, provider in rows])


def _record(offer: Offer, provider: Organization | None, parts: Iterable[Base]) -> OfferRecord:
    """As much of an offer as the index reads."""
    locations, phones, translations = (
        [part for part in parts if isinstance(part, kind)] for kind in _READ
    )
    return OfferRecord(
        offer=offer,
        organization=provider,
        locations=locations,
        schedules=[],
        languages=[],
        phones=phones,
        translations=translations,
    )
