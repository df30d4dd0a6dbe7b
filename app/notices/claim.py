"""The one claim of due reminders, and the marks that only the holder of its token may set.

Lease, commit, send, mark: whoever dies in between loses nothing, since a lease runs out.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.tenancy import current_carrier
from app.notices.models import IS_WAITING, WAKES_AT, Reminder
from app.notices.subjects import IS_CURRENT

LEASE = timedelta(seconds=60)  # longer than the slowest answer we wait for (10 s)
BATCH = 100


def claim(*, now: datetime, due_by: datetime | None = None, limit: int = BATCH) -> "Claim":
    """Lease what is due for the open carrier; the caller commits before anything is sent."""
    carrier_id = current_carrier()
    due = (
        sa.select(Reminder.id)
        .where(Reminder.carrier_id == carrier_id, IS_WAITING, (due_by or now) >= WAKES_AT)
        .order_by(WAKES_AT)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")  # evaluated once
    )
    token = secrets.token_hex(16)
    taken = (
        sa.update(Reminder)
        .where(Reminder.carrier_id == carrier_id, Reminder.id.in_(sa.select(due.c.id)))
        .values(
            state="leased",
            lease_until=now + LEASE,
            lease_token=token,
            attempts=Reminder.attempts + 1,
        )
        .returning(Reminder.id)
        .execution_options(synchronize_session=False)
    )
    return Claim(token=token, reminder_ids=list(db.session.scalars(taken)))


class Claim:
    """A random token and the rows it holds."""

    def __init__(self, *, token: str, reminder_ids: list[int]) -> None:
        self.token, self.reminder_ids = token, reminder_ids

    def keep(self, reminder_id: int, *, now: datetime) -> bool:
        """Renew the lease just before sending; False when the row is no longer ours to send.

        It is not when the lease ran out and somebody took it, or its subject has changed.
        """
        return self._set(reminder_id, IS_CURRENT, lease_until=now + LEASE)

    def end(self, reminder_id: int, *, state: str, reason: str | None, now: datetime) -> bool:
        """Bring the row into a final state; False when it is not ours."""
        return self._set(
            reminder_id, state=state, reason=reason, ended_at=now, next_try=None, **_RELEASED
        )

    def put_back(self, reminder_id: int, *, until: datetime, reason: str | None) -> bool:
        """Let the row wake again later; False when it is not ours."""
        return self._set(reminder_id, state="retry", reason=reason, next_try=until, **_RELEASED)

    def _set(self, reminder_id: int, *also: sa.ColumnElement[bool], **values: Any) -> bool:
        ours = sa.and_(
            Reminder.id == reminder_id,
            Reminder.lease_token == self.token,
            Reminder.state == "leased",
            *also,
        )
        statement = (
            sa.update(Reminder)
            .where(ours)
            .values(values)
            .returning(Reminder.id)
            .execution_options(synchronize_session=False)
        )
        return db.session.scalars(statement).first() is not None


_RELEASED: dict[str, Any] = {"lease_until": None, "lease_token": None}
