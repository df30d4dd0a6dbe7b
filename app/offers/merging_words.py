"""Translations of two entries that become one: none is lost, and none passes for checked."""

import uuid
from collections.abc import Collection
from typing import Any

from app.core.db import db
from app.offers.models import Translation
from app.offers.records import OfferRecord

_CONTENT = (
    "text", "source_lang", "source_version", "origin", "minor_edit", "in_translation",
    "checked_by_id", "checked_on",
)  # fmt: skip
OUTDATED = 0  # older than any version of an original


def move_words(
    kept: OfferRecord, gone: OfferRecord, taken: Collection[str], *, old_version: int
) -> list[list[Any]]:
    """Move what `kept` lacks; where its original was taken too, the text goes before its own.

    A translation of words that do not stand here counts as outdated: somebody will look at it.
    """
    held = {(row.field, row.lang): row for row in kept.translations}
    moved: list[list[Any]] = []
    for row in gone.translations:
        is_new = row.field in taken
        is_good = is_new and row.source_version >= old_version
        version = kept.offer.words_version if is_good else OUTDATED
        other = held.get((row.field, row.lang))
        if other is None:
            moved.append([row.id, None, row.source_version, None, str(gone.offer.id)])
            row.offer_id, row.source_version = kept.offer.id, version
        elif is_new:
            moved.append([row.id, other.id, row.source_version, other.source_version, ""])
            _exchange(row, other)
            other.source_version = version
    return moved


def _exchange(one: Translation, other: Translation) -> None:
    for name in _CONTENT:
        mine, theirs = getattr(one, name), getattr(other, name)
        setattr(one, name, theirs)
        setattr(other, name, mine)


def move_words_back(moved: list[list[Any]]) -> None:
    """Everything goes where it was; what a translator deleted since stays away."""
    for row_id, other_id, version, other_version, home in moved:
        row = db.session.get(Translation, row_id)
        other = db.session.get(Translation, other_id) if other_id else None
        if row is None:
            continue
        if home:
            row.offer_id = uuid.UUID(home)
        elif other is not None:
            _exchange(row, other)
            other.source_version = other_version
        row.source_version = version
    db.session.flush()
