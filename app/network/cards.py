"""Whom to call in a place: the public card, and the list of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.network.areas import names_of
from app.network.events import ContactCardWritten
from app.network.models import ContactCard
from app.offers.hours import read_hours
from app.offers.schedules import Rule
from app.offers.sharing import within
from app.offers.stamp import watch

PAGE = 20
watch(ContactCard.__tablename__)  # public pages of offers draw it


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a place says of whom to call."""

    name: str
    topics: Sequence[str]
    what_for: str
    phone: str
    hours: str
    languages: Sequence[str]
    place: str = ""

    @property
    def rules(self) -> list[Rule]:
        """Its hours, to be shown in the reader's language."""
        return read_hours(self.hours)


@dataclass(frozen=True, kw_only=True)
class Cards:
    """One page of the cards of all places."""

    cards: Sequence[Card]
    page: int
    has_more: bool


_COLUMNS = ("name", "topics", "what_for", "phone", "hours", "languages")


def public_contact(area: str) -> Card | None:
    """A template word: whom to call in a place, else in its district; one statement."""
    if not area:
        return None
    row = db.session.scalars(
        sa.select(ContactCard)
        .where(ContactCard.area_ags.in_((area, area[:5])))
        .order_by(sa.func.length(ContactCard.area_ags).desc())
        .limit(1)
    ).first()
    return None if row is None else _card(row)


def own_card(viewer: Viewer) -> Card | None:
    """The card of the viewer's own place."""
    row = db.session.get(ContactCard, viewer.area_ags or "")
    return None if row is None else _card(row)


def all_cards(*, page: int) -> Cards:
    """Whom to call elsewhere, by key of the place; two statements."""
    rows = db.session.scalars(
        sa.select(ContactCard)
        .order_by(ContactCard.area_ags)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    names = names_of({row.area_ags for row in rows})
    shown = [_card(row, names.get(row.area_ags, "")) for row in rows[:PAGE]]
    return Cards(cards=shown, page=page, has_more=len(rows) > PAGE)


def _card(row: ContactCard, place: str = "") -> Card:
    return Card(**{name: getattr(row, name) for name in _COLUMNS}, place=place)


def write_card(card: Card, *, by: Viewer, now: datetime) -> None:
    """Say anew whom to call in the viewer's place."""
    if not by.area_ags or by.person_id is None:
        raise Missing
    _hold(by.area_ags)
    row = db.session.get(ContactCard, by.area_ags) or ContactCard(area_ags=by.area_ags)
    for name in _COLUMNS:
        setattr(row, name, getattr(card, name))
    row.changed_at, row.changed_by_id = now, by.person_id
    db.session.add(row)
    publish(ContactCardWritten(occurred_at=now, by=by, area_ags=by.area_ags))


def _hold(area: str) -> None:
    """Of two who write the first card of a place, one comes after the other."""
    towns = sa.select(Municipality.ags).where(within(Municipality.ags, area))
    db.session.execute(towns.order_by(Municipality.ags).limit(1).with_for_update())
