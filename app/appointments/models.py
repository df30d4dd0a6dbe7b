"""An appointment is a wall time in a zone; each participant answers for herself."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import ZONE
from app.core.db import Base, LocalDateTime, one_of
from app.core.tenancy import Tenant, identified, within_carrier

KINDS = (
    "counselling",
    "review",
    "authority",
    "course",
    "school",
    "doctor",
    "offer",
    "group",
    "outreach",
)
STATES = (
    "requested",
    "proposed",
    "confirmed",
    "held",
    "cancelled_client",
    "cancelled_staff",
    "missed",
    "offered_again",
)
COMING = ("proposed", "confirmed")
REPLIES = ("yes", "no", "later", "call_me")
NEEDS_ANSWER = ("no", "later", "call_me")  # a reply that somebody at the desk must take up


def _end(context: Any) -> datetime:
    """When a new row ends, from its start and length."""
    values = context.get_current_parameters()
    return ends_at(values["starts_at"], values["minutes"])


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """Return the instant a meeting ends."""
    return starts_at + timedelta(minutes=minutes)


class Appointment(Tenant, Base):
    """One meeting. Moving it keeps the row and raises the version."""

    __tablename__ = "appointment"
    __table_args__ = identified(
        within_carrier("step", "step_id"),
        sa.Index("ix_appointment_carrier_starts", "carrier_id", "starts_at"),
        one_of("kind", KINDS),
        one_of("state", STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    starts_local: Mapped[datetime] = mapped_column(LocalDateTime)
    zone: Mapped[str] = mapped_column(default=ZONE)
    starts_at: Mapped[datetime]  # derived from the two above: for ordering and for reminders
    minutes: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(default=_end)  # derived: what is over, in SQL
    place: Mapped[str]  # building and room: "Rathaus, Zimmer 12-B"
    address: Mapped[str]  # street, postcode, town: what a map understands
    note: Mapped[str | None]  # the manager's own words, German
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="confirmed")
    step_id: Mapped[int | None]
    ics_uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    created_at: Mapped[datetime]


class Participation(Tenant, Base):
    """One client in one appointment, and what she answered."""

    __tablename__ = "participation"
    __table_args__ = identified(
        sa.UniqueConstraint("appointment_id", "client_id"),
        within_carrier("appointment", "appointment_id"),
        within_carrier("client", "client_id"),
        sa.Index("ix_participation_carrier_client", "carrier_id", "client_id"),
        one_of("reply", REPLIES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int]
    client_id: Mapped[int]
    reply: Mapped[str | None]
    replied_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]  # when the desk took the reply up


class BringItem(Tenant, Base):
    """One thing to bring, ticked by the client at home."""

    __tablename__ = "bring_item"
    __table_args__ = identified(within_carrier("participation", "participation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(index=True)
    doc_type: Mapped[str | None]  # of the catalogue of papers; None: own words
    own_words: Mapped[str | None]
    have_it: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
