"""Bringing up to date what search looks through, for the offers of a file."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.offers.indexing import index_many
from app.offers.models import Location, Offer, Organization, Phone, Translation
from app.offers.records import OfferRecord


def index_offers(offer_ids: Collection[uuid.UUID | None]) -> None:
    """Index these offers anew, in a number of statements that never grows."""
    if not offer_ids:
        return
    rows = db.session.execute(
        sa.select(Offer, Organization)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(Offer.id.in_(offer_ids))
    ).all()
    places, words = _of(Location, offer_ids), _of(Translation, offer_ids)
    numbers = _of(Phone, offer_ids)
    index_many(
        [
            OfferRecord(
                offer=offer,
                organization=organization,
                locations=places[offer.id],
                schedules=[],
                languages=[],
                phones=numbers[offer.id],
                translations=words[offer.id],
            )
            for offer, organization in rows
        ]
    )


def _of(model: Any, offer_ids: Collection[uuid.UUID | None]) -> defaultdict[uuid.UUID, list[Any]]:
    found: defaultdict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in db.session.scalars(
        sa.select(model).where(model.offer_id.in_(offer_ids)).order_by(model.id)
    ):
        found[row.offer_id].append(row)
    return found
