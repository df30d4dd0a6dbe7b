"""How far an offer is from the middle of a town, as the crow flies: about.

From its own place where that is known, else from the middle of its town.
"""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.offers.models import Location, Offer
from app.offers.sharing import shared_with
from app.offers.towns import KM_A_DEGREE, Town, around

_NOWHERE = 1e6  # square degrees
_OUTSKIRTS = 15  # kilometres: so far from the middle of its town a place may lie


def squared(latitude: float, longitude: float) -> sa.ColumnElement[float]:
    """The square of the distance in degrees; the offer's municipality is joined."""
    return sa.func.coalesce(_of_place(latitude, longitude), of_town(latitude, longitude))


def of_town(latitude: float, longitude: float) -> sa.ColumnElement[float]:
    """The same of its town alone: quicker, where many are looked at."""
    return _square(Municipality.latitude, Municipality.longitude, latitude, longitude)


def _square(
    north: sa.SQLColumnExpression[Any],
    east: sa.SQLColumnExpression[Any],
    latitude: float,
    longitude: float,
) -> sa.ColumnElement[float]:
    up: sa.ColumnElement[float] = north - latitude
    across: sa.ColumnElement[float] = (east - longitude) * cos(radians(latitude))
    return up * up + across * across


def _of_place(latitude: float, longitude: float) -> sa.ScalarSelect[float]:
    """From the offer's own place; nothing where that is not known."""
    far = _square(Location.latitude, Location.longitude, latitude, longitude)
    known = sa.and_(Location.latitude.is_not(None), Location.longitude.is_not(None))
    own = sa.select(far).where(Location.offer_id == Offer.id, known)
    return own.order_by(Location.id).limit(1).correlate(Offer).scalar_subquery()


def far_from(town: str, towns: Sequence[Town]) -> sa.ColumnElement[float]:
    """The square of the distance from one of these towns; what is not known comes last."""
    middle = next((one for one in towns if one.ags == town), None)
    if middle is None or middle.latitude is None or middle.longitude is None:
        return sa.case((Offer.municipality_ags == town, 0.0), else_=_NOWHERE)
    middles = {key: (far / KM_A_DEGREE) ** 2 for key, far in around(town, towns).items()}
    of_town = sa.case(middles, value=Offer.municipality_ags, else_=_NOWHERE)
    return sa.func.coalesce(_of_place(middle.latitude, middle.longitude), of_town)


def lies_within(km: int, town: str, towns: Sequence[Town]) -> sa.ColumnElement[bool]:
    """Offers so near, all of the town itself, and those that others show there."""
    there = sa.or_(Offer.municipality_ags == town, Offer.id.in_(shared_with(town)))
    near = list(around(town, towns, km=km + _OUTSKIRTS))
    if not near:
        return there
    limit = (km / KM_A_DEGREE) ** 2
    reached = sa.and_(Offer.municipality_ags.in_(near), far_from(town, towns) <= limit)
    return sa.or_(there, reached)
