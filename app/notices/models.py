"""The ledger: each planned reminder is a row from the start, each device's delivery another."""

import uuid
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

STATES = ("planned", "leased", "accepted", "retry", "expired", "superseded", "dead")
FINAL = ("accepted", "expired", "superseded", "dead")
WAITING = ("planned", "retry", "leased")
SUBJECTS = ("appointment", "step", "title", "entitlement", "offer", "message")
KINDS = SUBJECTS[:-1]  # of which carriers and clients choose when to be reminded
OUTCOMES = ("reached", "not_reached", "message_left", "not_needed")  # of a call


class PushSubscription(Tenant, Base):
    """A browser that said yes. Gone for good when its service says 404 or 410."""

    __tablename__ = "push_subscription"
    __table_args__ = identified(
        # Two people who share a phone share its endpoint: each has a row of their own.
        sa.UniqueConstraint("client_id", "endpoint_hash"),
        within_carrier("client", "client_id"),
        sa.Index("ix_push_subscription_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("session.id"))
    endpoint: Mapped[str]
    endpoint_hash: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_shown_at: Mapped[datetime | None]  # last time this device said it showed a message
    removed_at: Mapped[datetime | None]
    removed_because: Mapped[
        str | None
    ]  # gone (404/410), signed_out, locked, asked, replaced, withdrawn


class ReminderRound(Tenant, Base):
    """A manager reminded several clients at once; its reminders bear the offset now-<id>."""

    __tablename__ = "reminder_round"
    __table_args__ = identified()

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Reminder(Tenant, Base):
    """One thing to say to one client at one time about one version of one subject."""

    __tablename__ = "reminder"
    __table_args__ = identified(
        sa.UniqueConstraint("client_id", "subject", "subject_id", "version", "offset"),
        within_carrier("client", "client_id"),
        sa.Index("ix_reminder_carrier_client", "carrier_id", "client_id"),
        one_of("state", STATES),
        one_of("subject", SUBJECTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    subject: Mapped[str]
    subject_id: Mapped[int]
    version: Mapped[int]  # of the subject: an older one is never sent
    offset: Mapped[str]  # d3, h2, l7 (a right lapses); changed, ...; now-<round> by hand
    params: Mapped[dict[str, Any] | None]  # what its words need besides
    is_private: Mapped[bool] = mapped_column(  # the client's alone: no desk sees it
        default=False, server_default=sa.false()
    )
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # ten minutes before the appointment begins; the end of the day
    state: Mapped[str] = mapped_column(default="planned")
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None]
    next_try: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # why it ended or is tried again, as a word of our list
    created_at: Mapped[datetime]


# The one claim repeats both literally, or neither planner would use the index.
IS_WAITING = Reminder.state.in_([sa.literal_column(f"'{state}'") for state in WAITING])
WAKES_AT = sa.func.coalesce(Reminder.lease_until, Reminder.next_try, Reminder.due_at)
sa.Index(
    "reminder_wake",
    Reminder.carrier_id,
    WAKES_AT,
    sqlite_where=IS_WAITING,
    postgresql_where=IS_WAITING,
)


class Delivery(Tenant, Base):
    """What became of one reminder on one device; shown, opened, answered are times, not states."""

    __tablename__ = "delivery"
    __table_args__ = identified(
        sa.UniqueConstraint("reminder_id", "subscription_id"),
        within_carrier("reminder", "reminder_id"),
        within_carrier("push_subscription", "subscription_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int]
    subscription_id: Mapped[int]
    ack_token: Mapped[str] = mapped_column(unique=True)  # lets the phone say: shown, opened
    status: Mapped[int | None]  # of the push service's answer; None: no answer
    accepted_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class CallListEntry(Tenant, Base):
    """Somebody to call, because no device could be reached."""

    __tablename__ = "call_list_entry"
    __table_args__ = identified(
        sa.UniqueConstraint("client_id", "subject", "subject_id", "version"),
        within_carrier("client", "client_id"),
        sa.Index(
            "ix_call_list_entry_open",
            "carrier_id",
            "client_id",
            sqlite_where=sa.text("done_at IS NULL"),  # because: part of an index, as written there
            postgresql_where=sa.text("done_at IS NULL"),  # because: as above
        ),
        one_of("outcome", OUTCOMES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    subject: Mapped[str]
    subject_id: Mapped[int]
    version: Mapped[int]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]  # when somebody called last, reached or not
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str | None]


class ReminderRule(Tenant, Base):
    """When a carrier reminds of one kind of thing; without a row our proposal stands."""

    __tablename__ = "reminder_rule"
    __table_args__ = identified(sa.UniqueConstraint("carrier_id", "kind"), one_of("kind", KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    offsets: Mapped[list[str]]  # d3, d1, h2
    at: Mapped[time]  # wall time of those that count days


class ReminderChoice(Tenant, Base):
    """What a client wants of one kind of reminder; without a row she wants all of it."""

    __tablename__ = "reminder_choice"
    __table_args__ = identified(
        sa.UniqueConstraint("client_id", "kind"),
        within_carrier("client", "client_id"),
        one_of("kind", KINDS),
        one_of("level", (0, 1, 2)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    kind: Mapped[str]
    offsets: Mapped[list[str] | None]  # those she wants of the carrier's; None: all, []: none
    level: Mapped[int | None]  # how much it may say; None: as she chose for all


class OfferMove(Base):
    """How often the time or place of an offer has changed; what was planned before is not sent."""

    __tablename__ = "offer_move"

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class ZoneRules(Base):
    """The rules of a time zone that the ledger was reckoned with, as a mark."""

    __tablename__ = "zone_rules"

    zone: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str]


class WorkerBeat(Base):
    """Each worker's sign of life: its last round and how much was overdue then."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    overdue: Mapped[int]
    clock_jumped_at: Mapped[datetime | None]  # it sends nothing until time is steady again
