"""How far a round of reminders has come, as the manager who sent it reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.notices.models import WAITING, Delivery, Reminder, ReminderRound
from app.notices.rounds import name_of


@dataclass(frozen=True, kw_only=True)
class Told:
    """One client of a round, and how far her reminder has come."""

    client_id: int
    given_name: str
    family_name: str
    state: str
    due_at: datetime
    shown_at: datetime | None
    opened_at: datetime | None

    @property
    def stage(self) -> str:
        """waiting, accepted, shown or opened; to_call when no phone was reached."""
        if self.state in WAITING:
            return "waiting"
        if self.state != "accepted":
            return "to_call"
        return "opened" if self.opened_at else "shown" if self.shown_at else "accepted"


@dataclass(frozen=True, kw_only=True)
class Round:
    """One action of a manager: everybody it was for, by name."""

    id: int
    made_at: datetime
    told: Sequence[Told]

    def at(self, *stages: str) -> list[Told]:
        """Those who are at one of these stages."""
        return [one for one in self.told if one.stage in stages]

    def is_running(self, now: datetime) -> bool:
        """True while the worker has something to send at once; quiet hours are no work."""
        return any(one.due_at <= now for one in self.at("waiting"))

    @property
    def version(self) -> str:
        """Another value as soon as anybody's stage changes."""
        counts = (len(self.at(stage)) for stage in ("waiting", "accepted", "shown", "opened"))
        return "-".join(map(str, (self.id, *counts)))


def get_round(round_id: int, *, seen_by: Viewer) -> Round:
    """Read a round of the viewer's own, of it those she may still see; two statements."""
    made = db.session.execute(
        sa.select(ReminderRound.id, ReminderRound.made_at).where(
            ReminderRound.id == round_id, ReminderRound.by_id == seen_by.person_id
        )
    ).one_or_none()
    if made is None:
        raise Missing
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Reminder.state,
            sa.func.coalesce(Reminder.next_try, Reminder.due_at).label("due_at"),
            sa.func.min(Delivery.shown_at).label("shown_at"),
            sa.func.min(Delivery.opened_at).label("opened_at"),
        )
        .join(Reminder, Reminder.client_id == Client.id)
        .outerjoin(Delivery, Delivery.reminder_id == Reminder.id)
        .where(Client.id.in_(clients_of(seen_by)), Reminder.offset == name_of(round_id))
        .group_by(Client.id, Reminder.id)
        .order_by(Client.family_name, Client.given_name, Client.id)
    )
    return Round(id=made.id, made_at=made.made_at, told=[Told(**row._mapping) for row in rows])
