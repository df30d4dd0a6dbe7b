"""What other places show in one's directory: a place is told, and may decline."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.offers.care import in_care_of
from app.offers.conditions import public
from app.offers.events import OfferShareAnswered, OfferShareReopened
from app.offers.models import Offer
from app.offers.sharing import is_declined_in, within
from app.offers.sharing_models import OfferShownIn, SharedOfferAnswer

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Received:
    """An offer of another place that is shown here, unless this place said no."""

    id: uuid.UUID
    name: str
    topic: str
    town: str
    since: date
    is_answered: bool
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """One page of them: what waits for an answer first, then the newest."""

    rows: Sequence[Received]
    page: int
    has_more: bool


def _is_for(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Public offers of others that are shown in the viewer's area, none its district declined."""
    area = viewer.area_ags or ""
    theirs = OfferShownIn.area_ags
    is_there = within(theirs, area)
    if len(area) == 8:
        of_district = sa.and_(theirs == area[:5], ~is_declined_in(theirs))
        is_there = sa.or_(is_there, of_district)
    return sa.and_(is_there, public(), ~in_care_of(viewer))


def _answering(viewer: Viewer) -> sa.ColumnElement[str]:
    """Who answers: the place it is shown in; for a whole district each town for itself."""
    area = viewer.area_ags or ""
    return sa.literal(area) if len(area) == 8 else sa.type_coerce(OfferShownIn.area_ags, sa.Text)


def _rows(viewer: Viewer, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """An offer that is shown in several places of the viewer is one row."""
    answer = sa.and_(
        SharedOfferAnswer.offer_id == OfferShownIn.offer_id,
        SharedOfferAnswer.area_ags == _answering(viewer),
    )
    answered = sa.func.count(SharedOfferAnswer.area_ags) == sa.func.count(OfferShownIn.area_ags)
    is_yes = sa.case((SharedOfferAnswer.is_shown.is_(False), 0), else_=1)
    since = sa.func.max(OfferShownIn.since)
    facts: tuple[Any, ...] = (Offer.id, Offer.name, Offer.topic)
    told: list[Any] = [
        Municipality.name.label("town"),
        since.label("since"),
        answered.label("is_answered"),
        (sa.func.max(is_yes) == 1).label("is_shown"),
    ]
    return (
        sa.select(*facts, *told)
        .select_from(OfferShownIn)
        .join(Offer, Offer.id == OfferShownIn.offer_id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .outerjoin(SharedOfferAnswer, answer)
        .where(_is_for(viewer), *conditions)
        .group_by(*facts, Municipality.name)
        .order_by(sa.case((answered, 1), else_=0), since.desc(), Offer.name, Offer.id)
    )


def received(viewer: Viewer, *, page: int) -> Receipts:
    """What other places show in the viewer's; one statement."""
    asked = _rows(viewer).offset((page - 1) * PAGE).limit(PAGE + 1)
    found = [_received(row) for row in db.session.execute(asked)]
    return Receipts(rows=found[:PAGE], page=page, has_more=len(found) > PAGE)


def get_received(offer_id: uuid.UUID, *, seen_by: Viewer) -> Received:
    """One of them."""
    row = db.session.execute(_rows(seen_by, Offer.id == offer_id)).one_or_none()
    if row is None:
        raise Missing
    return _received(row)


def _received(row: sa.Row[Any]) -> Received:
    flags = {"is_answered": bool(row.is_answered), "is_shown": bool(row.is_shown)}
    return Received(**{**row._mapping, **flags})


def unanswered_count(viewer: Viewer) -> sa.Select[int]:
    """How many of them wait for an answer, to be asked together with other numbers."""
    waits = _rows(viewer).order_by(None).subquery()
    return sa.select(sa.func.count()).select_from(waits).where(~waits.c.is_answered)


def answer(offer_id: uuid.UUID, *, is_shown: bool, by: Viewer, now: datetime) -> None:
    """The viewer's place keeps an offer of another one in its list, or does not want it there."""
    for area in _areas(offer_id, by):
        said = db.session.get(SharedOfferAnswer, (offer_id, area)) or SharedOfferAnswer(
            offer_id=offer_id, area_ags=area
        )
        said.is_shown, said.answered_on = is_shown, clock.local(now).date()
        db.session.add(said)
        publish(
            OfferShareAnswered(
                occurred_at=now, by=by, offer_id=offer_id, area_ags=area, is_shown=is_shown
            )
        )


def take_back(offer_id: uuid.UUID, *, by: Viewer, now: datetime) -> None:
    """Undo the answer: it is shown, and waits for one; without an answer nothing happens."""
    for area in _areas(offer_id, by):
        said = db.session.get(SharedOfferAnswer, (offer_id, area))
        if said is not None:
            db.session.delete(said)
            publish(OfferShareReopened(occurred_at=now, by=by, offer_id=offer_id, area_ags=area))


def _areas(offer_id: uuid.UUID, viewer: Viewer) -> list[str]:
    """For whom the viewer answers; the offer is held: two answers come one after another."""
    held = sa.select(Offer.id).where(Offer.id == offer_id).with_for_update()
    db.session.execute(held)
    asked = (
        sa.select(_answering(viewer).label("area"))
        .select_from(OfferShownIn)
        .join(Offer, Offer.id == OfferShownIn.offer_id)
        .where(_is_for(viewer), Offer.id == offer_id)
        .distinct()
    )
    found = sorted(db.session.scalars(asked))
    if not found:
        raise Missing
    return found
