"""The public list: what a wish finds, best first, in a number of statements that never grows."""

import uuid
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.i18n import german, speaking, t
from app.core.translating import readable
from app.core.words import TOPICS
from app.offers.cards import OfferCard, card_rows, gathered, rule_of
from app.offers.models import Offer, OfferLanguage, Schedule, SearchText, is_stale
from app.offers.schedules import Rule
from app.offers.search import Wish, fold
from app.offers.sharing import shared_with, shown_in, within
from app.offers.sharing_models import OfferShownIn

PAGE = 20  # rows


@dataclass(frozen=True, kw_only=True)
class Town:
    """A municipality that has public offers, and whether the reader lives there."""

    ags: str
    name: str
    is_home: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of what was found."""

    cards: list[OfferCard]
    total: int
    page: int

    @property
    def has_more(self) -> bool:
        """True when another page follows."""
        return self.page * PAGE < self.total


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Conditions to drop, and how many offers there are without them."""

    conditions: tuple[str, ...]
    count: int


def public() -> sa.ColumnElement[bool]:
    """What everybody may see: published, and its last day is not over."""
    is_over = sa.and_(Offer.valid_to.is_not(None), Offer.valid_to < clock.today())
    return sa.and_(Offer.state == "published", ~is_over)


def towns(viewer: Viewer | None) -> list[Town]:
    """Municipalities with public offers, the client's own marked; one statement."""
    home: sa.ColumnElement[bool] = sa.false()
    if viewer is not None and viewer.role is Role.CLIENT:
        mine = sa.select(Client.municipality_ags).where(Client.person_id == viewer.person_id)
        home = Municipality.ags.in_(mine)
    own = sa.select(Offer.municipality_ags).where(public())
    others = sa.select(OfferShownIn.area_ags).join(Offer, Offer.id == OfferShownIn.offer_id)
    shown = own.union_all(others.where(public()))
    rows = db.session.execute(
        sa.select(Municipality.ags, Municipality.name, home.label("is_home"))
        .where(sa.or_(Municipality.ags.in_(shown), Municipality.district_ags.in_(shown)))
        .order_by(Municipality.name)
    )
    return [Town(**{**row._mapping, "is_home": bool(row.is_home)}) for row in rows]


def all_towns() -> list[tuple[str, str]]:
    """All municipalities for a choice: key and name; one statement."""
    rows = db.session.execute(
        sa.select(Municipality.ags, Municipality.name).order_by(Municipality.name)
    )
    return [(ags, name) for ags, name in rows]


def find(wish: Wish, *, reader: str, page: int) -> Found:
    """The offers a wish finds: three statements, whatever their number."""
    wanted = sa.and_(public(), *_conditions(wish, reader))
    cards = gathered(db.session.execute(card_rows(reader).where(wanted)))
    if wish.when:  # only hours decide, so those of all are read, in the one statement for hours
        cards = [c for c in _with_rules(cards, wanted) if _is_at_the_time(c, wish.when)]
    total = len(cards)
    cards = sorted(cards, key=lambda card: _rank(card, wish))[(page - 1) * PAGE : page * PAGE]
    if not wish.when:
        cards = _with_rules(cards, Offer.id.in_([card.id for card in cards]))
    return Found(cards=_with_languages(cards), total=total, page=page)


def ways_out(wish: Wish, *, reader: str) -> list[WayOut]:
    """For a wish without result: which condition to drop, and what there is then; one statement.

    Hours are not known to the database, so the time is dropped together with each other one.
    """
    drops = [tuple(dict.fromkeys((name, *_also(wish)))) for name in wish.conditions]
    if not drops:
        return []
    counts = [
        sa.select(sa.func.count())
        .select_from(Offer)
        .where(public(), *_conditions(wish.without(*drop), reader))
        .scalar_subquery()
        .label(f"n{number}")
        for number, drop in enumerate(drops)
    ]
    row = db.session.execute(sa.select(*counts)).one()
    ways = zip(drops, row, strict=True)
    return [WayOut(conditions=drop, count=count) for drop, count in ways if count]


def _also(wish: Wish) -> tuple[str, ...]:
    return ("when",) if wish.when else ()


def _conditions(wish: Wish, reader: str) -> list[sa.ColumnExpressionArgument[bool]]:
    """The wish as SQL; the words are looked for inside the town, by its index."""
    listed: list[sa.ColumnExpressionArgument[bool]] = []
    if wish.topic:
        listed.append(Offer.topic == wish.topic)
    if wish.town:
        listed.append(shown_in(wish.town))
    if wish.is_free:
        listed.append(Offer.is_free)
    if wish.language:
        spoken = sa.select(OfferLanguage.offer_id).where(OfferLanguage.code == wish.language)
        listed.append(Offer.id.in_(spoken))
    listed += [_has_word(word, wish.town, reader) for word in wish.words]
    return listed


def _has_word(word: str, town: str, reader: str) -> sa.ColumnElement[bool]:
    """The word stands in the offer's texts, in her language or German, or names its topic."""
    held = sa.select(SearchText.offer_id).where(
        SearchText.lang.in_((*readable(reader), "de")),
        SearchText.text.contains(word, autoescape=True),
    )
    found: sa.Select[uuid.UUID] | sa.CompoundSelect[uuid.UUID] = held
    if town:  # its own by their index, and the few that others show there
        from_others = held.where(SearchText.offer_id.in_(shared_with(town)))
        found = held.where(within(SearchText.municipality_ags, town)).union_all(from_others)
    topics = _topics_named(word, reader)
    if not topics:
        return Offer.id.in_(found)
    return sa.or_(Offer.id.in_(found), Offer.topic.in_(topics))


def _topics_named(word: str, reader: str) -> list[str]:
    """Topics whose word, in her language or in German, holds what was typed."""
    with speaking(reader):
        return [
            key
            for key, topic in TOPICS.items()
            if word in fold(t(topic.word)) or word in fold(german(topic.word))
        ]


def _rank(card: OfferCard, wish: Wish) -> tuple[bool, bool, str]:
    """What nobody checked for long sinks; a hit in the name comes first."""
    name = fold(" ".join(card.names.values()))
    is_in_name = all(word in name for word in wish.words)
    return (is_stale(card.assured_date), not is_in_name, name)


def _is_at_the_time(card: OfferCard, when: str) -> bool:
    return card.is_open_now if when == "now" else card.is_this_week


def _with_rules(cards: list[OfferCard], wanted: sa.ColumnElement[bool]) -> list[OfferCard]:
    """These cards with the schedules of the wanted offers; one statement."""
    found: dict[uuid.UUID, tuple[Rule, ...]] = {}
    rows = db.session.scalars(
        sa.select(Schedule).where(Schedule.offer_id.in_(sa.select(Offer.id).where(wanted)))
    )
    for row in rows:
        found[row.offer_id] = (*found.get(row.offer_id, ()), rule_of(row))
    return [replace(card, rules=found.get(card.id, ())) for card in cards]


def _with_languages(cards: list[OfferCard]) -> list[OfferCard]:
    """These cards with the languages in which the offers are given; one statement."""
    found: dict[uuid.UUID, tuple[str, ...]] = {}
    rows = db.session.execute(
        sa.select(OfferLanguage.offer_id, OfferLanguage.code)
        .where(OfferLanguage.offer_id.in_([card.id for card in cards]))
        .order_by(OfferLanguage.code)
    )
    for offer_id, code in rows:
        found[offer_id] = (*found.get(offer_id, ()), code)
    return [replace(card, languages=found.get(card.id, ())) for card in cards]
