"""Perhaps it stands there already: what is alike, for whoever is typing or answering."""

import uuid
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from app.core.access import Viewer
from app.offers.care import CARING, in_care_of
from app.offers.conditions import public
from app.offers.likeness import Alike, similar
from app.offers.models import Offer


def alike(
    values: Mapping[str, object],
    viewer: Viewer | None,
    *,
    town: str,
    apart_from: uuid.UUID | None = None,
) -> list[Alike]:
    """What this viewer may know of it: public offers, and all in care of those who look after."""
    seen = public()
    if viewer is not None and viewer.role in CARING:
        seen = sa.or_(seen, sa.and_(in_care_of(viewer), Offer.state != "archived"))
    return similar(values, seen, town=town, apart_from=apart_from)


def not_seen(found: Iterable[Alike], told: Iterable[str]) -> bool:
    """True while something stands there that is perhaps the same and was not on the screen."""
    on_screen = set(" ".join(told).split())
    return any(one.is_strong and str(one.id) not in on_screen for one in found)
