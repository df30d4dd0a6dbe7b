"""A wish as conditions on offers, for the database."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from app.core import clock
from app.core.i18n import german, speaking, t
from app.core.words import TOPICS
from app.offers.letters import Words, holds_word, texts_with
from app.offers.models import Offer, OfferLanguage, SearchText
from app.offers.models_hsds import OfferTerm
from app.offers.search import fold
from app.offers.sharing import shown_in
from app.offers.taking_place import open_at, within_days
from app.offers.wish import Wish

A_WEEK = 7  # days


def public() -> sa.ColumnElement[bool]:
    """What everybody may see: published, and its last day is not over."""
    is_over = sa.and_(Offer.valid_to.is_not(None), Offer.valid_to < clock.today())
    return sa.and_(Likely(Offer.state == "published"), ~is_over)


class Likely(sa.sql.functions.FunctionElement[Any]):
    """What is true of most rows.

    Nobody has counted the rows of a new SQLite database, and it would begin with this condition:
    searching in a town would read all of a region.
    """

    type = sa.types.NULLTYPE  # because: compared with 1, as SQLite's booleans are, no index serves
    inherit_cache = True


@compiles(Likely)
def _as_it_is(element: Likely, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(Likely, "sqlite")
def _with_a_hint(element: Likely, compiler: SQLCompiler, **more: Any) -> str:
    return f"likely({compiler.process(element.clauses, **more)})"


def wanted(
    wish: Wish, words: Words, *, reader: str, near: sa.ColumnElement[bool] | None = None
) -> sa.Select[uuid.UUID]:
    """Keys of the public offers that a wish finds, each once.

    `words` may stand for the wish's own; `near` keeps what lies within its distance of its town.
    """
    topics = {word: _topics_named(word, reader) for word in words}
    plain = tuple(word for word in words if not topics[word])
    named = [
        sa.or_(Offer.topic.in_(topics[word]), holds_word(word, reader=reader))
        for word in words
        if topics[word]
    ]
    town = wish.town if near is None else ""
    statement = sa.select(Offer.id).where(public(), *_filters(wish), *named)
    if plain:
        statement = (
            statement.distinct()
            .join(SearchText, SearchText.offer_id == Offer.id)
            .where(texts_with(plain, reader=reader, town=town))
        )
    elif town:
        statement = statement.where(shown_in(town))
    return statement if near is None else statement.where(near)


def _topics_named(word: tuple[str, ...], reader: str) -> list[str]:
    """Topics whose word, in her language or in German, holds what was typed."""
    with speaking(reader):
        names = {key: (fold(t(one.word)), fold(german(one.word))) for key, one in TOPICS.items()}
    return [key for key, both in names.items() if any(w in name for w in word for name in both)]


def _filters(wish: Wish) -> list[sa.ColumnExpressionArgument[bool]]:
    """All of the wish but words and place."""
    listed: list[sa.ColumnExpressionArgument[bool]] = []
    if wish.topic:
        listed.append(Offer.topic == wish.topic)
    if wish.language:
        spoken = sa.select(OfferLanguage.code).where(OfferLanguage.offer_id == Offer.id)
        listed.append(spoken.where(OfferLanguage.code == wish.language).exists())
    if wish.for_whom:
        meant = sa.select(OfferTerm.offer_id).where(OfferTerm.offer_id == Offer.id)
        group = (OfferTerm.taxonomy == "for_whom", OfferTerm.term == wish.for_whom)
        listed.append(meant.where(*group).exists())
    if wish.age is not None:
        listed.append(sa.or_(Offer.minimum_age.is_(None), Offer.minimum_age <= wish.age))
        listed.append(sa.or_(Offer.maximum_age.is_(None), Offer.maximum_age >= wish.age))
    if wish.level:  # A1 to C2 stand in the order of the alphabet
        listed.append(sa.or_(Offer.min_level.is_(None), Offer.min_level <= wish.level))
    flags = ("is_free", "has_childcare", "is_step_free")
    listed += [getattr(Offer, name) for name in flags if getattr(wish, name)]
    if wish.when:
        now = clock.local(clock.now())
        listed.append(open_at(now) if wish.when == "now" else within_days(A_WEEK, now))
    return listed
