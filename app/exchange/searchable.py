"""Bringing up to date what search and the list of doubles look through, for offers of a file."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from app.core.db import Base
from app.exchange.packing import wording_of
from app.exchange.writing import Providers
from app.offers.indexing import index_many
from app.offers.models import Offer
from app.offers.records import brief, load_brief

# Fields that search or the list of doubles looks at.
_FIELDS = frozenset({"name", "description", "organization", "places", "phones", "url"})


def is_searched(fields: Iterable[str]) -> bool:
    """True when the index has to be written anew after a change of these fields."""
    return any(name in _FIELDS or wording_of(name) for name in fields)


def index_new(made: Sequence[tuple[Offer, Sequence[Base]]], providers: Providers) -> None:
    """Index offers that were made just now, with their parts still at hand."""
    if made:
        index_many([brief(offer, providers.of(offer), parts) for offer, parts in made])


def index_offers(offer_ids: Collection[uuid.UUID | None]) -> None:
    """Index these offers anew, in a number of statements that never grows."""
    if offer_ids:
        index_many(load_brief(offer_ids))
