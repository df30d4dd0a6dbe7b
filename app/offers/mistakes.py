"""What somebody probably meant who mistyped: words that stand in some offer, one letter off."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.core.db import db
from app.offers.models import SearchWord
from app.offers.search import SHORTEST_MISTAKEN, halves, meant

_MOST_READ = 3000  # words: of a district's some ten thousand, those with half of what was typed
_MOST_MEANT = 4  # words for one that was typed


def probably_meant(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each word what may have been meant; one statement, none when all are short.

    Words that begin with what was meant, or end with it, count too: people type beginnings, and
    German joins words.
    """
    typed = [word for word in words if len(word) >= SHORTEST_MISTAKEN - 1]
    if not typed:
        return {}
    pieces = [piece for word in typed for piece in halves(word)]
    known = db.session.scalars(
        sa.select(SearchWord.word)
        .where(sa.or_(*(SearchWord.word.contains(piece) for piece in pieces)))
        .order_by(sa.func.length(SearchWord.word), SearchWord.word)
        .limit(_MOST_READ)
    ).all()
    return {word: found for word in typed if (found := _meant(word, known))}


def _meant(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    """Whole words first, then the shortest that hold it."""
    found = dict.fromkeys(piece for word in known if (piece := meant(typed, word)))
    whole = sorted(found, key=lambda piece: piece[0] != typed[0])
    return tuple(whole[:_MOST_MEANT])
