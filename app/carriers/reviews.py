"""After how many months a plan is looked at again: the carrier decides, six are our proposal."""

from datetime import datetime

import sqlalchemy as sa

from app.carriers.events import CarrierReviewSet
from app.carriers.models import Carrier
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.tenancy import current_carrier

MONTHS = range(1, 25)  # a carrier may choose among these


def review_months() -> int:
    """What the open carrier decided."""
    own = sa.select(Carrier.review_months).where(Carrier.id == current_carrier())
    return db.session.scalars(own).one()


def set_review_months(months: int, *, by: Viewer, now: datetime) -> None:
    """Decide it for all plans that are agreed to or looked at from now on."""
    if by.role is not Role.CARRIER_ADMIN:
        raise Missing
    own = sa.select(Carrier).where(Carrier.id == by.carrier_id).with_for_update(key_share=True)
    db.session.scalars(own).one().review_months = months
    publish(CarrierReviewSet(occurred_at=now, by=by, months=months))
