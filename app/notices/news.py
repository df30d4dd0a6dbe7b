"""What a client is told at once: her appointment changed, a time is proposed, she has an answer."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.events import (
    AppointmentCancelled,
    AppointmentFact,
    AppointmentProposed,
    MoveAnswered,
    RequestClosed,
)
from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core.access import Role
from app.core.db import db
from app.notices.bookkeeping import add_reminder, again
from app.notices.calls import Matter, ask_to_call
from app.notices.devices import has_device
from app.notices.models import Reminder
from app.notices.offsets import base
from app.notices.planning import LAST_CALL, QuietHours

ANSWER_LASTS = timedelta(days=3)  # of an answer that is about no time
OF_SERIES = ("changed", "cancelled", "proposed")  # news that one act can tell of several dates


def tell_client(event: AppointmentFact) -> None:
    """Tell the client what the desk did with her appointment, or with her request for one.

    Of a series that was changed in one act she is told once: of the first date, and how many more.
    """
    if event.by.role is Role.CLIENT:
        return
    if event.is_more:
        _count_one_more(event)
    elif isinstance(event, AppointmentCancelled):
        _tell(event, "cancelled", as_message=True)
    elif isinstance(event, AppointmentProposed):
        _tell(event, "proposed")
    elif isinstance(event, RequestClosed):
        _tell(event, "answered", as_message=True, lasts=ANSWER_LASTS)
    elif isinstance(event, MoveAnswered):
        if not event.is_accepted:  # another time is told of as a change
            _tell(event, "answered")
    else:
        _tell(event, "changed")


def _tell(
    event: AppointmentFact,
    word: str,
    *,
    as_message: bool = False,
    lasts: timedelta | None = None,
) -> None:
    """Plan the news for the end of her quiet hours; what would come too late is told by phone.

    News of what takes place no longer is a message: of the appointment nothing may be sent.
    """
    now, matter = event.occurred_at, matter_of(event)
    appointment = db.session.get_one(Appointment, event.appointment_id)
    due_at = quiet_hours(matter.client_id).over(now)
    latest = due_at + lasts if lasts else appointment.starts_at - LAST_CALL
    if due_at >= latest:
        ask_to_call(matter, reason="short_notice", now=now, again=True)
        return
    if as_message:
        matter = Matter(**{**vars(matter), "subject": "message"})
        if not has_device(matter.client_id):
            ask_to_call(matter, reason="no_device", now=now)
    offset = again(word, times_told(matter, word))
    add_reminder(matter, offset=offset, due_at=due_at, expires_at=latest, now=now)


def _count_one_more(event: AppointmentFact) -> None:
    """Let the news that this act has just made of the series say one date more.

    Where the first date was too near for news, a call tells it, and the later ones with it.
    """
    this, sibling = aliased(Appointment), aliased(Appointment)
    of_series = (
        sa.select(sibling.id)
        .join(this, this.series == sibling.series)
        .where(this.id == event.appointment_id)
    )
    row = db.session.scalar(
        sa.select(Reminder).where(
            Reminder.client_id == event.client_id,
            Reminder.subject_id.in_(of_series),
            Reminder.subject.in_(("appointment", "message")),
            Reminder.created_at == event.occurred_at,
            sa.or_(*(Reminder.offset.startswith(word) for word in OF_SERIES)),
        )
    )
    if row is not None:
        row.params = {**(row.params or {}), "more": (row.params or {}).get("more", 0) + 1}


def times_told(matter: Matter, word: str) -> int:
    """How often this news was told of this matter."""
    offsets = db.session.scalars(
        sa.select(Reminder.offset).where(
            matter.of(Reminder), Reminder.offset.startswith(word, autoescape=True)
        )
    )
    return sum(base(offset) == word for offset in offsets)


def matter_of(event: AppointmentFact) -> Matter:
    """The appointment as it was when this happened."""
    assert event.client_id is not None  # noqa: S101  # because: facts about an appointment have one
    return Matter(
        client_id=event.client_id,
        subject="appointment",
        subject_id=event.appointment_id,
        version=event.version,
    )


def quiet_hours(client_id: int) -> QuietHours:
    """When this client does not want to be rung."""
    client = db.session.get_one(Client, client_id)
    return QuietHours(begins=client.quiet_from, ends=client.quiet_to)
