"""Reading offers: the public one, a client's saved ones, what fits a step."""

import uuid

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.offers.cards import OfferCard, card_rows, gathered, with_rules
from app.offers.finding import public
from app.offers.models import STALE_AFTER, Bookmark, Offer, OfferLanguage
from app.offers.records import OfferRecord, load
from app.offers.sharing import within

__all__ = ["OfferCard", "fitting", "get_public", "is_saved", "saved_by"]


def get_public(offer_id: uuid.UUID, *, to_change: bool = False) -> OfferRecord:
    """One offer as everybody may see it; raise Missing when it is not public."""
    return load(offer_id, public(), to_change=to_change)


def saved_by(viewer: Viewer, *, client_id: int | None = None) -> list[OfferCard]:
    """Public offers that the client saved, last saved first; one statement.

    A manager names the client whose screen she looks at.
    """
    saved = sa.and_(
        Bookmark.offer_id == Offer.id,
        Bookmark.client_id.in_(clients_of(viewer)),
        Bookmark.client_id == client_id if client_id is not None else sa.true(),
    )
    if client_id is None and viewer.role is not Role.CLIENT:
        return []
    return gathered(
        db.session.execute(
            with_rules(card_rows())
            .join(Bookmark, saved)
            .where(public())
            .order_by(Bookmark.created_at.desc(), Bookmark.id.desc())
        )
    )


def is_saved(offer_id: uuid.UUID, *, seen_by: Viewer | None) -> bool:
    """True when the client in front saved this offer."""
    if seen_by is None or seen_by.role is not Role.CLIENT:
        return False
    found = sa.select(Bookmark.id).where(
        Bookmark.offer_id == offer_id, Bookmark.client_id.in_(clients_of(seen_by))
    )
    return db.session.scalar(found) is not None


def fitting(
    topic: str,
    *,
    seen_by: Viewer | None = None,
    municipality_ags: str | None = None,
    language: str | None = None,
    limit: int = 3,
) -> list[OfferCard]:
    """A few offers of a topic: in her town first, then in her language, then freshly checked.

    One statement. Without a municipality a client's own town counts.
    """
    order = [
        *_near(municipality_ags, seen_by),
        *_spoken(language),
        (Offer.assured_date > clock.today() - STALE_AFTER).desc(),
        Offer.name,
        Offer.id,
    ]
    best = (
        sa.select(Offer.id, sa.func.row_number().over(order_by=order).label("place"))
        .where(public(), Offer.topic == topic, Offer.assured_date.is_not(None))
        .order_by(*order)
        .limit(limit)
        .subquery()
    )
    return gathered(
        db.session.execute(
            with_rules(card_rows()).join(best, best.c.id == Offer.id).order_by(best.c.place)
        )
    )


def _near(ags: str | None, viewer: Viewer | None) -> list[sa.ColumnElement[bool]]:
    """True for offers of this municipality, or of the client's own."""
    if ags is not None:
        return [within(Offer.municipality_ags, ags).desc()]
    if viewer is None or viewer.role is not Role.CLIENT:
        return []
    home = sa.select(Client.municipality_ags).where(Client.person_id == viewer.person_id)
    return [Offer.municipality_ags.in_(home).desc()]


def _spoken(language: str | None) -> list[sa.ColumnElement[bool]]:
    """True for offers given in this language."""
    if language is None:
        return []
    spoken = sa.select(OfferLanguage.offer_id).where(OfferLanguage.code == language)
    return [Offer.id.in_(spoken).desc()]
