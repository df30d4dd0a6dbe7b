"""What became of each reminder and call of one client, in one statement."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.appointments.models import Appointment, Participation
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Role, Viewer
from app.core.db import db
from app.notices.ledger import LedgerLine, called, reminded
from app.notices.models import WAITING, CallListEntry, Delivery, Reminder

LINES = 30  # what happened longer ago nobody asks about
CALL = "call"  # stands where a reminder has its offset


def ledger_of(client_id: int, *, seen_by: Viewer) -> list[LedgerLine]:
    """What became of each reminder and call of this client, newest first; one statement.

    Of a deadline only the next reminder is named; of her private steps nobody reads but she.
    """
    own = (Client.id == client_id, Client.id.in_(clients_of(seen_by)))
    shown = Reminder.is_private.is_(False) if seen_by.role is not Role.CLIENT else sa.true()
    newest = (
        sa.select(Reminder.id)
        .join(Client, Client.id == Reminder.client_id)
        .where(*own, shown, ~_follows_another())
        .order_by(Reminder.due_at.desc(), Reminder.id.desc())
        .limit(LINES)
    )
    reminders = _LINES.where(Reminder.id.in_(newest.subquery().select())).group_by(
        Reminder.id, Appointment.id, Participation.id
    )
    calls = (
        _CALL_LINES.join(Client, Client.id == CallListEntry.client_id)
        .where(*own)
        .order_by(CallListEntry.created_at.desc())
        .limit(LINES)
    )
    both = sa.union_all(reminders.subquery().select(), calls.subquery().select())
    rows = sorted(db.session.execute(both), key=lambda row: (row.due_at, row.id), reverse=True)
    return [called(row) if row.offset == CALL else reminded(row) for row in rows]


def _follows_another() -> sa.ColumnElement[bool]:
    """A reminder of a deadline that is planned after another one of the same deadline."""
    sooner = aliased(Reminder)
    return sa.and_(
        Reminder.subject != "appointment",
        Reminder.state == "planned",
        sa.exists().where(
            sooner.carrier_id == Reminder.carrier_id,
            sooner.client_id == Reminder.client_id,
            sooner.subject == Reminder.subject,
            sooner.subject_id == Reminder.subject_id,
            sooner.version == Reminder.version,
            sooner.state.in_(WAITING),
            sooner.due_at < Reminder.due_at,
        ),
    )


_LINES = (
    sa.select(
        Reminder.id,
        Reminder.offset,
        Reminder.subject,
        Reminder.subject_id,
        Reminder.params,
        Reminder.due_at,
        Reminder.next_try,
        Reminder.state,
        Reminder.reason,
        Reminder.ended_at,
        Appointment.starts_local,
        Participation.reply,
        sa.func.min(Delivery.accepted_at).label("accepted_at"),
        sa.func.min(Delivery.shown_at).label("shown_at"),
        sa.func.min(Delivery.opened_at).label("opened_at"),
        sa.func.min(Delivery.answered_at).label("answered_at"),
    )
    .outerjoin(
        Appointment,
        sa.and_(Reminder.subject == "appointment", Appointment.id == Reminder.subject_id),
    )
    .outerjoin(
        Participation,
        sa.and_(
            Participation.appointment_id == Appointment.id,
            Participation.client_id == Reminder.client_id,
        ),
    )
    .outerjoin(Delivery, Delivery.reminder_id == Reminder.id)
)


def _nothing(like: Any) -> sa.Cast[Any]:
    return sa.cast(sa.null(), like.type)


# A call in the columns of a reminder: what stands where is named by called().
_CALL_LINES = sa.select(
    CallListEntry.id,
    sa.literal(CALL).label("offset"),
    CallListEntry.subject,
    CallListEntry.subject_id,
    _nothing(Reminder.params).label("params"),
    CallListEntry.created_at.label("due_at"),
    CallListEntry.tried_at.label("next_try"),
    CallListEntry.outcome.label("state"),
    CallListEntry.reason,
    CallListEntry.done_at.label("ended_at"),
    _nothing(Appointment.starts_local).label("starts_local"),
    _nothing(Participation.reply).label("reply"),
    *(
        _nothing(Delivery.accepted_at).label(f"{fact}_at")
        for fact in ("accepted", "shown", "opened", "answered")
    ),
)
