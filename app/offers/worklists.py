"""Lists of work on the directory: what waits for whom. No client is in reach of any of this."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.offers.care import in_area, in_care_of
from app.offers.care_models import OfferConfirmation, OfferEnding
from app.offers.ending import UNDO
from app.offers.models import STALE_AFTER, Location, Offer, OfferIssue, OfferSuggestion

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
    is_undoable: bool  # archived, and that can still be taken back

    @property
    def is_checked_today(self) -> bool:
        """True when an undo of today's check makes sense."""
        return self.assured_date == clock.today()


def has_open_reports() -> sa.ColumnElement[bool]:
    """True for an offer that somebody reported since it was checked last."""
    return sa.exists().where(OfferIssue.offer_id == Offer.id, OfferIssue.settled_at.is_(None))


def work_rows(
    *conditions: sa.ColumnElement[bool],
    limit: int,
    offset: int = 0,
    nearest: sa.ColumnElement[float] | None = None,
) -> list[WorkRow]:
    """Rows of work, nearest or oldest check first, with their open reports; one statement."""
    first = [] if nearest is None else [nearest.asc().nulls_last()]
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
            _is_undoable().label("is_undoable"),
        )
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .where(*conditions)
        .order_by(*first, Offer.assured_date.asc().nulls_first(), Offer.name, Offer.id)
        .limit(limit)
        .offset(offset)
    )
    return [_work_row(*row) for row in rows]


def _is_undoable() -> sa.ColumnElement[bool]:
    """True for what was archived within the last day."""
    return sa.and_(
        Offer.state == "archived",
        sa.exists().where(
            OfferEnding.offer_id == Offer.id,
            OfferEnding.undone_at.is_(None),
            OfferEnding.ended_at > clock.now() - UNDO,
        ),
    )


def _work_row(
    offer: Offer, town: str, address: str | None, issues: str | None, is_undoable: bool
) -> WorkRow:
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
        is_undoable=bool(is_undoable),
    )


def work_row(offer_id: uuid.UUID, *, seen_by: Viewer) -> WorkRow:
    """One row, as it is after a change."""
    rows = work_rows(in_care_of(seen_by), Offer.id == offer_id, limit=1)
    if not rows:
        raise Missing
    return rows[0]


def in_states(viewer: Viewer, *states: str) -> list[WorkRow]:
    """Offers in these states."""
    return work_rows(in_care_of(viewer), Offer.state.in_(states), limit=MOST)


def ended(viewer: Viewer) -> list[WorkRow]:
    """Offers whose last day is over, and what was archived within the last day."""
    is_over = sa.and_(Offer.state == "published", Offer.valid_to < clock.today())
    waits = sa.or_(Offer.state == "expired", is_over, _is_undoable())
    return work_rows(in_care_of(viewer), waits, limit=MOST)


def reported(viewer: Viewer) -> list[WorkRow]:
    """Public offers with an open report."""
    return work_rows(in_care_of(viewer), Offer.state == "published", has_open_reports(), limit=MOST)


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
    is_from_provider: bool
    created_at: datetime


def suggestions(viewer: Viewer) -> list[SuggestionRow]:
    """Suggestions that wait for an answer, oldest first; one statement."""
    rows = db.session.execute(
        sa.select(OfferSuggestion, Offer.name, Municipality.name, from_provider())
        .join(Municipality, Municipality.ags == OfferSuggestion.municipality_ags)
        .outerjoin(Offer, Offer.id == OfferSuggestion.offer_id)
        .where(
            OfferSuggestion.decided_at.is_(None), in_area(OfferSuggestion.municipality_ags, viewer)
        )
        .order_by(OfferSuggestion.created_at, OfferSuggestion.id)
        .limit(MOST)
    )
    return [_suggestion_row(*row) for row in rows]


def from_provider() -> sa.ColumnElement[bool]:
    """True for what a provider wrote on the page of its code."""
    return sa.exists().where(OfferConfirmation.suggestion_id == OfferSuggestion.id)


def is_from_provider(suggestion_id: int) -> bool:
    """The same for one suggestion."""
    row = sa.select(from_provider()).where(OfferSuggestion.id == suggestion_id)
    return bool(db.session.scalar(row))


def _suggestion_row(
    row: OfferSuggestion, offer_name: str | None, town: str, is_from_provider: bool
) -> SuggestionRow:
    return SuggestionRow(
        id=row.id,
        offer_id=row.offer_id,
        name=offer_name or str(row.values.get("name", "")),
        town=town,
        fields=tuple(row.values),
        note=row.note,
        is_from_guest=row.person_id is None,
        is_from_provider=is_from_provider,
        created_at=row.created_at,
    )
