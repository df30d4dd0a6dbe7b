"""Offers that are not compared yet: those from before comparing began, or written past it."""

import uuid
from datetime import datetime

import sqlalchemy as sa

from app.core.db import transaction
from app.offers.care_models import OfferLikeness
from app.offers.likeness import note_many
from app.offers.models import Offer
from app.offers.records import load_brief

_AT_ONCE = 100


def note_likeness(_now: datetime) -> None:
    """Make up for it; most nights nothing is missing."""
    last: uuid.UUID | None = None
    while found := _note_some(after=last):
        last = found[-1]


def _note_some(*, after: uuid.UUID | None) -> list[uuid.UUID]:
    """The next ones without; an offer with nothing to compare is passed over, not found again."""
    with transaction() as session:
        held = sa.exists().where(OfferLikeness.offer_id == Offer.id)
        missing = sa.select(Offer.id).where(~held).order_by(Offer.id).limit(_AT_ONCE)
        if after is not None:
            missing = missing.where(Offer.id > after)
        found = list(session.scalars(missing))
        note_many(load_brief(found))
        return found
