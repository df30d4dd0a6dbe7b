"""Two entries of one offer become one: field by field as somebody chose, and back within a day.

What hangs on the entry that goes (translations, bookmarks, pins, referrals, what lists call it)
moves to the one that stays; the entry itself is archived as it was, and its address leads on.
"""

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish as announce
from app.offers import ending, events, history, suggestions
from app.offers.care import circle_name
from app.offers.care_models import OfferApart, OfferEnding
from app.offers.conditions import public
from app.offers.indexing import index_many
from app.offers.merging_rows import move_back, move_rows
from app.offers.merging_words import move_words, move_words_back
from app.offers.models import Offer
from app.offers.records import OfferRecord, load
from app.offers.states import WrongState
from app.offers.words import FIELDS

_PLACE = ("place", "address_1", "postal_code", "city", "transportation", "accessibility")
_COST = ("is_free", "fees_description")
_CHAIN = 8  # entries that went one into another; nobody merges as often


def parts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is chosen together, by its first field: a street without its town is no address."""
    for name in FIELDS:
        if name == _PLACE[0]:
            yield name, _PLACE
        elif name == _COST[0]:
            yield name, _COST
        elif name not in _PLACE + _COST:
            yield name, (name,)


def merge(
    kept: OfferRecord, gone: OfferRecord, chosen: Collection[str], *, by: Viewer, now: datetime
) -> OfferEnding:
    """Put `gone` into `kept`; `chosen` names the parts that are taken from `gone`."""
    if kept.offer.id == gone.offer.id or "archived" in (kept.offer.state, gone.offer.state):
        raise WrongState
    fields = [field for part, held in parts() if part in chosen for field in held]
    taken = {
        name: value
        for name, value in gone.values.items()
        if name in fields and kept.values[name] != value
    }
    made = OfferEnding(
        offer_id=gone.offer.id,
        before=gone.offer.state,
        ended_at=now,
        into_id=kept.offer.id,
        kept=_as_it_was(kept, taken),
    )
    old_version = gone.offer.words_version
    if taken:
        suggestions.write(kept, taken, by=by, now=now)
        _take_point(kept, gone, taken)
    made.moved = {
        "words": move_words(kept, gone, taken, old_version=old_version),
        "rows": move_rows(gone.offer.id, kept.offer.id),
    }
    gone.offer.state = "archived"  # because: from any state; nothing is lost in the one that stays
    db.session.add(made)
    _told(events.OfferMerged, made, by=by, now=now)
    return made


def _as_it_was(kept: OfferRecord, taken: dict[str, object]) -> dict[str, Any]:
    place = kept.locations[0] if kept.locations else None
    return {
        "before": {name: kept.values[name] for name in taken},
        "after": taken,
        "words_version": kept.offer.words_version,
        "point": [place.latitude, place.longitude] if place else None,
    }


def _take_point(kept: OfferRecord, gone: OfferRecord, taken: dict[str, object]) -> None:
    """The point on the map belongs to the address."""
    if "address_1" in taken and kept.locations and gone.locations:
        here, there = kept.locations[0], gone.locations[0]
        here.latitude, here.longitude = there.latitude, there.longitude


def _told(
    kind: type[events.OfferMergeFact], made: OfferEnding, *, by: Viewer, now: datetime
) -> None:
    """Write what search looks through anew, and tell it; both histories say which became which."""
    db.session.flush()
    index_many([_fresh(made.offer_id), _fresh(_into(made))])
    ids = {"id": made.offer_id}, {"id": _into(made)}
    before, after = ids if kind is events.OfferMerged else reversed(ids)
    for offer_id in (made.offer_id, _into(made)):
        history.note(offer_id, before, after, circle=circle_name(by), now=now)
    announce(kind(occurred_at=now, by=by, offer_id=made.offer_id, into_id=_into(made)))


def _into(made: OfferEnding) -> uuid.UUID:
    assert made.into_id is not None  # noqa: S101  # for the type checker
    return made.into_id


def _fresh(offer_id: uuid.UUID, *, to_change: bool = False) -> OfferRecord:
    return load(offer_id, sa.true(), to_change=to_change)


def bring_back(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """Undo an archiving of the last day; what was put into another offer comes out of it again."""
    made = ending.last_ending(offer.id, now=now)
    if made is None or made.into_id is None:
        ending.take_back(offer, by=by, now=now)
        return
    kept = _fresh(made.into_id, to_change=True)
    if kept.offer.state == "archived":
        raise ending.TooLate
    _give_back(kept, made, by=by, now=now)
    move_words_back(made.moved["words"])
    move_back(made.moved["rows"], to=offer.id, out_of=kept.offer.id)
    ending.bring_back(offer, made, by=by, now=now)
    _told(events.OfferMergeUndone, made, by=by, now=now)


def _give_back(kept: OfferRecord, made: OfferEnding, *, by: Viewer, now: datetime) -> None:
    """Write the values from before, but where somebody has changed them since."""
    held, was = kept.values, made.kept
    back = {name: was["before"][name] for name, new in was["after"].items() if held[name] == new}
    if not back:
        return
    suggestions.write(kept, back, by=by, now=now)
    kept.offer.words_version = was["words_version"]
    if "address_1" in back and was["point"] and kept.locations:
        kept.locations[0].latitude, kept.locations[0].longitude = was["point"]


def successor(offer_id: uuid.UUID) -> uuid.UUID | None:
    """The public offer in which this one stands now; None when there is none."""
    found: uuid.UUID | None = offer_id
    for _ in range(_CHAIN):
        into = sa.select(OfferEnding.into_id).where(
            OfferEnding.offer_id == found,
            OfferEnding.into_id.is_not(None),
            OfferEnding.undone_at.is_(None),
        )
        found = db.session.scalar(into.order_by(OfferEnding.id.desc()).limit(1))
        if found is None:
            return None
        if db.session.scalar(sa.select(Offer.id).where(Offer.id == found, public())):
            return found
    return None


def keep_apart(one: uuid.UUID, other: uuid.UUID) -> None:
    """Somebody looked: they are two. They are not shown as doubles again."""
    first, second = sorted((one, other), key=str)
    db.session.merge(OfferApart(offer_id=first, other_id=second))
