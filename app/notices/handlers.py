"""What follows for reminders when appointments change or a session ends. Rows only."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.events import (
    AppointmentCancelled,
    AppointmentFact,
    AppointmentMade,
    AppointmentMoved,
    ReplyGiven,
)
from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core.access import Role
from app.core.db import db
from app.core.events import DomainEvent
from app.core.tenancy import find_carrier
from app.notices.calls import Matter, ask_to_call, call_is_not_needed
from app.notices.devices import has_device, remove
from app.notices.models import WAITING, CallListEntry, Delivery, PushSubscription, Reminder
from app.notices.planning import LAST_CALL, QuietHours, plan
from app.people.events import PhonesLocked, RoleSwitched, SignedIn, SignedOut


def plan_reminders(event: AppointmentMade | AppointmentMoved) -> None:
    """Plan what makes sense for this version; without a device somebody has to call."""
    matter = _matter(event)
    appointment = db.session.get_one(Appointment, event.appointment_id)
    for planned in plan(
        event.starts_local,
        zone=event.zone,
        starts_at=appointment.starts_at,
        quiet=quiet_hours(matter.client_id),
        now=event.occurred_at,
    ):
        add_reminder(
            matter,
            offset=planned.offset,
            due_at=planned.due_at,
            expires_at=appointment.starts_at - LAST_CALL,
            now=event.occurred_at,
        )
    if not has_device(matter.client_id):
        ask_to_call(matter, reason="no_device", now=event.occurred_at)


def replan_reminders(event: AppointmentMoved) -> None:
    """The old version's reminders are never sent; the new one's are planned."""
    _stop(event, reason="moved")
    _no_call_about(event)
    plan_reminders(event)


def supersede_reminders(event: AppointmentCancelled) -> None:
    """What has been cancelled is not reminded of, and nobody has to call about it."""
    _stop(event, reason="cancelled")
    _no_call_about(event)


def tell_client(event: AppointmentMoved | AppointmentCancelled) -> None:
    """Tell the client that her appointment changed, unless she changed it herself."""
    if event.by.role is Role.CLIENT:
        return
    matter, now = _matter(event), event.occurred_at
    appointment = db.session.get_one(Appointment, event.appointment_id)
    due_at = quiet_hours(matter.client_id).over(now)
    latest = appointment.starts_at - LAST_CALL
    is_cancelled = isinstance(event, AppointmentCancelled)
    if due_at >= latest:
        ask_to_call(matter, reason="short_notice", now=now, again=True)
        return
    if is_cancelled:
        matter = Matter(**{**vars(matter), "subject": "message"})
        if not has_device(matter.client_id):
            ask_to_call(matter, reason="no_device", now=now)
    add_reminder(
        matter,
        offset="cancelled" if is_cancelled else "changed",
        due_at=due_at,
        expires_at=latest,
        now=now,
    )


def follow_reply(event: ReplyGiven) -> None:
    """ "I cannot come" stops the reminders; another answer after it plans them anew."""
    if event.reply == "no":
        _stop(event, reason="declined")
        return
    for stopped in _stopped_by_her(event):
        add_reminder(
            _matter(event),
            offset=_next_try(stopped.offset),
            due_at=stopped.due_at,
            expires_at=stopped.expires_at,
            now=event.occurred_at,
        )


def mark_answered(event: ReplyGiven) -> None:
    """Note on what reached her that she answered, once; nobody has to call any more."""
    reached = sa.select(Reminder.id).where(_reminders_of(event))
    db.session.execute(
        sa.update(Delivery)
        .where(
            Delivery.reminder_id.in_(reached),
            Delivery.accepted_at.is_not(None),
            Delivery.answered_at.is_(None),
        )
        .values(answered_at=event.occurred_at)
        .execution_options(synchronize_session=False)
    )
    _no_call_about(event)


def keep_devices(event: SignedIn | RoleSwitched) -> None:
    """Whose session goes on as another one in the same browser still gets reminders there."""
    if find_carrier() is None or event.renews_session_id is None:
        return
    db.session.execute(
        sa.update(PushSubscription)
        .where(PushSubscription.session_id == event.renews_session_id)
        .values(session_id=event.session_id)
    )


def forget_session(event: SignedOut) -> None:
    """Who signed out on a phone gets no reminders there any more."""
    if find_carrier() is not None:  # volunteers and coordinators have none, and no reminders
        _remove_devices(PushSubscription.session_id == event.session_id, event, "signed_out")


def forget_phones(event: PhonesLocked) -> None:
    """A lost phone must not show reminders."""
    if find_carrier() is not None:
        theirs = sa.select(Client.id).where(Client.person_id == event.person_id)
        _remove_devices(PushSubscription.client_id.in_(theirs), event, "locked")


def _remove_devices(which: sa.ColumnElement[bool], event: DomainEvent, because: str) -> None:
    for subscription in db.session.scalars(sa.select(PushSubscription).where(which)):
        remove(subscription, because=because, by=event.by, now=event.occurred_at)


def add_reminder(
    matter: Matter, *, offset: str, due_at: datetime, expires_at: datetime, now: datetime
) -> Reminder:
    """Add one planned row."""
    reminder = Reminder(
        **vars(matter), offset=offset, due_at=due_at, expires_at=expires_at, created_at=now
    )
    db.session.add(reminder)
    return reminder


def quiet_hours(client_id: int) -> QuietHours:
    """When this client does not want to be rung."""
    client = db.session.get_one(Client, client_id)
    return QuietHours(begins=client.quiet_from, ends=client.quiet_to)


def _matter(event: AppointmentFact) -> Matter:
    assert event.client_id is not None  # noqa: S101  # because: facts about an appointment have one
    return Matter(
        client_id=event.client_id,
        subject="appointment",
        subject_id=event.appointment_id,
        version=event.version,
    )


def _reminders_of(event: AppointmentFact) -> sa.ColumnElement[bool]:
    """All reminders of this client about this appointment, whatever its version."""
    return sa.and_(
        Reminder.client_id == event.client_id,
        Reminder.subject == "appointment",
        Reminder.subject_id == event.appointment_id,
    )


def _stop(event: AppointmentFact, *, reason: str) -> None:
    """Supersede what still waits, leased or not: the worker asks again before it sends."""
    db.session.execute(
        sa.update(Reminder)
        .where(_reminders_of(event), Reminder.state.in_(WAITING))
        .values(
            state="superseded",
            reason=reason,
            ended_at=event.occurred_at,
            lease_until=None,
            lease_token=None,
        )
        .execution_options(synchronize_session=False)
    )


def _no_call_about(event: AppointmentFact) -> None:
    """Nobody has to call about any version of this appointment any more."""
    about = sa.and_(
        CallListEntry.client_id == event.client_id,
        CallListEntry.subject == "appointment",
        CallListEntry.subject_id == event.appointment_id,
    )
    call_is_not_needed(about, now=event.occurred_at)


def _stopped_by_her(event: ReplyGiven) -> list[Any]:
    """What her earlier "I cannot come" stopped and is still ahead, the last try of each."""
    rows = db.session.execute(
        sa.select(
            Reminder.offset,
            Reminder.due_at,
            Reminder.expires_at,
            Reminder.state,
            Reminder.reason,
        )
        .where(_reminders_of(event), Reminder.version == event.version)
        .order_by(Reminder.id)
    )
    last_try = {row.offset.partition(".")[0]: row for row in rows}
    return [
        row
        for row in last_try.values()
        if row.state == "superseded" and row.reason == "declined" and row.due_at > event.occurred_at
    ]


def _next_try(offset: str) -> str:
    """d1, d1.2, d1.3: final rows stay as they ended, a new one takes their place."""
    name, _, number = offset.partition(".")
    return f"{name}.{int(number or 1) + 1}"
