"""Where the client may find help besides: her referrals, with what the directory knows today."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from app.consultations.referrals_models import Referral
from app.consultations.referrals_queries import own_referrals
from app.core.access import Viewer
from app.core.db import db
from app.offers.cards import OfferCard, card_rows, gathered, with_rules
from app.offers.finding import public
from app.offers.models import Offer


@dataclass(frozen=True, kw_only=True)
class ReferralCard:
    """One referral and, while it is public, its offer in the reader's language."""

    referral: Referral
    offer: OfferCard | None


def cards_of(viewer: Viewer) -> list[ReferralCard]:
    """The referrals of the client who is signed in, in two statements."""
    found = own_referrals(viewer)
    offers = _offers({one.offer_id for one in found if one.offer_id is not None})
    return [
        ReferralCard(referral=one, offer=offers.get(one.offer_id) if one.offer_id else None)
        for one in found
    ]


def _offers(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, OfferCard]:
    if not ids:
        return {}
    rows = db.session.execute(with_rules(card_rows()).where(public(), Offer.id.in_(ids)))
    return {card.id: card for card in gathered(rows)}
