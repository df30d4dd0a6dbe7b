"""An offer in one row: what lists and the home screen show of it, in the reader's language."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from app.core import clock, i18n
from app.core.reading import card_of
from app.core.translating import readable
from app.offers.models import (
    Location,
    Offer,
    OfferLanguage,
    Organization,
    Schedule,
    Translation,
    is_stale,
)
from app.offers.schedules import Opening, Rule, Slot, opening_at

_RULE = (
    "byday", "opens_at", "closes_at", "freq", "interval", "valid_from", "valid_to", "bymonthday"
)  # fmt: skip
_COLUMNS = (
    Offer.id,
    Offer.name,
    Offer.topic,
    Offer.state,
    Offer.municipality_ags,
    Offer.is_free,
    Offer.is_full,
    Offer.assured_date,
    Organization.name.label("organization"),
    Location.name.label("place"),
    Location.address_1,
    Location.postal_code,
    Location.city,
    Translation.lang,
    Translation.text,
)


@dataclass(frozen=True, kw_only=True)
class OfferCard:
    """One offer; its words are chosen when they are shown, so a mirror reads in her language."""

    id: uuid.UUID
    names: dict[str, str]  # language -> name; German always
    topic: str
    state: str
    municipality_ags: str
    is_free: bool
    is_full: bool
    assured_date: date | None
    organization: str | None
    place: str | None
    address: str  # one line, empty when it has none
    rules: tuple[Rule, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def name_lang(self) -> str:
        """The language in which this reader gets the name."""
        mine = readable(i18n.current_language().code)
        return next((code for code in mine if code in self.names), "de")

    @property
    def name(self) -> str:
        """The name in the reader's language, else in German."""
        return self.names[self.name_lang]

    @property
    def is_stale(self) -> bool:
        """True when nobody has checked it for a long time."""
        return is_stale(self.assured_date)

    @cached_property
    def opening(self) -> Opening:
        """Open now, or when next."""
        return opening_at(self.rules, clock.local(clock.now()))

    @property
    def is_open_now(self) -> bool:
        """True while it is open."""
        return self.opening.now is not None

    @property
    def next_date(self) -> Slot | None:
        """The running slot, else the next one."""
        return self.opening.now or self.opening.next


def rule_of(row: Any) -> Rule:
    """The rule of a Schedule, or of a row with its columns."""
    return card_of(Rule, {name: getattr(row, name) for name in _RULE})


def with_rules(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same cards with their schedules, still one statement."""
    columns: list[Any] = [getattr(Schedule, name) for name in _RULE]
    return statement.add_columns(*columns).outerjoin(Schedule, Schedule.offer_id == Offer.id)


def with_languages(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same cards with the languages in which the offers are given, still one statement."""
    spoken = sa.select(sa.func.aggregate_strings(OfferLanguage.code, ","))
    own = spoken.where(OfferLanguage.offer_id == Offer.id).scalar_subquery()
    return statement.add_columns(own.label("spoken"))


def card_rows(language: str | None = None) -> sa.Select[Any]:
    """Rows for gathered(): an offer comes once for each place and translation of its name.

    Without a language the names come in all of them.
    """
    is_name = sa.and_(Translation.offer_id == Offer.id, Translation.field == "name")
    if language is not None:
        is_name = sa.and_(is_name, Translation.lang.in_(readable(language)))
    columns: list[Any] = list(_COLUMNS)
    return (
        sa.select(*columns)
        .select_from(Offer)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .outerjoin(Location, Location.offer_id == Offer.id)
        .outerjoin(Translation, is_name)
    )


def gathered(rows: Iterable[Any]) -> list[OfferCard]:
    """One card for each offer, in the order of the rows."""
    grouped: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_card(own) for own in grouped.values()]


def _card(rows: list[Any]) -> OfferCard:
    """The card of one offer from its rows."""
    row = rows[0]
    address = f"{row.address_1}, {row.postal_code} {row.city}" if row.address_1 else ""
    rules = dict.fromkeys(rule_of(r) for r in rows if getattr(r, "opens_at", None))
    return OfferCard(
        id=row.id,
        names={"de": row.name, **{r.lang: r.text for r in rows if r.lang}},
        topic=row.topic,
        state=row.state,
        municipality_ags=row.municipality_ags,
        is_free=row.is_free,
        is_full=row.is_full,
        assured_date=row.assured_date,
        organization=row.organization,
        place=row.place,
        address=address,
        rules=tuple(rules),
        languages=tuple(sorted(filter(None, (getattr(row, "spoken", "") or "").split(",")))),
    )
