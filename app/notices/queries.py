"""Who can be reached, what became of reminders, whom to call. Every row by `seen_by`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.caseload.gates import outdated
from app.caseload.models import Client
from app.caseload.purposes import PHONE
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.core.sealed import ClientKey
from app.notices.calls import Matter
from app.notices.devices import IS_REACHED
from app.notices.ledger import CallCard, LedgerLine
from app.notices.models import CallListEntry
from app.notices.planning import QuietHours

__all__ = ["CallCard", "LedgerLine", "Upcoming"]  # what the queries return

NEWS_STAY = timedelta(days=14)  # on the call list, when they are about no time


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """A client to be reminded, and the next appointment there is to remind of."""

    client_id: int
    given_name: str
    family_name: str
    has_device: bool
    appointment_id: int | None
    version: int | None
    starts_at: datetime | None
    starts_local: datetime | None
    quiet_from: time
    quiet_to: time

    def goes_at(self, now: datetime) -> datetime:
        """When a reminder may go out that is sent now: at once, or when the quiet hours end."""
        return QuietHours(begins=self.quiet_from, ends=self.quiet_to).over(now)

    @property
    def matter(self) -> Matter:
        """What the reminder will be about: without an appointment, a word that something is new."""
        if self.appointment_id is None or self.version is None:
            return Matter(
                client_id=self.client_id, subject="message", subject_id=self.client_id, version=0
            )
        return Matter(
            client_id=self.client_id,
            subject="appointment",
            subject_id=self.appointment_id,
            version=self.version,
        )


def upcoming_of(client_ids: Collection[int], *, seen_by: Viewer) -> list[Upcoming]:
    """What each of these would be reminded of; Missing when one of them is absent or foreign."""
    following = sa.select(Appointment.id).join(
        Participation, Participation.appointment_id == Appointment.id
    )
    following = following.where(
        Participation.client_id == Client.id,
        TAKES_PART,
        sa.func.coalesce(Participation.reply, "") != "no",
        Appointment.state.in_(COMING),
        Appointment.starts_at > clock.now() + timedelta(minutes=10),
    ).order_by(Appointment.starts_at, Appointment.id)
    next_id = following.limit(1).correlate(Client).scalar_subquery()
    following_of = (
        sa.select(Client.id.label("client_id"), next_id.label("appointment_id"))
        .where(Client.id.in_(client_ids), Client.id.in_(clients_of(seen_by)))
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            IS_REACHED.label("has_device"),
            Appointment.id.label("appointment_id"),
            Appointment.version,
            Appointment.starts_at,
            Appointment.starts_local,
            Client.quiet_from,
            Client.quiet_to,
        )
        .join(following_of, following_of.c.client_id == Client.id)
        .outerjoin(Appointment, Appointment.id == following_of.c.appointment_id)
        .order_by(Client.family_name, Client.given_name, Client.id)
    ).all()
    if len(rows) != len(set(client_ids)):
        raise Missing
    return [Upcoming(**row._mapping) for row in rows]


def calls_of(viewer: Viewer) -> list[CallCard]:
    """The viewer's call list: open entries, the nearest appointment first, then today's settled."""
    today = clock.begin_of(clock.today())
    still_matters = sa.or_(
        Appointment.starts_at >= today,
        sa.and_(
            CallListEntry.subject != "appointment", CallListEntry.created_at > today - NEWS_STAY
        ),
    )
    settled_today = sa.and_(CallListEntry.done_by_id.is_not(None), CallListEntry.done_at >= today)
    statement = _CALLS.where(
        CallListEntry.client_id.in_(clients_of(viewer)),
        sa.or_(sa.and_(CallListEntry.done_at.is_(None), still_matters), settled_today),
    ).order_by(
        CallListEntry.done_at.is_not(None),
        Appointment.starts_at.is_(None),
        Appointment.starts_at,
        CallListEntry.id,
    )
    return [_call_card(row) for row in db.session.execute(statement)]


_CALLS = (
    sa.select(
        CallListEntry.id,
        CallListEntry.client_id,
        CallListEntry.subject,
        CallListEntry.reason,
        CallListEntry.tried_at,
        CallListEntry.done_at,
        CallListEntry.outcome,
        Client.given_name,
        Client.family_name,
        *Client.phone.parts,
        Client.id.in_(outdated(PHONE)).label("may_not_call"),
        Appointment.starts_local,
        Appointment.is_sensitive,
    )
    .join(Client, Client.id == CallListEntry.client_id)
    .outerjoin(ClientKey, ClientKey.client_id == Client.id)
    .outerjoin(
        Appointment,
        sa.and_(CallListEntry.subject == "appointment", Appointment.id == CallListEntry.subject_id),
    )
)


def _call_card(row: Any) -> CallCard:
    """One entry as people see it; of a sensitive appointment nothing but 'please call'."""
    names_time = row.subject == "appointment" and not row.is_sensitive
    return CallCard(
        id=row.id,
        client_id=row.client_id,
        given_name=row.given_name,
        family_name=row.family_name,
        subject=row.subject,
        phone=None if row.may_not_call else Client.phone.read(row),
        reason=row.reason,
        starts_local=row.starts_local if names_time else None,
        tried_at=row.tried_at,
        done_at=row.done_at,
        outcome=row.outcome,
    )


def get_call(entry_id: int, *, seen_by: Viewer) -> CallListEntry:
    """Return an entry of the call list for a change; Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(CallListEntry).where(
            CallListEntry.id == entry_id, CallListEntry.client_id.in_(clients_of(seen_by))
        )
    )
