"""What waits for a coordinator: the numbers beside the places of her rail."""

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.offers.care import in_area, in_care_of
from app.offers.models import Offer, OfferSuggestion
from app.offers.receiving import unanswered_count

DECIDED_ON = ("in_check", "suspended", "expired")  # states in which somebody has to decide


def waiting_counts(viewer: Viewer) -> dict[str, int]:
    """Endpoint -> number: decisions on the directory, offers of others; one statement."""
    offers = sa.select(sa.func.count()).where(in_care_of(viewer), Offer.state.in_(DECIDED_ON))
    suggestions = sa.select(sa.func.count()).where(
        OfferSuggestion.decided_at.is_(None), in_area(OfferSuggestion.municipality_ags, viewer)
    )
    counts = (offers, suggestions, unanswered_count(viewer))
    of_offers, suggested, received = db.session.execute(
        sa.select(*(count.scalar_subquery() for count in counts))
    ).one()
    return {"network.network": of_offers + suggested, "network.notices": received}
