"""Towns to choose from, and how far they are from each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.caseload.models import Client
from app.core.access import Role, Viewer
from app.core.db import db
from app.offers.conditions import public
from app.offers.models import Offer
from app.offers.sharing import is_declined_in
from app.offers.sharing_models import OfferShownIn

KM_A_DEGREE = 111.2


@dataclass(frozen=True, kw_only=True)
class Town:
    """A municipality that has public offers, and whether the reader lives there."""

    ags: str
    name: str
    is_home: bool = False
    latitude: float | None = None
    longitude: float | None = None


def towns(viewer: Viewer | None) -> list[Town]:
    """Municipalities with public offers and the client's own, marked; one statement."""
    home: sa.ColumnElement[bool] = sa.false()
    if viewer is not None and viewer.role is Role.CLIENT:
        mine = sa.select(Client.municipality_ags).where(Client.person_id == viewer.person_id)
        home = Municipality.ags.in_(mine)
    own = sa.select(Offer.id).where(Offer.municipality_ags == Municipality.ags, public())
    area = OfferShownIn.area_ags.in_((Municipality.ags, Municipality.district_ags))
    there = sa.and_(area, ~is_declined_in(Municipality.ags))
    others = sa.select(Offer.id).join(OfferShownIn, OfferShownIn.offer_id == Offer.id)
    columns = (
        Municipality.ags,
        Municipality.name,
        Municipality.latitude,
        Municipality.longitude,
    )
    rows = db.session.execute(
        sa.select(*columns, home.label("is_home"))
        .where(sa.or_(own.exists(), others.where(there, public()).exists(), home))
        .order_by(Municipality.name)
    )
    return [Town(**{**row._mapping, "is_home": bool(row.is_home)}) for row in rows]


def all_towns() -> list[tuple[str, str]]:
    """All municipalities for a choice: key and name; one statement."""
    rows = db.session.execute(
        sa.select(Municipality.ags, Municipality.name).order_by(Municipality.name)
    )
    return [(ags, name) for ags, name in rows]


def around(ags: str, towns: Sequence[Town], *, km: int = 0) -> dict[str, float]:
    """How many kilometres each town lies from one of them; only those so near, when `km` says.

    From middle to middle, as the crow flies. Without a known middle there is the town alone.
    How far an offer itself is: distances.py.
    """
    middle = next((town for town in towns if town.ags == ags), None)
    if middle is None:
        return {}
    found = {town.ags: kilometres(middle, town) for town in towns}
    near = {key: far for key, far in found.items() if far is not None and (not km or far <= km)}
    return {**near, ags: 0.0}


def kilometres(one: Town, other: Town) -> float | None:
    """The distance between the middles of two towns; None when one is not known."""
    if one.latitude is None or other.latitude is None:
        return None
    if one.longitude is None or other.longitude is None:
        return None
    east = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return math.hypot(one.latitude - other.latitude, east) * KM_A_DEGREE
