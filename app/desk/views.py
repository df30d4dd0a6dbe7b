"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.desk import (
    views_client,
    views_closing,
    views_household,
    views_lists,
    views_offers,
    views_referrals,
    views_texts,
)
from app.desk.blueprint import desk
from app.desk.views_rail import rail_counts

VIEWS = (
    views_lists,
    views_client,
    views_closing,
    views_household,
    views_offers,
    views_referrals,
    views_texts,
)

__all__ = ["VIEWS", "desk", "rail_counts"]
