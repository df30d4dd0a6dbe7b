"""Words inside texts, as each database finds them: in one town by reading, in a region by index.

A town has some hundred offers, and its index brings exactly their texts: reading them is quickest.
For a region there is an index of letters: of three in a row in SQLite (FTS5 trigram), pg_trgm in
PostgreSQL. Both find any part of a word, in every script.
"""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.i18n import DEFAULT
from app.core.translating import readable
from app.offers.models import Offer, SearchText
from app.offers.sharing import shared_with, within

Words = tuple[tuple[str, ...], ...]  # of each word what may stand for it
INDEXED = 3  # letters: shorter words are no use to an index of letters
_LETTERS = sa.table("offer_search_letters", sa.column("rowid", sa.Integer), sa.column("text"))


def texts_with(words: Words, *, reader: str, town: str = "") -> sa.ColumnElement[bool]:
    """Search texts that this reader can read and that hold all these words."""
    is_readable = SearchText.lang.in_(_readable(reader))
    if not town:
        return sa.and_(is_readable, *_by_index(words))
    held = (_holds(SearchText.text, word) for word in words)
    read = sa.select(SearchText.id).where(is_readable, *held)
    own = read.where(within(SearchText.municipality_ags, town))
    # its own by their index, and the few that others show there
    return SearchText.id.in_(own.union_all(read.where(_is_of(shared_with(town)))))


def _readable(reader: str) -> list[str]:
    return list(dict.fromkeys((*readable(reader), DEFAULT.code)))


def holds_word(word: tuple[str, ...], *, reader: str) -> sa.ColumnElement[bool]:
    """Offers with this word in one of their texts, looked up offer by offer.

    Not an EXISTS: PostgreSQL would read the texts of all the region beforehand.
    """
    own = aliased(SearchText)
    found = _one(own, reader).where(_holds(own.text, word)).limit(1)
    return found.scalar_subquery().is_not(None)


def has_in_its_name(words: Words, *, reader: str) -> sa.Exists:
    """Offers in whose name all these words stand."""
    own = aliased(SearchText)
    return _one(own, reader).where(*(_holds(own.name, word) for word in words)).exists()


def _one(own: type[SearchText], reader: str) -> sa.Select[int]:
    """A text of the offer that is being looked at."""
    return sa.select(own.id).where(own.offer_id == Offer.id, own.lang.in_(_readable(reader)))


def _is_of(offers: sa.Select[uuid.UUID]) -> sa.ColumnElement[bool]:
    return SearchText.offer_id.in_(offers)


def _holds(column: sa.SQLColumnExpression[str], word: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """One of these stands in the column; read letter by letter, no index is asked."""
    place = sa.func.instr if db.engine.dialect.name == "sqlite" else sa.func.strpos
    return sa.or_(*(place(column, one) > 0 for one in word))


def _written(word: str) -> sa.BindParameter[str]:
    """A pattern that stands in the statement itself, so that it is planned for this very word.

    A statement planned once for all words takes no index, since one of them may be common.
    """
    return sa.bindparam("pattern", f"%{word}%", unique=True, literal_execute=True)


def _by_index(words: Words) -> list[sa.ColumnElement[bool]]:
    if db.engine.dialect.name != "sqlite":
        return [sa.or_(*(SearchText.text.like(_written(one)) for one in word)) for word in words]
    long = [word for word in words if min(map(len, word)) >= INDEXED]
    short = [_holds(SearchText.text, word) for word in words if word not in long]
    if not long:
        return short
    asked = " AND ".join("(" + " OR ".join(f'"{one}"' for one in word) + ")" for word in long)
    found = sa.select(_LETTERS.c.rowid).where(_LETTERS.c.text.op("MATCH")(asked))
    return [SearchText.id.in_(found), *short]
