"""What search looks through: written anew whenever an offer's words may have changed."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from app.core.db import db, insert_into
from app.core.i18n import DEFAULT
from app.offers import likeness
from app.offers.models import SearchText, SearchWord
from app.offers.records import OfferRecord
from app.offers.search import search_text, vocabulary


def index(record: OfferRecord) -> None:
    """Write one row for German and one for each language in which somebody translated it."""
    index_many([record])


def index_many(records: Collection[OfferRecord]) -> None:
    """The same for any number of offers, in five statements."""
    rows = [row for record in records for row in _rows(record)]
    offer_ids = [record.offer.id for record in records]
    db.session.execute(sa.delete(SearchText).where(SearchText.offer_id.in_(offer_ids)))
    if rows:
        db.session.execute(sa.insert(SearchText), rows)
    add_words(set().union(*(vocabulary(row["text"]) for row in rows)))
    likeness.note_many(records)


def _rows(record: OfferRecord) -> list[dict[str, Any]]:
    """The German words stand in every row: who types both finds both."""
    offer = record.offer
    place = record.locations[0] if record.locations else None
    german = (
        offer.name,
        offer.description,
        record.organization.name if record.organization else None,
        place.name if place else None,
        place.city if place else None,
    )
    texts: dict[str, list[str]] = {DEFAULT.code: []}
    names = {DEFAULT.code: offer.name}
    for row in record.translations:
        texts.setdefault(row.lang, []).append(row.text)
        if row.field == "name":
            names[row.lang] = row.text
    return [
        dict(
            offer_id=offer.id,
            lang=lang,
            municipality_ags=offer.municipality_ags,
            name=search_text(names.get(lang), offer.name if lang != DEFAULT.code else None),
            text=search_text(*parts, *german),
        )
        for lang, parts in texts.items()
    ]


def add_words(words: Iterable[str]) -> None:
    """Remember these words; in order, so that two who write at once wait and do not block."""
    rows = [{"word": word} for word in sorted(words)]
    if not rows:
        return
    db.session.execute(insert_into(SearchWord).on_conflict_do_nothing(), rows)
