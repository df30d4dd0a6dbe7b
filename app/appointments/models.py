"""An appointment is a wall time in a zone; each participant answers for herself."""

import uuid
from datetime import date, datetime, time, timedelta
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
ON_ITS_DAY = (*COMING, "held", "missed", "offered_again")  # what a day's list goes on showing
REPLIES = ("yes", "no", "later", "help", "call_me")
NEEDS_ANSWER = ("no", "later", "help", "call_me")  # somebody at the desk must take it up
OUTCOMES = ("attended", "attended_late", "missed")
MISSED_REASONS = (
    "ill",
    "letter_late",
    "work",
    "childcare",
    "transport",
    "forgot",
    "language",
    "unknown",
)
INTERPRETERS = ("professional", "phone", "volunteer")
WISH_STATES = ("open", "accepted", "declined")
RHYTHMS = ("weekly", "fortnightly", "monthly")
ENDINGS = ("cancelled_client", "cancelled_staff")
# Of these kinds the manager is no part, unless she goes along.
ELSEWHERE = ("authority", "course", "school", "doctor", "offer")


def _end(context: Any) -> datetime:
    """When a new row ends, from its start and length."""
    values = context.get_current_parameters()
    return ends_at(values["starts_at"], values["minutes"])


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """Return the instant a meeting ends."""
    return starts_at + timedelta(minutes=minutes)


_IN_SERIES: sa.ColumnElement[bool] = sa.literal_column("series IS NOT NULL", sa.Boolean)


class Appointment(Tenant, Base):
    """One meeting. Moving it keeps the row and raises the version.

    While it is only asked for, the version is 0 and its time is the first that would suit.
    """

    __tablename__ = "appointment"
    __table_args__ = identified(
        within_carrier("step", "step_id"),
        sa.Index("ix_appointment_carrier_starts", "carrier_id", "starts_at"),
        sa.Index(
            "ix_appointment_series",
            "carrier_id",
            "series",
            sqlite_where=_IN_SERIES,
            postgresql_where=_IN_SERIES,
        ),
        one_of("kind", KINDS),
        one_of("state", STATES),
        one_of("rhythm", RHYTHMS),
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
    link: Mapped[str | None]  # to a video talk, instead of going anywhere
    is_accompanied: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    note: Mapped[str | None]  # the manager's own words, German
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="confirmed")
    step_id: Mapped[int | None]
    series: Mapped[uuid.UUID | None]  # the dates that were made together, each a row of its own
    rhythm: Mapped[str | None]  # of the series, as it was made
    ics_uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    created_at: Mapped[datetime]


class Participation(Tenant, Base):
    """One client in one appointment: what she answered, whether she came, what she needs.

    Who leaves a group keeps her row: for her alone the appointment is cancelled.
    """

    __tablename__ = "participation"
    __table_args__ = identified(
        sa.UniqueConstraint("appointment_id", "client_id"),
        within_carrier("appointment", "appointment_id"),
        within_carrier("client", "client_id"),
        sa.Index("ix_participation_carrier_client", "carrier_id", "client_id"),
        one_of("reply", REPLIES),
        one_of("reply_before", REPLIES),
        one_of("outcome", OUTCOMES),
        one_of("missed_reason", MISSED_REASONS),
        one_of("interpreter_kind", INTERPRETERS),
        one_of("ended", ENDINGS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int]
    client_id: Mapped[int]
    reply: Mapped[str | None]
    replied_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]  # when the desk took the reply up
    # What she had answered before she declined all dates of a series in one act.
    reply_before: Mapped[str | None]
    replied_before_at: Mapped[datetime | None]
    handled_before_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    missed_reason: Mapped[str | None]  # neutral, and never held against anybody
    outcome_at: Mapped[datetime | None]
    outcome_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    interpreter_kind: Mapped[str | None]  # None: she needs none
    interpreter_language: Mapped[str | None]
    ended: Mapped[str | None]  # she left the group, or was taken out of it
    ended_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")  # how often that changed

    def answer(self, reply: str | None, at: datetime | None) -> None:
        """Take her answer, or that there is none: it is new to the desk, earlier ones are gone."""
        self.reply, self.replied_at, self.handled_at = reply, at, None
        self.reply_before = self.replied_before_at = self.handled_before_at = None

    def answer_as_before(self) -> None:
        """What she had said before she declined all dates counts again, taken up or not."""
        before = self.reply_before, self.replied_before_at, self.handled_before_at
        self.answer(None, None)
        self.reply, self.replied_at, self.handled_at = before


TAKES_PART: sa.ColumnElement[bool] = Participation.ended.is_(None)
# How the appointment stands for one client.
STATE_FOR_HER: sa.ColumnElement[str] = sa.func.coalesce(Participation.ended, Appointment.state)


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


_IS_OPEN: sa.ColumnElement[bool] = sa.literal_column("state = 'open'", sa.Boolean)


class MoveRequest(Tenant, Base):
    """A client's wish for a time: for an appointment she asks for, or another one for hers."""

    __tablename__ = "move_request"
    __table_args__ = identified(
        within_carrier("participation", "participation_id"),
        one_of("state", WISH_STATES),
        sa.Index("ix_move_request_participation_id", "participation_id"),
        sa.Index(
            "uq_move_request_open",  # a newer wish replaces the one that nobody answered yet
            "participation_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int]
    topic: Mapped[str | None]  # what she wants to talk about
    wished_local: Mapped[datetime] = mapped_column(LocalDateTime)  # the first time that would suit
    days: Mapped[list[str]]  # MO to FR; none: any
    parts: Mapped[list[str]]  # morning, afternoon; none: any
    own_words: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class AppointmentChange(Tenant, Base):
    """One arrow of the state machine that was walked, or a new time: who and when. Kept."""

    __tablename__ = "appointment_change"
    __table_args__ = identified(
        within_carrier("appointment", "appointment_id"),
        within_carrier("appointment", "next_id"),
        sa.Index("ix_appointment_change_appointment_id", "appointment_id"),
        one_of("state", STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int]
    state: Mapped[str]  # the one it has since
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    next_id: Mapped[int | None]  # offered again: the appointment that follows


class OpenHours(Tenant, Base):
    """A weekly time at which clients may come to a manager without an appointment."""

    __tablename__ = "open_hours"
    __table_args__ = identified(
        sa.Index("ix_open_hours_manager_id", "manager_id"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("opens < closes", name="closes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    manager_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    weekday: Mapped[int]  # Monday is 0
    opens: Mapped[time]  # wall time in Berlin
    closes: Mapped[time]
    place: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    on_holidays: Mapped[bool] = mapped_column(default=False)


class OpenHoursClosure(Tenant, Base):
    """Days on which a manager's open hours do not take place."""

    __tablename__ = "open_hours_closure"
    __table_args__ = identified(
        sa.Index("ix_open_hours_closure_carrier_manager", "carrier_id", "manager_id", "last_on"),
        sa.CheckConstraint("first_on <= last_on", name="last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    manager_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
