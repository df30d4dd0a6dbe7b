"""Saved offers: reminded of once, before their next date, and told of when they change.

Offers belong to nobody's carrier. A change of one leaves only a mark; the worker, which goes from
carrier to carrier, brings the ledgers in line within a minute. What was planned for another time
or place is not sent from that very moment: its version is no longer the offer's.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.caseload.models import Client
from app.caseload.service import hold
from app.core import clock
from app.core.db import db, insert_into
from app.notices.bookkeeping import add_reminder, bring_in_line
from app.notices.calls import Matter
from app.notices.models import WAITING, OfferMove, Reminder
from app.notices.planning import LAST_CALL, plan
from app.notices.subjects import Plan
from app.notices.wishes import WISHES, quiet_of, rhythm_of, with_wishes
from app.offers.cards import rule_of
from app.offers.events import OfferChanged, OfferFact, OfferMergeFact
from app.offers.models import Bookmark, Location, Offer, Schedule
from app.offers.schedules import Rule, Slot, coming

# Of an offer that is open on more days than these no one waits for a date.
MOST_DAYS, WEEK = 3, timedelta(days=7)
# Another of these means: not there, or not then.
WHEN_AND_WHERE = frozenset({"hours", "valid_to", "place", "address_1", "postal_code", "city"})


def saved_offers(*where: sa.ColumnElement[bool], now: datetime) -> list[Plan]:
    """Public saved offers, each with the next date to be reminded of; two statements."""
    statement = (
        sa.select(
            Bookmark.client_id,
            Bookmark.id,
            Bookmark.offer_id,
            Offer.name,
            Offer.valid_to,
            _VERSION.label("version"),
            _place(Location.name).label("place"),
            _place(Location.address_1).label("address"),
            *WISHES,
        )
        .join(Offer, Offer.id == Bookmark.offer_id)
        .outerjoin(OfferMove, OfferMove.offer_id == Offer.id)
    )
    rows = db.session.execute(
        with_wishes(statement, "offer", Bookmark.client_id).where(
            Offer.state == "published", *where
        )
    ).all()
    rules = _rules({row.offer_id for row in rows})
    return [_planned(row, rules.get(row.offer_id, []), now) for row in rows]


_VERSION = sa.func.coalesce(OfferMove.version, 1)


def _place(column: Any) -> sa.ScalarSelect[str | None]:
    """Of an offer's first place."""
    first = sa.select(column).where(Location.offer_id == Offer.id).order_by(Location.id)
    return first.limit(1).correlate(Offer).scalar_subquery()


def _rules(offer_ids: Iterable[UUID]) -> dict[UUID, list[Rule]]:
    found: dict[UUID, list[Rule]] = {}
    for schedule in db.session.scalars(
        sa.select(Schedule).where(Schedule.offer_id.in_(list(offer_ids)))
    ):
        found.setdefault(schedule.offer_id, []).append(rule_of(schedule))
    return found


def _planned(row: Any, rules: Sequence[Rule], now: datetime) -> Plan:
    """Plan for the first date whose reminder still lies ahead."""
    rhythm, quiet = rhythm_of(row, "offer"), quiet_of(row)
    planned, latest, params = [], now, {"offer": str(row.offer_id), "name": row.name}
    for slot in _dates(rules, row.valid_to, now=clock.local(now)):
        latest = clock.instant(slot.starts) - LAST_CALL
        planned = plan(slot.starts, rhythm=rhythm, latest=latest, quiet=quiet, now=now)
        params |= {"place": row.place or row.address or "", "at": slot.starts.isoformat()}
        if planned:
            break
    return Plan(
        matter=Matter(
            client_id=row.client_id, subject="offer", subject_id=row.id, version=row.version
        ),
        wants=frozenset(rhythm.offsets),
        planned=planned,
        expires_at=latest,
        params=params,
    )


def _dates(rules: Sequence[Rule], last: date | None, *, now: datetime) -> list[Slot]:
    """What is still to come, till the offer's last day; nothing when it is open most days."""
    slots = [
        slot
        for slot in coming(rules, now=now)
        if slot.starts > now and (last is None or slot.starts.date() <= last)
    ]
    this_week = {slot.starts.date() for slot in slots if slot.starts < now + WEEK}
    return [] if len(this_week) > MOST_DAYS else slots


def note_move(event: OfferFact) -> None:
    """An offer is no longer there, or not then: raise its version. One statement."""
    if isinstance(event, OfferChanged) and not WHEN_AND_WHERE & set(event.fields):
        return
    _mark(event.offer_id, event.occurred_at)


def note_merge(event: OfferMergeFact) -> None:
    """What clients saved leads to another offer: both changed."""
    for offer_id in (event.offer_id, event.into_id):
        _mark(offer_id, event.occurred_at)


def _mark(offer_id: UUID, at: datetime) -> None:
    added = insert_into(OfferMove).values(offer_id=offer_id, version=2, changed_at=at)
    values = {"version": OfferMove.version + 1, "changed_at": at}
    db.session.execute(added.on_conflict_do_update(index_elements=["offer_id"], set_=values))


def moved_since(instant: datetime) -> list[UUID]:
    """The offers that changed since."""
    return list(
        db.session.scalars(sa.select(OfferMove.offer_id).where(OfferMove.changed_at >= instant))
    )


def follow_moves(offer_ids: Sequence[UUID], *, now: datetime) -> None:
    """Bring the open carrier's ledger in line with these offers, and tell whom it concerns."""
    which = Bookmark.offer_id.in_(offer_ids)
    saved = db.session.execute(sa.select(Bookmark.id, Bookmark.client_id).where(which)).all()
    for client_id in sorted({row.client_id for row in saved}):
        hold(client_id)
    concerned = _concerned(which, now=now)
    plans = saved_offers(which, now=now)
    bring_in_line(
        plans,
        scope=sa.and_(
            Reminder.subject == "offer", Reminder.subject_id.in_([row.id for row in saved])
        ),
        reason="offer_changed",
        now=now,
    )
    by_bookmark = {plan.matter.subject_id: plan for plan in plans}
    for row in concerned:
        _tell(row, by_bookmark.get(row.subject_id), now=now)


def _concerned(which: sa.ColumnElement[bool], *, now: datetime) -> Sequence[Any]:
    """Saved offers that she was reminded of, or was to be, for a time that no longer counts."""
    counts = sa.or_(
        Reminder.state.in_(WAITING),
        sa.and_(Reminder.state == "accepted", Reminder.expires_at > now),
    )
    named = (
        Reminder.client_id,
        Reminder.subject_id,
        OfferMove.version,
        Bookmark.offer_id,
        Offer.name,
        Client.quiet_from,
        Client.quiet_to,
    )
    return db.session.execute(
        sa.select(*named, sa.func.min(Reminder.expires_at).label("expires_at"))
        .join(Client, Client.id == Reminder.client_id)
        .join(Bookmark, Bookmark.id == Reminder.subject_id)
        .join(Offer, Offer.id == Bookmark.offer_id)
        .join(OfferMove, OfferMove.offer_id == Offer.id)
        .where(
            which,
            Reminder.subject == "offer",
            Reminder.version < OfferMove.version,
            ~Reminder.offset.startswith("cancelled"),
            counts,
            ~_is_told(),
        )
        .group_by(*named)
    ).all()


def _is_told() -> sa.ColumnElement[bool]:
    """She was told of this very change."""
    told = aliased(Reminder)
    return sa.exists().where(
        told.client_id == Reminder.client_id,
        told.subject == "offer",
        told.subject_id == Reminder.subject_id,
        told.version == OfferMove.version,
        told.offset.in_(("changed", "cancelled")),
    )


def _tell(row: Any, plan: Plan | None, *, now: datetime) -> None:
    """Say that it is at another time or place, or not at all: before she goes there."""
    due_at, expires_at = quiet_of(row).over(now), row.expires_at
    if plan is not None and plan.planned:
        expires_at = min(expires_at, plan.expires_at)
    if due_at >= expires_at:
        return
    add_reminder(
        Matter(
            client_id=row.client_id,
            subject="offer",
            subject_id=row.subject_id,
            version=row.version,
        ),
        offset="cancelled" if plan is None else "changed",
        due_at=due_at,
        expires_at=expires_at,
        params={"offer": str(row.offer_id), "name": row.name},
        now=now,
    )
