"""Deciding: does the file count or what stands here; is a withdrawn offer archived or kept."""

from datetime import datetime

from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import DEFAULT
from app.core.i18n import lazy_gettext as _l
from app.exchange.changing import Change
from app.exchange.events import OfferConflictSettled, WithdrawnOfferKept
from app.exchange.models import IntakeConflict, IntakeEntry, IntakeSource
from app.exchange.packing import fields_of
from app.exchange.searchable import index_offers
from app.exchange.standing import standing
from app.exchange.writing import Providers
from app.offers import service
from app.offers.models import Offer


class Decided(Refused):
    """Somebody else was quicker, or the file came round by itself."""

    words = _l("This was decided already.")


def settle(
    conflict: IntakeConflict,
    entry: IntakeEntry,
    source: IntakeSource,
    *,
    take_file: bool,
    by: Viewer,
    now: datetime,
) -> None:
    """Write what the file says, or leave what stands here; it is not asked again."""
    if conflict.settled_at is not None:
        raise Decided
    conflict.settled_at, conflict.settled_by_id = now, by.person_id
    conflict.took_file = take_file
    if take_file:
        offer = db.session.get_one(Offer, entry.offer_id, with_for_update=True)
        here = standing({offer.id})[offer.id]
        change = Change(source=source, by=by, now=now, providers=Providers())
        writes = {conflict.field: conflict.values["now"]}
        change.write(offer, writes, fields_of(here, DEFAULT.code), here)
        db.session.flush()
        index_offers([offer.id])
    publish(
        OfferConflictSettled(
            occurred_at=now,
            by=by,
            offer_id=entry.offer_id,
            conflict_id=conflict.id,
            took_file=take_file,
        )
    )


def keep(entry: IntakeEntry, *, by: Viewer, now: datetime) -> None:
    """It stays though its list holds it no more."""
    _decide(entry)
    entry.was_kept = True
    publish(WithdrawnOfferKept(occurred_at=now, by=by, offer_id=entry.offer_id, entry_id=entry.id))


def archive(entry: IntakeEntry, *, by: Viewer, now: datetime) -> None:
    """End it for good; one that is public is hidden on the way."""
    _decide(entry)
    offer = db.session.get_one(Offer, entry.offer_id, with_for_update=True)
    if offer.state == "published":
        service.suspend(offer, by=by, now=now)
    service.archive(offer, by=by, now=now)


def _decide(entry: IntakeEntry) -> None:
    if entry.withdrawn_at is None:
        raise Decided
    entry.withdrawn_at = None
