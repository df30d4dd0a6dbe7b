"""Plan anew what is planned already: for one client, one kind of thing, or a whole carrier."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from app.appointments.models import Participation
from app.caseload.models import CourseEntitlement, ResidenceTitle
from app.notices import subjects
from app.notices.bookkeeping import bring_in_line
from app.notices.events import QuietHoursChosen, ReminderRuleSet, RemindersChosen
from app.notices.models import KINDS, Reminder
from app.notices.saved import saved_offers
from app.offers.models import Bookmark
from app.plan.models import Step

_PLANS = {
    "appointment": (subjects.appointments, Participation.client_id),
    "step": (subjects.steps, Step.client_id),
    "title": (subjects.titles, ResidenceTitle.client_id),
    "entitlement": (subjects.entitlements, CourseEntitlement.client_id),
    "offer": (saved_offers, Bookmark.client_id),
}


def replan(*, now: datetime, kinds: Collection[str] = KINDS, client_id: int | None = None) -> None:
    """Bring the ledger in line with all there is; a kind of thing takes a handful of statements."""
    for kind in kinds:
        plans, owner = _PLANS[kind]
        whose = [] if client_id is None else [owner == client_id]
        scope = [Reminder.subject == kind]
        if client_id is not None:
            scope.append(Reminder.client_id == client_id)
        bring_in_line(
            plans(*whose, now=now),
            scope=sa.and_(*scope),
            reason="ended",
            now=now,
            news_stays=True,
        )


def replan_client(event: RemindersChosen | QuietHoursChosen) -> None:
    """Her wishes changed: what is planned already follows in the same change."""
    kinds = (event.kind,) if isinstance(event, RemindersChosen) else KINDS
    replan(now=event.occurred_at, kinds=kinds, client_id=event.client_id)


def replan_carrier(event: ReminderRuleSet) -> None:
    """The carrier reminds at other times: for all of its clients at once."""
    replan(now=event.occurred_at, kinds=(event.kind,))
