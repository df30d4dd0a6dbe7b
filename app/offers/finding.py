"""The public list: what a wish finds, best first, in a number of statements that never grows.

The database finds, counts, orders and pages. Of a wish that finds masses it looks at MOST: nobody
reads on so far, and the page says that a town or one more word finds more.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.offers.cards import OfferCard, card_rows, gathered, with_languages, with_rules
from app.offers.conditions import public, wanted
from app.offers.distances import far_from, lies_within
from app.offers.letters import Words, has_in_its_name
from app.offers.mistakes import probably_meant
from app.offers.models import STALE_AFTER, Offer
from app.offers.towns import Town
from app.offers.wish import Wish

__all__ = ["MOST", "PAGE", "Found", "Search", "WayOut", "public"]

PAGE = 20  # rows
MOST = 500  # offers that are counted and put in order
FEW = 3  # offers: fewer, and we look for what was probably meant as well


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found."""

    cards: list[OfferCard]
    total: int
    page: int
    also: tuple[str, ...] = ()  # words we looked for besides those that were typed
    ways: tuple["WayOut", ...] = ()  # where nothing was found

    @property
    def most(self) -> int:
        """So many are counted and shown."""
        return MOST

    @property
    def has_more(self) -> bool:
        """True when another page follows."""
        return self.page * PAGE < min(self.total, self.most)

    @property
    def is_cut(self) -> bool:
        """True when there are more than we count."""
        return self.total > self.most


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Conditions to drop, and how many offers there are without them."""

    conditions: tuple[str, ...]
    count: int


class Search:
    """One wish of one reader among these towns."""

    def __init__(self, wish: Wish, *, reader: str, towns: list[Town]) -> None:
        self.wish, self.reader, self.towns = wish, reader, towns
        self.words: Words = tuple((word,) for word in wish.words)

    def find(self, page: int = 1) -> Found:
        """What is found: one statement; up to four where it is little or nothing."""
        found = self._page(page)
        if found.total >= FEW or (found.cards and page > 1):
            return found
        if page > 1:
            return self._further(page)
        meant = probably_meant(self.wish.words)
        self.words = tuple((word, *meant.get(word, ())) for word in self.wish.words)
        wider = self._page(1) if found.total and meant else found
        if not found.total:
            wider = self._ways_out()
        elif wider.total == found.total:
            return found
        return replace(wider, also=tuple(word for group in self.words for word in group[1:]))

    def _further(self, page: int) -> Found:
        """A page with what was probably meant; the first one where there is no such page."""
        first = self.find()
        found = self._page(page) if first.also else first
        return replace(found, also=first.also) if found.cards else first

    def _ways_out(self) -> Found:
        """What the words find that were probably meant, else which conditions to drop.

        Where no single condition is enough, all but the words are dropped.
        """
        drops: list[tuple[str, ...]] = [(name,) for name in self.wish.conditions]
        if len(drops) > 2 and self.words:
            drops.append(tuple(name for name in self.wish.conditions if name != "query"))
        counts = [self._count(drop).label(f"n{number}") for number, drop in enumerate([(), *drops])]
        meant, *rest = db.session.execute(sa.select(*counts)).one()
        if meant:
            return self._page(1)
        ways = [WayOut(conditions=d, count=n) for d, n in zip(drops, rest, strict=True) if n]
        single = [way for way in ways if len(way.conditions) == 1]
        self.words = ()
        return Found(cards=[], total=0, page=1, ways=tuple(single or ways))

    def _count(self, drop: tuple[str, ...]) -> sa.ScalarSelect[int]:
        wish = self.wish.without(*drop)
        words = () if "query" in drop else self.words
        few = self._wanted(wish, words).limit(MOST + 1).subquery()
        return sa.select(sa.func.count()).select_from(few).scalar_subquery()

    def _page(self, page: int) -> Found:
        best = self._best(page)
        rows = db.session.execute(
            with_languages(with_rules(card_rows(self.reader)))
            .add_columns(best.c.total)
            .join(best, best.c.offer_id == Offer.id)
            .order_by(*(_directed(name, best.c[name]) for name in self._ranks()))
        ).all()
        return Found(cards=gathered(rows), total=rows[0].total if rows else 0, page=page)

    def _best(self, page: int) -> sa.Subquery:
        """Key, ranks and number of all, for one page."""
        among = self._wanted(self.wish, self.words)
        if not self.words:  # an index brings the freshest of a whole region
            among = among.order_by(Offer.assured_date.desc())
        found = among.limit(MOST + 1).subquery()
        ranks = [rank.label(name) for name, rank in self._ranks().items()]
        return (
            sa.select(*ranks, sa.func.count().over().label("total"))
            .join(found, found.c.id == Offer.id)
            .order_by(*(_directed(rank.name, rank) for rank in ranks))
            .limit(PAGE)
            .offset((page - 1) * PAGE)
            .subquery()
        )

    def _wanted(self, wish: Wish, words: Words) -> sa.Select[uuid.UUID]:
        near = lies_within(wish.km, wish.town, self.towns) if wish.km else None
        return wanted(wish, words, reader=self.reader, near=near)

    def _ranks(self) -> dict[str, sa.ColumnElement[Any]]:
        """What nobody checked for long sinks, and what is full; a hit in the name comes first."""
        checked = sa.func.coalesce(Offer.assured_date, date.min)
        fit: dict[str, sa.ColumnElement[Any]] = {
            "is_stale": checked <= clock.today() - STALE_AFTER,
            "is_full": sa.type_coerce(Offer.is_full, sa.Boolean),
        }
        if self.words:
            fit["is_elsewhere"] = ~has_in_its_name(self.words, reader=self.reader)
        last = {"name": sa.func.lower(Offer.name), "offer_id": sa.type_coerce(Offer.id, sa.Uuid)}
        if self.wish.sort == "fresh":
            return {"checked_on": checked, **last}
        if self.wish.sort == "near":
            return {"far": far_from(self.wish.town, self.towns), **fit, **last}
        return {**fit, **last}


def _directed(name: str, rank: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The latest check comes first; of all else, the least."""
    return rank.desc() if name == "checked_on" else rank
