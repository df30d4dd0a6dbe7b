"""Likely doubles in an area: pairs of offers of the same town that share more than one sign."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Municipality
from app.core.access import Viewer
from app.core.db import db
from app.offers.care import in_care_of
from app.offers.care_models import OfferApart, OfferLikeness
from app.offers.likeness import STRONG, are_names_alike, weight_of
from app.offers.models import Offer

MOST = 20  # pairs on the page
_LOOKED_AT = 400
_OVER = ("archived", "expired")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two offers that are perhaps one."""

    first_id: uuid.UUID
    first: str
    second_id: uuid.UUID
    second: str
    town: str


def likely_doubles(viewer: Viewer) -> list[Pair]:
    """The likest first; names are compared letter by letter. One statement."""
    rows = db.session.execute(_pairs(viewer))
    return list(_alike(rows))[:MOST]


def _alike(rows: sa.Result[Any]) -> Iterator[Pair]:
    for row in rows:
        if are_names_alike(row.first, row.second):
            yield Pair(
                first_id=row.first_id,
                first=row.first,
                second_id=row.second_id,
                second=row.second,
                town=row.town,
            )


def _pairs(viewer: Viewer) -> sa.Select[Any]:
    """Pairs that share words of their names, and number, address or site or the whole name."""
    one, other, second = aliased(OfferLikeness), aliased(OfferLikeness), aliased(Offer)
    weight = sa.func.sum(weight_of(one.key))
    of_names = sa.func.sum(sa.case((sa.func.substr(one.key, 1, 2).in_(("n:", "w:")), 1), else_=0))
    shared = (
        sa.select(one.offer_id.label("first_id"), other.offer_id.label("second_id"), weight)
        .join(
            other,
            sa.and_(
                other.key == one.key,
                other.municipality_ags == one.municipality_ags,
                other.offer_id > one.offer_id,
            ),
        )
        .join(Offer, Offer.id == one.offer_id)
        .join(second, second.id == other.offer_id)
        .where(in_care_of(viewer), Offer.state.not_in(_OVER), second.state.not_in(_OVER))
        .group_by(one.offer_id, other.offer_id)
        .having(sa.and_(of_names > 0, weight >= STRONG))
        .order_by(weight.desc(), one.offer_id, other.offer_id)
        .limit(_LOOKED_AT)
        .subquery()
    )
    apart = sa.exists().where(
        OfferApart.offer_id == shared.c.first_id, OfferApart.other_id == shared.c.second_id
    )
    return (
        sa.select(
            shared.c.first_id,
            Offer.name.label("first"),
            shared.c.second_id,
            second.name.label("second"),
            Municipality.name.label("town"),
        )
        .join(Offer, Offer.id == shared.c.first_id)
        .join(second, second.id == shared.c.second_id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .where(~apart)
    )
