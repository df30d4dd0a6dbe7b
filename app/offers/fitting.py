"""The few offers that fit a client's step best, each with the reasons why.

Facts of the offer and hers alone decide: what she can follow, her language, how near it is, how
soon. Nothing is remembered, nobody is compared with others.
"""

import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.caseload.situation_models import LEVELS, GermanLevel
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.i18n import DEFAULT
from app.core.translating import readable
from app.offers.cards import OfferCard, card_rows, gathered, with_languages, with_rules
from app.offers.conditions import public
from app.offers.distances import of_town, squared
from app.offers.models import STALE_AFTER, Offer, OfferLanguage
from app.offers.sharing import shared_with
from app.offers.taking_place import within_days
from app.offers.towns import KM_A_DEGREE
from app.offers.wish import KILOMETRES
from app.people.models import Person

BEST = 3
SOON, FAR = 7, 30  # days; kilometres
NEAREST = 300  # offers of a topic


@dataclass(frozen=True, kw_only=True)
class Seeker:
    """What of a client decides which offers fit."""

    language: str
    town: str
    latitude: float | None
    longitude: float | None
    level: str | None

    @property
    def spoken(self) -> tuple[str, ...]:
        """Languages in which an offer is a help to her; German is no special one."""
        return tuple(code for code in readable(self.language) if code != DEFAULT.code)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One offer with what speaks for it."""

    card: OfferCard
    is_pinned: bool = False
    language: str | None = None  # hers, in which it is given
    kilometres: int | None = None  # about, from the middle of her town; 0: in it
    level: str | None = None  # the German it needs, which she has
    is_open: bool = True  # public today


def find_seeker(viewer: Viewer, client_id: int | None = None) -> Seeker | None:
    """The client herself, or the one whose plan a manager has before her; one statement."""
    level = (
        sa.select(GermanLevel.level)
        .where(
            GermanLevel.client_id == Client.id,
            GermanLevel.ended_on.is_(None),
            GermanLevel.skill == "overall",
        )
        .limit(1)
        .scalar_subquery()
    )
    mine = Client.person_id == viewer.person_id if viewer.role is Role.CLIENT else sa.false()
    row = db.session.execute(
        sa.select(
            Person.ui_language.label("language"),
            Municipality.ags.label("town"),
            Municipality.latitude,
            Municipality.longitude,
            level.label("level"),
        )
        .select_from(Client)
        .join(Person, Person.id == Client.person_id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .where(Client.id.in_(clients_of(viewer)))
        .where(mine if client_id is None else Client.id == client_id)
    ).one_or_none()
    return Seeker(**row._mapping) if row else None


def fitting(topic: str, seeker: Seeker, *, pinned: uuid.UUID | None = None) -> list[Fit]:
    """The offer that was pinned, then the best of a topic; one statement."""
    best = _best(topic, seeker, pinned)
    rows = db.session.execute(
        with_languages(with_rules(card_rows()))
        .add_columns(best)
        .join(best, best.c.offer_id == Offer.id)
        .order_by(*(best.c[name] for name in _ranks(seeker, pinned)))
    ).all()
    facts = {row.offer_id: row for row in rows}
    return [_fit(card, facts[card.id], seeker) for card in gathered(rows)]


def _fit(card: OfferCard, row: sa.Row[tuple[object, ...]], seeker: Seeker) -> Fit:
    far = None if row.far is None else round(math.sqrt(row.far) * KM_A_DEGREE)
    return Fit(
        card=card,
        is_pinned=not row.is_other,
        language=next((code for code in seeker.spoken if code in card.languages), None),
        kilometres=0 if card.municipality_ags == seeker.town else far,
        level=row.min_level if seeker.level and not row.is_too_hard else None,
        is_open=bool(row.is_open),
    )


def _best(topic: str, seeker: Seeker, pinned: uuid.UUID | None) -> sa.Subquery:
    """Keys of the best, with what they are told by and what they are ordered by."""
    ranks = [rank.label(name) for name, rank in _ranks(seeker, pinned).items()]
    told = (Offer.min_level, _far(seeker).label("far"), public().label("is_open"))
    near = _nearest(topic, seeker, pinned)
    return (
        sa.select(*ranks, *told)
        .join(near, near.c.id == Offer.id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .order_by(*(rank.name for rank in ranks))
        .limit(BEST)
        .subquery()
    )


def _nearest(topic: str, seeker: Seeker, pinned: uuid.UUID | None) -> sa.Subquery:
    """The offers of the topic that are looked at closely: what a region has is too many."""
    fits = sa.and_(public(), Offer.topic == topic, Offer.assured_date.is_not(None))
    fits = sa.and_(fits, _is_in_reach(seeker))
    return (
        sa.select(Offer.id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .where(sa.or_(Offer.id == pinned, fits) if pinned else fits)
        .order_by(
            sa.case((Offer.id == pinned, 0), else_=1),
            sa.case((Offer.municipality_ags == seeker.town, 0), else_=1),
            sa.func.coalesce(_far(seeker, of_town), 0.0),
        )
        .limit(NEAREST)
        .subquery()
    )


def _ranks(seeker: Seeker, pinned: uuid.UUID | None) -> dict[str, sa.ColumnElement[Any]]:
    """What speaks against an offer, most first; of all of it the least comes first."""
    is_enough = sa.or_(Offer.min_level.is_(None), Offer.min_level.in_(_up_to(seeker.level)))
    old = clock.today() - STALE_AFTER
    return {
        "is_other": sa.case((Offer.id == pinned, 0), else_=1),
        "has_no_place": sa.type_coerce(Offer.is_full, sa.Boolean),
        "is_too_hard": ~is_enough,
        "is_not_spoken": ~_is_given_in(seeker.spoken),
        "steps_away": _how_far(seeker),
        "is_late": ~within_days(SOON, clock.local(clock.now())),
        "is_stale": sa.func.coalesce(Offer.assured_date, old) <= old,
        "distance": sa.func.coalesce(_far(seeker), 0.0),
        "title": sa.type_coerce(Offer.name, sa.Text),
        "offer_id": sa.type_coerce(Offer.id, sa.Uuid),
    }


def _up_to(level: str | None) -> tuple[str, ...]:
    """Levels that somebody with this one can follow; all, when nobody knows hers."""
    return LEVELS if level is None else LEVELS[: LEVELS.index(level) + 1]


def _is_given_in(languages: tuple[str, ...]) -> sa.ColumnElement[bool]:
    spoken = sa.select(OfferLanguage.code).where(OfferLanguage.offer_id == Offer.id)
    return spoken.where(OfferLanguage.code.in_(languages)).exists()


def _far(
    seeker: Seeker, measure: Callable[[float, float], sa.ColumnElement[float]] = squared
) -> sa.ColumnElement[float]:
    """The square of how far, in degrees, from the middle of her town to where the offer is."""
    if seeker.latitude is None or seeker.longitude is None:
        return sa.cast(sa.null(), sa.Float[float]())
    return measure(seeker.latitude, seeker.longitude)


def _how_far(seeker: Seeker) -> sa.ColumnElement[int]:
    """How many steps away it is; within a step what is sooner comes first."""
    far, step = sa.func.coalesce(_far(seeker), 0.0), enumerate(KILOMETRES, start=1)
    steps = [(far <= (km / KM_A_DEGREE) ** 2, number) for number, km in step]
    return sa.case((Offer.municipality_ags == seeker.town, 0), *steps, else_=len(steps) + 1)


def _is_in_reach(seeker: Seeker) -> sa.ColumnElement[bool]:
    """Towns not too far off, by their index; all of them where her own lies nowhere we know."""
    if seeker.latitude is None or seeker.longitude is None:
        return sa.true()
    degrees = FAR / KM_A_DEGREE
    north = Municipality.latitude.between(seeker.latitude - degrees, seeker.latitude + degrees)
    wide = degrees / math.cos(math.radians(seeker.latitude))
    east = Municipality.longitude.between(seeker.longitude - wide, seeker.longitude + wide)
    near = sa.select(Municipality.ags).where(sa.and_(north, east))
    own = Offer.municipality_ags == seeker.town
    shared = Offer.id.in_(shared_with(seeker.town))
    return sa.or_(own, Offer.municipality_ags.in_(near), shared)
