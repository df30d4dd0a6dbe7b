"""What leaves the house: offers that are or were public, with their history, in one language."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.i18n import DEFAULT
from app.exchange.entries import Entry
from app.exchange.hsds_telling import Told, service
from app.exchange.packing import TRANSLATED
from app.exchange.past import histories
from app.exchange.standing import STATUSES, standing, words_of
from app.offers.models import Offer, Translation

CHUNK = 500  # offers told together


def outgoing() -> sa.ColumnElement[bool]:
    """Offers that have a status outside: drafts and what waits for a check have none."""
    return Offer.state.in_(STATUSES)


def told(offer_ids: Sequence[uuid.UUID], lang: str = DEFAULT.code) -> list[Told]:
    """Whole services in this order, each with its history; a fixed number of statements."""
    entries, history = standing(offer_ids), histories(offer_ids)
    found = [replace(entries[key], history=history[key]) for key in offer_ids if key in entries]
    return [service(entry, lang, statuses) for entry, statuses in in_language(found, lang)]


def find(offer_id: uuid.UUID, lang: str) -> Told | None:
    """One whole service; None for one that has no status outside."""
    key = db.session.scalar(sa.select(Offer.id).where(Offer.id == offer_id, outgoing()))
    return next(iter(told([key], lang)), None) if key else None


def in_language(entries: Sequence[Entry], lang: str) -> list[tuple[Entry, Any]]:
    """These offers in a language, German where nobody translated, and how good each text is."""
    if lang == DEFAULT.code:
        return [(entry, None) for entry in entries]
    rows = _translations([uuid.UUID(entry.source_id) for entry in entries])
    return [_in_language(entry, *rows[entry.source_id], lang=lang) for entry in entries]


def _in_language(
    entry: Entry, offer: Offer, rows: Sequence[Translation], *, lang: str
) -> tuple[Entry, Any]:
    shown = {field: words_of(offer, field, rows).shown_in(lang) for field in TRANSLATED}
    texts: dict[str, Any] = {field: one.text for field, one in shown.items()}
    return replace(entry, **texts), {field: one.status for field, one in shown.items()}


def _translations(
    offer_ids: Collection[uuid.UUID],
) -> dict[str, tuple[Offer, list[Translation]]]:
    """Offers with all their translations; two statements."""
    offers = db.session.scalars(sa.select(Offer).where(Offer.id.in_(offer_ids)))
    found: dict[uuid.UUID, tuple[Offer, list[Translation]]] = {one.id: (one, []) for one in offers}
    rows = db.session.scalars(sa.select(Translation).where(Translation.offer_id.in_(offer_ids)))
    for row in rows:
        found[row.offer_id][1].append(row)
    return {str(key): value for key, value in found.items()}


def everything() -> Iterator[Told]:
    """All services there are, piece by piece: however many there are, few are held at once."""
    ids = db.session.scalars(sa.select(Offer.id).where(outgoing()).order_by(Offer.id)).all()
    for start in range(0, len(ids), CHUNK):
        yield from told(ids[start : start + CHUNK])
        db.session.expunge_all()
