"""What a leased reminder needs to be weighed and put into words, read in a few statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.models import COMING, Appointment, Participation
from app.caseload.models import Client
from app.core.db import db
from app.notices.calls import Matter
from app.notices.claim import IS_CURRENT
from app.notices.devices import IS_WORKING
from app.notices.endpoints import Target
from app.notices.models import WAITING, Delivery, PushSubscription, Reminder
from app.notices.planning import QuietHours
from app.people.models import Person

PAUSE = timedelta(hours=12)  # between two pushes to one client


@dataclass(frozen=True, kw_only=True)
class Due:
    """One leased reminder with its client's wishes and its subject as it is now."""

    id: int
    client_id: int
    subject: str
    subject_id: int
    version: int
    offset: str
    due_at: datetime
    expires_at: datetime
    attempts: int
    reason: str | None  # why it was put back, when it was
    is_current: bool
    is_accepted: bool  # by a device, while another worker held the row
    has_newer: bool  # a later reminder of the same matter is due as well
    language: str
    push_level: int
    quiet_from: time
    quiet_to: time
    appointment_id: int | None
    starts_local: datetime | None
    starts_at: datetime | None
    place: str | None
    is_sensitive: bool | None
    same_day: int  # appointments on that day that a locked screen may know of
    all_day: int  # and all of them

    @property
    def kind(self) -> str:
        """The offset without number or instant: d3, d1, h2, now, changed, cancelled."""
        return self.offset.partition(".")[0].partition("-")[0]

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return Matter(
            client_id=self.client_id,
            subject=self.subject,
            subject_id=self.subject_id,
            version=self.version,
        )

    @property
    def day(self) -> date | None:
        """The calendar day of its appointment."""
        return None if self.starts_local is None else self.starts_local.date()

    @property
    def quiet(self) -> QuietHours:
        """When the client does not want to be rung."""
        return QuietHours(begins=self.quiet_from, ends=self.quiet_to)


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
    """The leased rows: per client the newest first, at the same time the nearest appointment."""
    statement = (
        sa.select(
            *_COLUMNS,
            IS_CURRENT.label("is_current"),
            _IS_ACCEPTED.label("is_accepted"),
            _has_newer(now).label("has_newer"),
            _same_day(is_sensitive=False).label("same_day"),
            _same_day().label("all_day"),
        )
        .join(Client, Client.id == Reminder.client_id)
        .join(Person, Person.id == Client.person_id)
        .outerjoin(Appointment, Appointment.id == _APPOINTMENT_ID)
        .where(Reminder.id.in_(reminder_ids))
        .order_by(Reminder.client_id, Reminder.due_at.desc(), Appointment.starts_at, Reminder.id)
    )
    return [Due(**row._mapping) for row in db.session.execute(statement)]


# News of a cancelled appointment is a message that still names it.
_APPOINTMENT_ID = sa.case(
    (sa.or_(Reminder.subject == "appointment", Reminder.offset == "cancelled"), Reminder.subject_id)
)
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
    Reminder.due_at,
    Reminder.expires_at,
    Reminder.attempts,
    Reminder.reason,
    Person.ui_language.label("language"),
    Client.push_level,
    Client.quiet_from,
    Client.quiet_to,
    Appointment.id.label("appointment_id"),
    Appointment.starts_local,
    Appointment.starts_at,
    Appointment.place,
    Appointment.is_sensitive,
)


def _has_newer(now: datetime) -> sa.ColumnElement[bool]:
    """A later reminder about the same thing waits and is due as well."""
    newer = aliased(Reminder)
    return sa.exists().where(
        newer.carrier_id == Reminder.carrier_id,
        newer.client_id == Reminder.client_id,
        newer.subject == Reminder.subject,
        newer.subject_id == Reminder.subject_id,
        newer.state.in_(WAITING),
        newer.due_at <= now,
        sa.or_(
            newer.due_at > Reminder.due_at,
            sa.and_(newer.due_at == Reminder.due_at, newer.id > Reminder.id),
        ),
    )


def _same_day(**only: bool) -> sa.ScalarSelect[int]:
    """How many appointments the client still has on the day of this one, it included."""
    other = aliased(Appointment)
    count = (
        sa.select(sa.func.count())
        .select_from(Participation)
        .join(other, other.id == Participation.appointment_id)
        .where(
            Participation.client_id == Reminder.client_id,
            sa.func.coalesce(Participation.reply, "") != "no",
            other.state.in_(COMING),
            sa.func.date(other.starts_local) == sa.func.date(Appointment.starts_local),
            *(getattr(other, name) == value for name, value in only.items()),
        )
    )
    return count.correlate(Reminder, Appointment).scalar_subquery()


def read_last_pushes(client_ids: Collection[int], *, now: datetime) -> dict[int, LastPush]:
    """What reached these clients in the last twelve hours, the newest of each."""
    rows = db.session.execute(
        sa.select(
            Reminder.client_id,
            Reminder.ended_at.label("at"),
            Reminder.subject,
            Reminder.subject_id,
            Appointment.starts_local,
        )
        .outerjoin(Appointment, Appointment.id == _APPOINTMENT_ID)
        .where(
            Reminder.client_id.in_(client_ids),
            Reminder.state == "accepted",
            Reminder.ended_at > now - PAUSE,
        )
        .order_by(Reminder.ended_at)
    )
    return {
        row.client_id: LastPush(
            at=row.at,
            subject=row.subject,
            subject_id=row.subject_id,
            day=None if row.starts_local is None else row.starts_local.date(),
        )
        for row in rows
    }


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
