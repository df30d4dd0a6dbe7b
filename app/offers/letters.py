"""Words inside texts, as each database finds them: in one town by reading, in a region by index.

A town has some hundred offers, and its index brings exactly their texts: reading them is quickest.
For a region there is an index of letters: of three in a row in SQLite (FTS5 trigram), pg_trgm in
PostgreSQL. Both find any part of a word, in every script.
"""

import uuid

import sqlalchemy as sa

from app.core.db import db
from app.core.i18n import DEFAULT
from app.core.translating import readable
from app.offers.models import SearchText
from app.offers.sharing import shared_with, within

Words = tuple[tuple[str, ...], ...]  # of each word what may stand for it
INDEXED = 3  # letters: shorter words are no use to an index of letters
_LETTERS = sa.table("offer_search_letters", sa.column("rowid", sa.Integer), sa.column("text"))


def texts_with(words: Words, *, reader: str, town: str = "") -> sa.ColumnElement[bool]:
    """Search texts that this reader can read and that hold all these words."""
    is_readable = SearchText.lang.in_(dict.fromkeys((*readable(reader), DEFAULT.code)))
    if not town:
        return sa.and_(is_readable, *_by_index(words))
    read = sa.select(SearchText.id).where(is_readable, *(_holds(SearchText.text, w) for w in words))
    own = read.where(within(SearchText.municipality_ags, town))
    # its own by their index, and the few that others show there
    return SearchText.id.in_(own.union_all(read.where(_is_of(shared_with(town)))))


def named_with(words: Words) -> sa.ColumnElement[bool]:
    """Search texts in whose name all these words stand."""
    return sa.and_(sa.true(), *(_holds(SearchText.name, word) for word in words))


def _is_of(offers: sa.Select[uuid.UUID]) -> sa.ColumnElement[bool]:
    return SearchText.offer_id.in_(offers)


def _holds(column: sa.SQLColumnExpression[str], word: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """One of these stands in the column; read letter by letter, no index is asked."""
    place = sa.func.instr if db.engine.dialect.name == "sqlite" else sa.func.strpos
    return sa.or_(*(place(column, one) > 0 for one in word))


def _by_index(words: Words) -> list[sa.ColumnElement[bool]]:
    if db.engine.dialect.name != "sqlite":
        return [sa.or_(*(SearchText.text.contains(one) for one in word)) for word in words]
    long = [word for word in words if min(map(len, word)) >= INDEXED]
    short = [_holds(SearchText.text, word) for word in words if word not in long]
    if not long:
        return short
    asked = " AND ".join("(" + " OR ".join(f'"{one}"' for one in word) + ")" for word in long)
    found = sa.select(_LETTERS.c.rowid).where(_LETTERS.c.text.op("MATCH")(asked))
    return [SearchText.id.in_(found), *short]
