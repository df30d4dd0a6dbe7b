"""Lists of work on the directory: what waits for whom. No client is in reach of any of this."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.offers.care import in_area, in_care_of
from app.offers.models import STALE_AFTER, Location, Offer, OfferIssue, OfferSuggestion

DUE_AFTER = timedelta(days=60)  # a month before an offer goes stale it waits to be verified
MOST = 50  # rows of one list of work


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """One offer in a list of work."""

    id: uuid.UUID
    name: str
    topic: str
    state: str
    town: str
    address: str
    assured_date: date | None
    assured_by: str | None
    is_stale: bool
    issues: tuple[str, ...]  # kinds of open reports

    @property
    def is_checked_today(self) -> bool:
        """True when an undo of today's check makes sense."""
        return self.assured_date == clock.today()


def _open_issues() -> sa.ColumnElement[bool]:
    return sa.exists().where(OfferIssue.offer_id == Offer.id, OfferIssue.settled_at.is_(None))


def _rows(*conditions: sa.ColumnElement[bool], limit: int) -> list[WorkRow]:
    """Rows of work, oldest check first, with their open reports; one statement."""
    place = (
        sa.select(Location.address_1)
        .where(Location.offer_id == Offer.id)
        .order_by(Location.id)
        .limit(1)
        .correlate(Offer)
        .scalar_subquery()
    )
    kinds = (
        sa.select(sa.func.aggregate_strings(OfferIssue.kind, ","))
        .where(OfferIssue.offer_id == Offer.id, OfferIssue.settled_at.is_(None))
        .correlate(Offer)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Offer,
            Municipality.name.label("town"),
            place.label("address"),
            kinds.label("issues"),
        )
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .where(*conditions)
        .order_by(Offer.assured_date.asc().nulls_first(), Offer.name, Offer.id)
        .limit(limit)
    )
    return [_work_row(*row) for row in rows]


def _work_row(offer: Offer, town: str, address: str | None, issues: str | None) -> WorkRow:
    return WorkRow(
        id=offer.id,
        name=offer.name,
        topic=offer.topic,
        state=offer.state,
        town=town,
        address=address or "",
        assured_date=offer.assured_date,
        assured_by=offer.assured_by,
        is_stale=offer.state == "published" and offer.is_stale,
        issues=tuple(sorted(set(issues.split(",")))) if issues else (),
    )


def waiting_for_check(viewer: Viewer, *, everything: bool = False) -> list[WorkRow]:
    """Public offers to be verified, oldest check first: old ones and reported ones."""
    waits = sa.or_(
        Offer.assured_date.is_(None),
        Offer.assured_date <= clock.today() - DUE_AFTER,
        _open_issues(),
    )
    return _rows(
        in_care_of(viewer),
        Offer.state == "published",
        sa.true() if everything else waits,
        limit=MOST,
    )


def checked_today(viewer: Viewer) -> list[WorkRow]:
    """Public offers that were checked today: what an undo is offered for."""
    return _rows(
        in_care_of(viewer),
        Offer.state == "published",
        Offer.assured_date == clock.today(),
        limit=MOST,
    )


def work_row(offer_id: uuid.UUID, *, seen_by: Viewer) -> WorkRow:
    """One row, as it is after a change."""
    rows = _rows(in_care_of(seen_by), Offer.id == offer_id, limit=1)
    if not rows:
        raise Missing
    return rows[0]


def in_states(viewer: Viewer, *states: str) -> list[WorkRow]:
    """Offers in these states; and those whose last day is over, when `expired` is asked for."""
    is_over = sa.and_(Offer.state == "published", Offer.valid_to < clock.today())
    also = is_over if "expired" in states else sa.false()
    return _rows(in_care_of(viewer), sa.or_(Offer.state.in_(states), also), limit=MOST)


def reported(viewer: Viewer) -> list[WorkRow]:
    """Public offers with an open report."""
    return _rows(in_care_of(viewer), Offer.state == "published", _open_issues(), limit=MOST)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many offers there are in each state, and how many of the public ones are stale."""
    stale = sa.and_(
        Offer.state == "published",
        sa.func.coalesce(Offer.assured_date, date.min) <= clock.today() - STALE_AFTER,
    )
    rows = db.session.execute(
        sa.select(Offer.state, sa.func.count(), sa.func.sum(sa.case((stale, 1), else_=0)))
        .where(in_care_of(viewer))
        .group_by(Offer.state)
    ).all()
    return {
        **{state: count for state, count, _stale in rows},
        "stale": sum(stale_count for _state, _count, stale_count in rows),
    }


@dataclass(frozen=True, kw_only=True)
class SuggestionRow:
    """One suggestion in a list: what it is about, never who made it."""

    id: int
    offer_id: uuid.UUID | None
    name: str
    town: str
    fields: tuple[str, ...]
    note: str | None
    is_from_guest: bool
    created_at: datetime


def suggestions(viewer: Viewer) -> list[SuggestionRow]:
    """Suggestions that wait for an answer, oldest first; one statement."""
    rows = db.session.execute(
        sa.select(OfferSuggestion, Offer.name, Municipality.name)
        .join(Municipality, Municipality.ags == OfferSuggestion.municipality_ags)
        .outerjoin(Offer, Offer.id == OfferSuggestion.offer_id)
        .where(
            OfferSuggestion.decided_at.is_(None), in_area(OfferSuggestion.municipality_ags, viewer)
        )
        .order_by(OfferSuggestion.created_at, OfferSuggestion.id)
        .limit(MOST)
    )
    return [_suggestion_row(*row) for row in rows]


def _suggestion_row(row: OfferSuggestion, offer_name: str | None, town: str) -> SuggestionRow:
    return SuggestionRow(
        id=row.id,
        offer_id=row.offer_id,
        name=offer_name or str(row.values.get("name", "")),
        town=town,
        fields=tuple(row.values),
        note=row.note,
        is_from_guest=row.person_id is None,
        created_at=row.created_at,
    )


def look_alikes(values: dict[str, object], *, apart_from: uuid.UUID | None) -> Sequence[str]:
    """Names of offers with the same name, website or street: perhaps the same offer twice."""
    street = sa.select(Location.offer_id).where(
        Location.address_1 == values.get("address_1"), Location.city == values.get("city")
    )
    same = [sa.func.lower(Offer.name) == str(values.get("name", "")).lower()]
    if values.get("url"):
        same.append(Offer.url == values["url"])
    if values.get("address_1"):
        same.append(Offer.id.in_(street))
    return db.session.scalars(
        sa.select(Offer.name)
        .where(sa.or_(*same), Offer.state != "archived", Offer.id != apart_from)
        .order_by(Offer.name)
        .limit(5)
    ).all()
