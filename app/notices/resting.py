"""A record at rest reminds of nothing but what the client saved or noted for herself."""

import sqlalchemy as sa

from app.caseload.rest_events import DataFreed, DataRestricted
from app.core.db import db
from app.notices.bookkeeping import supersede
from app.notices.calls import call_is_not_needed
from app.notices.models import WAITING, CallListEntry, Reminder
from app.notices.replanning import replan
from app.notices.wishes import HER_OWN


def stop_reminders(event: DataRestricted) -> None:
    """What waits is not sent, and nobody has to call."""
    waiting = sa.select(Reminder.id).where(
        Reminder.client_id == event.client_id,
        Reminder.state.in_(WAITING),
        Reminder.subject.not_in(HER_OWN),
        Reminder.is_private.is_(False),
    )
    supersede(db.session.scalars(waiting).all(), reason="ended", now=event.occurred_at)
    call_is_not_needed(CallListEntry.client_id == event.client_id, now=event.occurred_at)


def remind_again(event: DataFreed) -> None:
    """What still lies ahead is reminded of."""
    replan(now=event.occurred_at, client_id=event.client_id)
