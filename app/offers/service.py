"""What happens to an offer as a whole: check, publish, suspend, archive, report, save."""

from datetime import datetime

import sqlalchemy as sa

from app.caseload.service import hold
from app.core import clock
from app.core.access import SYSTEM, Viewer
from app.core.db import db
from app.core.events import publish as announce
from app.core.i18n import lazy_gettext as _l
from app.offers import events, history
from app.offers.care import circle_name
from app.offers.care_models import OfferEnding
from app.offers.models import Bookmark, Offer, OfferIssue
from app.offers.records import OfferRecord
from app.offers.states import WrongState, demand_complete, go

REPORTS_TO_SUSPEND = 2  # different people, signed in


def assure(offer: Offer, *, circle: str, by: Viewer, now: datetime) -> None:
    """Say that everything in a public offer is still right today; open reports are settled."""
    if offer.state != "published":
        raise WrongState
    _note_check(offer, circle=circle, now=now)
    announce(events.OfferChecked(occurred_at=now, by=by, offer_id=offer.id))


def _note_check(offer: Offer, *, circle: str, now: datetime) -> None:
    today = clock.local(now).date()
    if offer.assured_date != today:
        offer.assured_before, offer.assured_by_before = offer.assured_date, offer.assured_by
    offer.assured_date, offer.assured_by = today, circle
    db.session.execute(
        sa.update(OfferIssue)
        .where(OfferIssue.offer_id == offer.id, OfferIssue.settled_at.is_(None))
        .values(settled_at=now)
    )


class NotToday(WrongState):
    """Only a check of the same day can be taken back."""

    words = _l("This can be taken back only on the same day.")


def take_back_check(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """Undo today's check: the day before it stands again, and its reports are open again."""
    today = clock.local(now).date()
    if offer.state != "published" or offer.assured_date != today:
        raise NotToday
    offer.assured_date, offer.assured_by = offer.assured_before, offer.assured_by_before
    db.session.execute(
        sa.update(OfferIssue)
        .where(
            OfferIssue.offer_id == offer.id,
            OfferIssue.settled_at >= clock.begin_of(today),
        )
        .values(settled_at=None)
    )
    announce(events.OfferCheckUndone(occurred_at=now, by=by, offer_id=offer.id))
    _suspend_when_reported(offer, now=now)


def send_to_check(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """A draft is ready to be looked at, a suspended offer is looked at again, an ended one runs."""
    before = go(offer, "in_check")
    if before == "expired":
        _forget_last_day(offer, by=by, now=now)
    announce(events.OfferSentToCheck(occurred_at=now, by=by, offer_id=offer.id, before=before))


def _forget_last_day(offer: Offer, *, by: Viewer, now: datetime) -> None:
    last = offer.valid_to
    if last is None or last >= clock.local(now).date():
        return
    offer.valid_to, offer.last_modified = None, now
    offer.version += 1
    told = {"valid_to": last.isoformat()}, {"valid_to": ""}
    history.note(offer.id, *told, circle=circle_name(by), now=now)


def run_again(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """An ended offer whose last day was moved is looked at again: it is no new one."""
    last = offer.valid_to
    if offer.state == "expired" and (last is None or last >= clock.local(now).date()):
        send_to_check(offer, by=by, now=now)


def send_back(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """The check found something missing: the offer is a draft again."""
    before = go(offer, "draft")
    announce(events.OfferSentBack(occurred_at=now, by=by, offer_id=offer.id, before=before))


def publish(record: OfferRecord, *, circle: str, by: Viewer, now: datetime) -> None:
    """Show a checked offer to everybody; refuse when something is missing."""
    offer = record.offer
    if offer.state != "in_check":
        raise WrongState
    demand_complete(record)
    before = go(offer, "published")
    _note_check(offer, circle=circle, now=now)
    announce(events.OfferPublished(occurred_at=now, by=by, offer_id=offer.id, before=before))


def suspend(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """Hide a public offer until it was checked."""
    before = go(offer, "suspended")
    announce(events.OfferSuspended(occurred_at=now, by=by, offer_id=offer.id, before=before))


def archive(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """End an offer for good; one whose last day is over expires on the way."""
    if _is_over(offer, now):
        expire(offer, by=by, now=now)
    before = go(offer, "archived")
    db.session.add(OfferEnding(offer_id=offer.id, before=before, ended_at=now))
    announce(events.OfferArchived(occurred_at=now, by=by, offer_id=offer.id, before=before))


def _is_over(offer: Offer, now: datetime) -> bool:
    last = offer.valid_to
    return offer.state == "published" and last is not None and last < clock.local(now).date()


def expire(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """Its last day is over."""
    before = go(offer, "expired")
    announce(events.OfferExpired(occurred_at=now, by=by, offer_id=offer.id, before=before))


def report(offer: Offer, kind: str, *, by: Viewer | None, now: datetime) -> None:
    """Note that something is wrong; two open reports of signed-in people suspend the offer.

    A guest's report only puts it on the list of those who check.
    """
    db.session.add(
        OfferIssue(
            offer_id=offer.id, kind=kind, person_id=by.person_id if by else None, created_at=now
        )
    )
    db.session.flush()
    # because: a guest has no account; the trail then shows our own job as the one who wrote
    who = by or SYSTEM
    announce(events.OfferReported(occurred_at=now, by=who, offer_id=offer.id, kind=kind))
    _suspend_when_reported(offer, now=now)


def _suspend_when_reported(offer: Offer, *, now: datetime) -> None:
    people = db.session.scalar(
        sa.select(sa.func.count(OfferIssue.person_id.distinct())).where(
            OfferIssue.offer_id == offer.id, OfferIssue.settled_at.is_(None)
        )
    )
    if offer.state == "published" and (people or 0) >= REPORTS_TO_SUSPEND:
        suspend(offer, by=SYSTEM, now=now)


def save(offer: Offer, *, client_id: int, by: Viewer, now: datetime) -> None:
    """Put an offer on the client's own list; twice is once."""
    hold(client_id)
    if _bookmark(offer, client_id) is not None:
        return
    made = Bookmark(client_id=client_id, offer_id=offer.id, created_at=now)
    db.session.add(made)
    db.session.flush()
    announce(
        events.OfferSaved(
            occurred_at=now, by=by, client_id=client_id, offer_id=offer.id, bookmark_id=made.id
        )
    )


def unsave(offer: Offer, *, client_id: int, by: Viewer, now: datetime) -> None:
    """Take an offer off the client's own list; twice is once."""
    hold(client_id)
    held = _bookmark(offer, client_id)
    if held is None:
        return
    db.session.delete(held)
    announce(
        events.OfferUnsaved(
            occurred_at=now, by=by, client_id=client_id, offer_id=offer.id, bookmark_id=held.id
        )
    )


def _bookmark(offer: Offer, client_id: int) -> Bookmark | None:
    return db.session.scalar(
        sa.select(Bookmark).where(Bookmark.offer_id == offer.id, Bookmark.client_id == client_id)
    )
