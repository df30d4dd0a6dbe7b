"""Endings of offers: by their last day, by night; and the undo of an archiving."""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.access import SYSTEM, Viewer
from app.core.db import db, transaction
from app.core.events import publish as announce
from app.core.i18n import lazy_gettext as _l
from app.offers import events, service
from app.offers.care_models import OfferEnding
from app.offers.models import Offer
from app.offers.states import WrongState

UNDO = timedelta(days=1)
_AT_ONCE = 100  # offers of one change: nobody else waits for long


class TooLate(WrongState):
    """A day has gone by."""

    words = _l("This can be taken back only within a day.")


def end_offers(now: datetime) -> None:
    """End the public offers whose last day is over; their owner finds them listed."""
    while _end_some(clock.local(now).date(), now):
        pass


def _end_some(today: date, now: datetime) -> int:
    """End some of those that are over; 0 when none is left. Two workers wait for each other."""
    with transaction() as session:
        over = session.scalars(
            sa.select(Offer)
            .where(Offer.state == "published", Offer.valid_to < today)
            .order_by(Offer.id)
            .limit(_AT_ONCE)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        for offer in over:
            service.expire(offer, by=SYSTEM, now=now)
        return len(over)


def last_ending(offer_id: uuid.UUID, *, now: datetime) -> OfferEnding | None:
    """The archiving of this offer that can still be taken back."""
    return db.session.scalar(
        sa.select(OfferEnding)
        .where(
            OfferEnding.offer_id == offer_id,
            OfferEnding.undone_at.is_(None),
            OfferEnding.ended_at > now - UNDO,
        )
        .order_by(OfferEnding.id.desc())
        .limit(1)
    )


def take_back(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """Undo an archiving of the last 24 hours: the state before stands again."""
    ending = last_ending(offer.id, now=now)
    if offer.state != "archived" or ending is None or ending.into_id is not None:
        raise TooLate
    bring_back(offer, ending, by=by, now=now)


def bring_back(offer: Offer, ending: OfferEnding, *, by: Viewer, now: datetime) -> None:
    """Let the state before stand again."""
    # because: archived is final; this is no way on, it takes back a slip
    before, offer.state = offer.state, ending.before
    ending.undone_at = now
    announce(events.OfferArchiveUndone(occurred_at=now, by=by, offer_id=offer.id, before=before))
