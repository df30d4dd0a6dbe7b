"""Reading offers: the public one, a client's saved ones."""

import uuid
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.core.access import Role, Viewer
from app.core.db import db
from app.offers.cards import OfferCard, card_rows, gathered, with_rules
from app.offers.finding import public
from app.offers.models import Bookmark, Offer
from app.offers.records import OfferRecord, load

__all__ = ["OfferCard", "get_public", "is_saved", "last_changes", "saved_by"]


def get_public(offer_id: uuid.UUID, *, to_change: bool = False) -> OfferRecord:
    """One offer as everybody may see it; raise Missing when it is not public."""
    return load(offer_id, public(), to_change=to_change)


def saved_by(viewer: Viewer) -> list[OfferCard]:
    """Public offers that the client in front saved, last saved first; one statement."""
    if viewer.role is not Role.CLIENT:
        return []
    saved = sa.and_(
        Bookmark.offer_id == Offer.id,
        Bookmark.client_id.in_(clients_of(viewer)),
    )
    return gathered(
        db.session.execute(
            with_rules(card_rows())
            .join(Bookmark, saved)
            .where(public())
            .order_by(Bookmark.created_at.desc(), Bookmark.id.desc())
        )
    )


def last_changes(offer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When each of these offers was changed last; one statement."""
    rows = db.session.execute(
        sa.select(Offer.id, Offer.last_modified).where(Offer.id.in_(list(offer_ids)))
    )
    return {row.id: row.last_modified for row in rows}


def is_saved(offer_id: uuid.UUID, *, seen_by: Viewer | None) -> bool:
    """True when the client in front saved this offer."""
    if seen_by is None or seen_by.role is not Role.CLIENT:
        return False
    found = sa.select(Bookmark.id).where(
        Bookmark.offer_id == offer_id, Bookmark.client_id.in_(clients_of(seen_by))
    )
    return db.session.scalar(found) is not None
