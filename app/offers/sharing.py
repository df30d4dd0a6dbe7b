"""Across borders: an offer has one owner, who may show it in the directories of other places."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.offers.events import OfferShared, OfferUnshared
from app.offers.models import Offer
from app.offers.sharing_models import OfferShownIn, SharedOfferAnswer


def within(column: sa.SQLColumnExpression[str], area: str) -> sa.ColumnElement[bool]:
    """Keys inside an area: a municipality (8 digits) or a district (5), as an index reads it."""
    return column == area if len(area) == 8 else column.between(area, area + "999")


def shown_in(area: str) -> sa.ColumnElement[bool]:
    """Offers in the directory of an area: its own, and those that others show there.

    One list of keys for both, since an OR would keep a database from using its indexes.
    """
    own = aliased(Offer)
    here = sa.select(own.id).where(within(own.municipality_ags, area))
    return Offer.id.in_(here.union_all(shared_with(area)))


def shared_with(area: str) -> sa.Select[uuid.UUID]:
    """Keys of offers that others show in an area: in a town, its district's too.

    But none that it does not want.
    """
    theirs = OfferShownIn.area_ags
    is_there = theirs.in_((area, area[:5])) if len(area) == 8 else within(theirs, area)
    return sa.select(OfferShownIn.offer_id).where(is_there, ~is_declined_in(area))


def is_declined_in(area: sa.SQLColumnExpression[str] | str) -> sa.Exists:
    """True where the place it is shown in, or this one inside it, does not want the offer."""
    said = aliased(SharedOfferAnswer)
    no = sa.select(said.offer_id).where(
        said.offer_id == OfferShownIn.offer_id,
        said.area_ags.in_((OfferShownIn.area_ags, area)),
        said.is_shown.is_(False),
    )
    return no.correlate_except(said).exists()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an offer is also shown."""

    ags: str
    name: str

    @property
    def is_district(self) -> bool:
        """True for a whole district."""
        return len(self.ags) == 5


def places() -> list[Place]:
    """All districts, then all municipalities, for a choice; one statement."""
    rows = db.session.execute(
        sa.select(
            Municipality.ags,
            Municipality.name,
            Municipality.district_ags,
            Municipality.district_name,
        ).order_by(Municipality.name)
    ).all()
    districts = {row.district_ags: row.district_name for row in rows}
    return [
        *(Place(ags=a, name=n) for a, n in sorted(districts.items(), key=lambda one: one[1])),
        *(Place(ags=row.ags, name=row.name) for row in rows),
    ]


def shown_elsewhere(offer_id: uuid.UUID) -> frozenset[str]:
    """Keys of the other areas in which an offer is shown; one statement."""
    keys = sa.select(OfferShownIn.area_ags).where(OfferShownIn.offer_id == offer_id)
    return frozenset(db.session.scalars(keys))


def declined_by(offer_id: uuid.UUID) -> frozenset[str]:
    """Keys of the areas that do not want to show an offer of another place; one statement."""
    keys = sa.select(SharedOfferAnswer.area_ags)
    said_no = SharedOfferAnswer.offer_id == offer_id, SharedOfferAnswer.is_shown.is_(False)
    return frozenset(db.session.scalars(keys.where(*said_no)))


class ShownAlready(Refused):
    """It stands in that directory anyway."""

    words = _l("This offer is shown there already.")
    field = "area"


def share(offer: Offer, area: str, *, by: Viewer, now: datetime) -> None:
    """Show an offer in another place's directory; only who looks after it gets this far."""
    around = {area, area[:5]}
    if area == offer.municipality_ags or around & shown_elsewhere(offer.id):
        raise ShownAlready
    today = clock.local(now).date()
    db.session.add(OfferShownIn(offer_id=offer.id, area_ags=area, since=today))
    db.session.flush()
    publish(OfferShared(occurred_at=now, by=by, offer_id=offer.id, area_ags=area))


def unshare(offer: Offer, area: str, *, by: Viewer, now: datetime) -> None:
    """Show it there no longer; twice is once."""
    held = db.session.get(OfferShownIn, (offer.id, area))
    if held is None:
        return
    db.session.delete(held)
    publish(OfferUnshared(occurred_at=now, by=by, offer_id=offer.id, area_ags=area))
