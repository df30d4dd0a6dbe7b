"""What a leased reminder needs to be weighed and put into words, read in a few statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core.db import db
from app.notices.beside import (
    APPOINTMENT_ID,
    CHOSEN_KIND,
    IS_LESSER,
    PAUSE,
    gives_way_to,
    has_newer,
    that_day,
)
from app.notices.calls import Matter
from app.notices.devices import IS_WORKING
from app.notices.endpoints import Target
from app.notices.models import Delivery, PushSubscription, Reminder, ReminderChoice
from app.notices.offsets import base, is_planned, number
from app.notices.planning import QuietHours
from app.notices.subjects import IS_CURRENT
from app.people.models import Person

CALL_WITHIN = 14  # days before a deadline: earlier, another reminder follows


@dataclass(frozen=True, kw_only=True)
class Due:
    """One leased reminder with its client's wishes and its subject as it is now."""

    id: int
    client_id: int
    subject: str
    subject_id: int
    version: int
    offset: str
    params: dict[str, Any] | None
    is_private: bool
    due_at: datetime
    expires_at: datetime
    attempts: int
    reason: str | None  # why it was put back, when it was
    is_current: bool
    is_accepted: bool  # by a device, while another worker held the row
    has_newer: bool  # a later reminder of the same matter is due as well
    gives_way_to: datetime | None  # an appointment's reminder that would come too soon after it
    language: str
    push_level: int
    quiet_from: time
    quiet_to: time
    appointment_id: int | None
    appointment_local: datetime | None
    starts_at: datetime | None
    place: str | None
    is_sensitive: bool | None
    same_day: int  # appointments, or steps, of that day that a locked screen may know of
    all_day: int  # and all of them

    @property
    def kind(self) -> str:
        """The offset without number or instant: d3, d1, h2, now, changed, cancelled."""
        return base(self.offset)

    @property
    def starts_local(self) -> datetime | None:
        """When the appointment begins or the offer takes place; the day to be met."""
        return when(self.appointment_local, self.params)

    @property
    def is_worth_a_call(self) -> bool:
        """Nobody is rung up about a café or a step of her own, nor months before a deadline."""
        if self.is_private or self.subject == "offer":
            return False
        is_far = is_planned(self.offset) and number(self.offset) > CALL_WITHIN
        return not is_far

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return Matter.in_row(self)

    @property
    def day(self) -> date | None:
        """The calendar day of its appointment."""
        return None if self.starts_local is None else self.starts_local.date()

    @property
    def quiet(self) -> QuietHours:
        """When the client does not want to be rung."""
        return QuietHours(begins=self.quiet_from, ends=self.quiet_to)


def when(appointment_local: datetime | None, params: dict[str, Any] | None) -> datetime | None:
    """The wall time a reminder is about: its appointment's, or the one it was planned with."""
    told = (params or {}).get("at") or (params or {}).get("on")
    return appointment_local if told is None else datetime.fromisoformat(told)


@dataclass(frozen=True, kw_only=True)
class LastPush:
    """The last reminder that reached a client, as far as the twelve hours go back."""

    at: datetime
    subject: str
    subject_id: int
    day: date | None


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser that has not got this reminder yet."""

    subscription_id: int
    target: Target


def read_due(reminder_ids: Collection[int], *, now: datetime) -> list[Due]:
    """The leased rows: per client appointments first, the newest first, then the nearest."""
    given = {"ids": list(reminder_ids), "now": now, "soon": now + PAUSE}
    return [Due(**row._mapping) for row in db.session.execute(_DUE, given)]


_IS_ACCEPTED = sa.exists().where(
    Delivery.reminder_id == Reminder.id, Delivery.accepted_at.is_not(None)
)
_COLUMNS = (
    Reminder.id,
    Reminder.client_id,
    Reminder.subject,
    Reminder.subject_id,
    Reminder.version,
    Reminder.offset,
    Reminder.params,
    Reminder.is_private,
    Reminder.due_at,
    Reminder.expires_at,
    Reminder.attempts,
    Reminder.reason,
    Person.ui_language.label("language"),
    sa.func.coalesce(ReminderChoice.level, Client.push_level).label("push_level"),
    Client.quiet_from,
    Client.quiet_to,
    Appointment.id.label("appointment_id"),
    Appointment.starts_local.label("appointment_local"),
    Appointment.starts_at,
    Appointment.place,
    Appointment.is_sensitive,
)
# Built once: to build it takes longer than to run it.
_DUE = (
    sa.select(
        *_COLUMNS,
        IS_CURRENT.label("is_current"),
        _IS_ACCEPTED.label("is_accepted"),
        has_newer().label("has_newer"),
        gives_way_to().label("gives_way_to"),
        that_day(is_sensitive=False).label("same_day"),
        that_day().label("all_day"),
    )
    .join(Client, Client.id == Reminder.client_id)
    .join(Person, Person.id == Client.person_id)
    .outerjoin(
        ReminderChoice,
        sa.and_(ReminderChoice.client_id == Client.id, ReminderChoice.kind == CHOSEN_KIND),
    )
    .outerjoin(Appointment, Appointment.id == APPOINTMENT_ID)
    .where(Reminder.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(
        Reminder.client_id,
        IS_LESSER,
        Reminder.due_at.desc(),
        Appointment.starts_at,
        Reminder.id,
    )
)


def read_last_pushes(client_ids: Collection[int], *, now: datetime) -> dict[int, LastPush]:
    """What reached these clients in the last twelve hours, the newest of each."""
    rows = db.session.execute(
        sa.select(
            Reminder.client_id,
            Reminder.ended_at.label("at"),
            Reminder.subject,
            Reminder.subject_id,
            Reminder.params,
            Appointment.starts_local,
        )
        .outerjoin(Appointment, Appointment.id == APPOINTMENT_ID)
        .where(
            Reminder.client_id.in_(client_ids),
            Reminder.state == "accepted",
            Reminder.ended_at > now - PAUSE,
        )
        .order_by(Reminder.ended_at)
    )
    return {row.client_id: _last(row) for row in rows}


def _last(row: Any) -> LastPush:
    starts = when(row.starts_local, row.params)
    return LastPush(
        at=row.at,
        subject=row.subject,
        subject_id=row.subject_id,
        day=None if starts is None else starts.date(),
    )


def read_devices(reminder_ids: Collection[int]) -> dict[int, list[Device]]:
    """The working browsers of each reminder's client that have not accepted it yet."""
    has_it = sa.exists().where(
        Delivery.reminder_id == Reminder.id,
        Delivery.subscription_id == PushSubscription.id,
        Delivery.accepted_at.is_not(None),
    )
    rows = db.session.execute(
        sa.select(
            Reminder.id.label("reminder_id"),
            PushSubscription.id,
            PushSubscription.endpoint,
            PushSubscription.p256dh,
            PushSubscription.auth,
        )
        .join(PushSubscription, PushSubscription.client_id == Reminder.client_id)
        .where(Reminder.id.in_(reminder_ids), IS_WORKING, ~has_it)
    )
    found: dict[int, list[Device]] = {}
    for row in rows:
        target = Target(endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth)
        found.setdefault(row.reminder_id, []).append(Device(subscription_id=row.id, target=target))
    return found
