"""What was changed in offers, as it leaves the house, and as it comes back with a file."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa

from app.core.db import db
from app.exchange import hsds_past
from app.exchange.entries import Past
from app.exchange.rows import insert_all
from app.offers.models_hsds import OfferChange


def histories(offer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, tuple[Past, ...]]:
    """The changes of these offers, oldest first; one statement."""
    found: dict[uuid.UUID, tuple[Past, ...]] = defaultdict(tuple)
    for row in db.session.scalars(
        sa.select(OfferChange)
        .where(OfferChange.offer_id.in_(offer_ids))
        .order_by(OfferChange.offer_id, OfferChange.changed_at, OfferChange.field_name)
    ):
        found[row.offer_id] += (_past(row),)
    return found


def _past(row: OfferChange) -> Past:
    return Past(
        field=row.field_name,
        before=row.previous_value,
        after=row.replacement_value,
        circle=row.updated_by,
        on=row.changed_at.date(),
    )


def changes_of(history: Iterable[Past], offer_id: uuid.UUID) -> list[OfferChange]:
    """The rows of these changes; those of one day keep their order."""
    return [
        OfferChange(
            offer_id=offer_id,
            field_name=one.field,
            previous_value=one.before,
            replacement_value=one.after,
            updated_by=one.circle,
            changed_at=datetime.combine(one.on, time(), UTC) + timedelta(microseconds=number),
        )
        for number, one in enumerate(history)
    ]


def add_missing(told: Sequence[tuple[uuid.UUID, tuple[Past, ...]]]) -> None:
    """Keep what files tell of the history of offers that stand here, each change once."""
    if not told:
        return
    held = histories([offer_id for offer_id, _history in told])
    insert_all(
        row
        for offer_id, history in told
        for row in changes_of(_others(history, held[offer_id]), offer_id)
    )


def _others(history: Iterable[Past], held: tuple[Past, ...]) -> list[Past]:
    """Those that do not stand here yet, in whosever name, as a file would tell of them."""
    back, _lost = hsds_past.read({"metadata": hsds_past.told(held, "")}, "")
    left = Counter(_what(one) for one in back)
    others: list[Past] = []
    for one in history:
        left[_what(one)] -= 1
        if left[_what(one)] < 0:
            others.append(one)
    return others


def _what(one: Past) -> tuple[object, ...]:
    return one.field, one.before, one.after, one.on
