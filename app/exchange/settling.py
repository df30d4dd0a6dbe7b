"""Deciding: does the file count or what stands here; is a withdrawn offer archived or kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import DEFAULT
from app.core.i18n import lazy_gettext as _l
from app.exchange.changing import Change
from app.exchange.comparing import last_of
from app.exchange.entries import Entry
from app.exchange.events import OfferConflictSettled, WithdrawnOfferKept
from app.exchange.looking import told_by
from app.exchange.models import IntakeConflict, IntakeEntry, IntakeSource
from app.exchange.packing import fields_of
from app.exchange.pieces import LISTS, applied, decide, list_of
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
    offer = db.session.get_one(Offer, entry.offer_id, with_for_update=True)
    stands = standing({offer.id})[offer.id]
    writes, said = _decided(conflict, entry, told_by(stands, source.format))
    entry.said = {**entry.said, **said}
    if take_file and writes:
        _write(Change(source=source, by=by, now=now, providers=Providers()), offer, stands, writes)
    publish(
        OfferConflictSettled(
            occurred_at=now,
            by=by,
            offer_id=entry.offer_id,
            conflict_id=conflict.id,
            took_file=take_file,
        )
    )


def _decided(
    conflict: IntakeConflict, entry: IntakeEntry, here: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What to write when the file counts (of a list: edits), and what counts as said then."""
    name, now = list_of(conflict.field), conflict.values["now"]
    if name not in LISTS:
        return {name: now}, {name: now}
    edits, said = decide(
        conflict.field,
        before=conflict.values["before"],
        now=now,
        last=last_of(entry.said, name),
        here=here.get(name) or [],
    )
    return ({name: edits} if edits else {}), {f"{name}~": said}


def _write(change: Change, offer: Offer, stands: Entry, writes: Mapping[str, Any]) -> None:
    whole = fields_of(stands, DEFAULT.code)
    values = {
        name: (applied(whole[name] or [], new) or None) if name in LISTS else new
        for name, new in writes.items()
    }
    change.write(offer, values, whole, stands)
    db.session.flush()
    index_offers([offer.id])


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
