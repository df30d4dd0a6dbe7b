"""A wish as conditions on offers, for the database."""

import uuid
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.i18n import german, speaking, t
from app.core.words import TOPICS
from app.offers.letters import Words, texts_with
from app.offers.models import Offer, OfferLanguage, SearchText
from app.offers.models_hsds import OfferTerm
from app.offers.search import fold
from app.offers.sharing import shared_with, shown_in
from app.offers.taking_place import open_at, within_days
from app.offers.wish import Wish

A_WEEK = 7  # days


def public() -> sa.ColumnElement[bool]:
    """What everybody may see: published, and its last day is not over."""
    is_over = sa.and_(Offer.valid_to.is_not(None), Offer.valid_to < clock.today())
    return sa.and_(Offer.state == "published", ~is_over)


def wanted(
    wish: Wish, words: Words, *, reader: str, around: Mapping[str, float]
) -> sa.Select[uuid.UUID]:
    """Keys of the public offers that a wish finds, each once.

    `words` may stand for the wish's own; `around` holds the towns within its distance.
    """
    plain = tuple(word for word in words if not _topics_named(word, reader))
    named = [
        _has_or_is(word, reader=reader, wish=wish) for word in words if _topics_named(word, reader)
    ]
    town = "" if wish.km else wish.town
    statement = sa.select(Offer.id).where(public(), *_filters(wish), *named)
    if plain:
        statement = (
            statement.distinct()
            .join(SearchText, SearchText.offer_id == Offer.id)
            .where(texts_with(plain, reader=reader, town=town))
        )
    elif wish.town and not wish.km:
        statement = statement.where(shown_in(wish.town))
    return statement.where(_lies_in(around, wish.town)) if wish.km else statement


def _has_or_is(word: tuple[str, ...], *, reader: str, wish: Wish) -> sa.ColumnElement[bool]:
    """The word stands in the offer's texts, or it names the offer's topic."""
    town = "" if wish.km else wish.town
    held = sa.select(SearchText.offer_id).where(texts_with((word,), reader=reader, town=town))
    return sa.or_(Offer.id.in_(held), Offer.topic.in_(_topics_named(word, reader)))


def _topics_named(word: tuple[str, ...], reader: str) -> list[str]:
    """Topics whose word, in her language or in German, holds what was typed."""
    with speaking(reader):
        names = {key: (fold(t(one.word)), fold(german(one.word))) for key, one in TOPICS.items()}
    return [key for key, both in names.items() if any(w in name for w in word for name in both)]


def _lies_in(around: Mapping[str, float], town: str) -> sa.ColumnElement[bool]:
    """Offers of these towns, and those that others show in the one in the middle."""
    own = aliased(Offer)
    theirs = sa.select(own.id).where(own.municipality_ags.in_(list(around)))
    return Offer.id.in_(theirs.union_all(shared_with(town)))


def _filters(wish: Wish) -> list[sa.ColumnExpressionArgument[bool]]:
    """All of the wish but words and place."""
    listed: list[sa.ColumnExpressionArgument[bool]] = []
    if wish.topic:
        listed.append(Offer.topic == wish.topic)
    if wish.language:
        spoken = sa.select(OfferLanguage.offer_id).where(OfferLanguage.code == wish.language)
        listed.append(Offer.id.in_(spoken))
    if wish.for_whom:
        meant = sa.select(OfferTerm.offer_id).where(OfferTerm.taxonomy == "for_whom")
        listed.append(Offer.id.in_(meant.where(OfferTerm.term == wish.for_whom)))
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
