"""Remind several clients in one action: whom a phone reaches, and who is put on the call list."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.caseload import rest
from app.caseload.service import hold
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext
from app.notices.bookkeeping import add_reminder
from app.notices.calls import Matter, ask_to_call
from app.notices.events import RemindedByHand
from app.notices.models import Reminder, ReminderRound
from app.notices.planning import LAST_CALL
from app.notices.queries import Upcoming

NEWS_LASTS = timedelta(hours=12)  # of a message that is about no time
TWICE = timedelta(minutes=1)  # a second tap on the same button


class NobodyChosen(Refused):
    """No client was ticked."""

    words = lazy_gettext("Choose at least one person.")


def remind(clients: Sequence[Upcoming], *, by: Viewer, now: datetime) -> int:
    """Remind each of the next appointment at once, or send a neutral message when there is none.

    Whom no device can be told is put on the call list instead, whose record is at rest is left
    alone. However many they are, it takes a
    handful of statements. Return the round's number.
    """
    if not clients:
        raise NobodyChosen
    hold(*(client.client_id for client in clients))
    awake = rest.awake([client.client_id for client in clients])
    done = _just_done(clients, now=now)
    wanted = [one for one in clients if one.client_id in awake and one.matter not in done]
    made = ReminderRound(by_id=by.person_id, made_at=now)
    db.session.add(made)
    db.session.flush()
    added = [_reminder(client, made, now=now) for client in wanted]
    db.session.flush()
    for why in ("no_device", "quiet"):
        unreached = zip(wanted, added, strict=True)
        matters = (client.matter for client, reminder in unreached if reminder.reason == why)
        ask_to_call(*matters, reason=why, now=now, again=True)
    for row in added:
        publish(RemindedByHand(occurred_at=now, by=by, client_id=row.client_id, reminder_id=row.id))
    return made.id


def _reminder(client: Upcoming, made: ReminderRound, *, now: datetime) -> Reminder:
    """One row of the ledger; over at once when no phone can be told in time."""
    due_at = client.goes_at(now)
    expires_at = client.starts_at - LAST_CALL if client.starts_at else due_at + NEWS_LASTS
    row = add_reminder(
        client.matter, offset=name_of(made.id), due_at=due_at, expires_at=expires_at, now=now
    )
    why = "no_device" if not client.has_device else "quiet" if due_at >= expires_at else None
    if why is not None:
        row.state, row.reason, row.ended_at = "expired", why, now
    return row


def name_of(round_id: int) -> str:
    """The offset of a round's reminders."""
    return f"now-{round_id}"


def _just_done(clients: Sequence[Upcoming], *, now: datetime) -> set[Matter]:
    """What was sent by hand to these less than a minute ago; one statement."""
    columns = (Reminder.client_id, Reminder.subject, Reminder.subject_id, Reminder.version)
    rows = db.session.execute(
        sa.select(*columns).where(
            Reminder.client_id.in_([client.client_id for client in clients]),
            Reminder.offset.startswith("now-"),
            Reminder.created_at > now - TWICE,
        )
    )
    return {Matter(**row._mapping) for row in rows}
