"""The work list of those who look after offers: what waits to be verified, and in which order."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.offers import service
from app.offers.care import circle_name, in_care_of
from app.offers.distances import squared
from app.offers.models import Location, Offer
from app.offers.worklists import MOST, WorkRow, has_open_reports, work_rows

DUE_AFTER = timedelta(days=60)  # a month before an offer goes stale it waits to be verified
PAGE = 20  # rows
_MOST_STARTS = 200  # postcodes to choose from


@dataclass(frozen=True, kw_only=True)
class Start:
    """A postcode in which offers take place: from there one goes to the nearest first."""

    postal_code: str
    city: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """One page of what waits."""

    rows: list[WorkRow]
    page: int
    has_more: bool


def waiting_for_check(
    viewer: Viewer, *, everything: bool = False, near: str = "", page: int = 1
) -> Work:
    """Public offers to be verified, old ones and reported ones: oldest check or nearest first."""
    rows = work_rows(
        in_care_of(viewer),
        Offer.state == "published",
        sa.true() if everything else sa.or_(_is_due(), has_open_reports()),
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
        nearest=_distance_from(near) if near else None,
    )
    return Work(rows=rows[:PAGE], page=page, has_more=len(rows) > PAGE)


def _is_due() -> sa.ColumnElement[bool]:
    checked = Offer.assured_date
    return sa.or_(checked.is_(None), checked <= clock.today() - DUE_AFTER)


def to_tick(viewer: Viewer) -> list[WorkRow]:
    """The oldest checks, to be ticked together; what was reported is looked at one by one."""
    return work_rows(*_tickable(viewer), _is_due(), limit=MOST)


def _tickable(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    return in_care_of(viewer), Offer.state == "published", ~has_open_reports()


def assure_several(ticked: Collection[uuid.UUID], *, by: Viewer, now: datetime) -> int:
    """Note each of these as still right and return how many; what changed meanwhile is left alone.

    Each has its own check, its own line in the trail and its own undo.
    """
    mine = db.session.scalar(sa.select(sa.func.count()).where(in_care_of(by), Offer.id.in_(ticked)))
    if mine != len(ticked):
        raise Missing
    held = sa.select(Offer).where(*_tickable(by), Offer.id.in_(ticked)).order_by(Offer.id)
    offers = db.session.scalars(
        held.with_for_update().execution_options(populate_existing=True)
    ).all()
    circle = circle_name(by)
    for offer in offers:
        service.assure(offer, circle=circle, by=by, now=now)
    return len(offers)


def checked_today(viewer: Viewer) -> list[WorkRow]:
    """Public offers that were checked today: what an undo is offered for."""
    return work_rows(
        in_care_of(viewer),
        Offer.state == "published",
        Offer.assured_date == clock.today(),
        limit=MOST,
    )


def starts(viewer: Viewer) -> list[Start]:
    """The postcodes of the offers in care."""
    rows = db.session.execute(
        sa.select(Location.postal_code, sa.func.min(Location.city).label("city"))
        .join(Offer, Offer.id == Location.offer_id)
        .where(in_care_of(viewer), Offer.state == "published")
        .group_by(Location.postal_code)
        .order_by(Location.postal_code)
        .limit(_MOST_STARTS)
    )
    return [Start(**row._mapping) for row in rows]


def _distance_from(postal_code: str) -> sa.ColumnElement[float]:
    """How far an offer is from the middle of a postcode, squared: good enough to put in order."""
    at = sa.select(sa.func.avg(Location.latitude), sa.func.avg(Location.longitude))
    latitude, longitude = db.session.execute(at.where(Location.postal_code == postal_code)).one()
    if latitude is None:
        return sa.case((_postal_code() == postal_code, 0.0), else_=1.0)
    return squared(latitude, longitude)


def _postal_code() -> sa.ScalarSelect[str]:
    first = sa.select(Location.postal_code).where(Location.offer_id == Offer.id)
    return first.order_by(Location.id).limit(1).correlate(Offer).scalar_subquery()


def done_this_month(viewer: Viewer) -> int:
    """How many offers this viewer's circle or office checked in this month; nobody is ranked."""
    found = sa.select(sa.func.count()).where(
        in_care_of(viewer),
        Offer.assured_date >= clock.today().replace(day=1),
        Offer.assured_by == circle_name(viewer),
    )
    return db.session.scalar(found) or 0
