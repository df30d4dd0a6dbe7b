"""Two trails, what clients ask about their data, how long it is kept, and what was erased."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.kinds import ENTITIES
from app.core.tenancy import Tenant, identified, within_carrier

REQUEST_KINDS = ("access", "rectify", "erase", "restrict", "portability")
REQUEST_STATES = ("received", "identity_ok", "in_work", "answered", "partly_refused")
OPEN_STATES = ("received", "identity_ok", "in_work")
ACTIONS = ("delete", "anonymise")


class AccessLog(Tenant, Base):
    """Somebody read or changed something in one client's record."""

    __tablename__ = "access_log"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_access_log_carrier_client", "carrier_id", "client_id", "at"),
        sa.Index("ix_access_log_carrier_at", "carrier_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str]
    what: Mapped[str]  # the event's name; for a reading the log class too
    at: Mapped[datetime]
    reason: Mapped[str | None]  # why it was read, where somebody had to say so; the client reads it
    stood_in: Mapped[bool] = mapped_column(default=False)  # a substitute, not her own manager


class TrailEntry(Base):
    """A fact about no client: the shared directory, accounts. Ids and values only."""

    __tablename__ = "trail_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str]
    what: Mapped[str]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class DataRequest(Tenant, Base):
    """What a client asks about her data, and what became of it. Due in one month by law."""

    __tablename__ = "data_request"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_data_request_carrier_client", "carrier_id", "client_id"),
        one_of("kind", REQUEST_KINDS),
        one_of("state", REQUEST_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    kind: Mapped[str]
    about_table: Mapped[str | None]  # what is wrong: table, row and column of our list
    about_id: Mapped[int | None]
    about_column: Mapped[str | None]
    own_words: Mapped[str | None]  # in whatever language she writes
    state: Mapped[str]
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    identity_at: Mapped[datetime | None]
    identity_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    started_at: Mapped[datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ground: Mapped[str | None]  # why it was refused in part: a word of grounds.GROUNDS
    answer: Mapped[str | None]  # German, for the client to read
    erase_on: Mapped[date | None]  # a granted deletion happens on this day
    lifted_at: Mapped[datetime | None]  # a granted restriction ended
    lift_reason: Mapped[str | None]  # why the officer ended it; German, for the client to read


class RetentionRule(Tenant, Base):
    """The carrier's decision: how long a kind of data is kept after the case ended."""

    __tablename__ = "retention_rule"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "entity"),
        one_of("entity", ENTITIES),
        one_of("action", ACTIONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    months: Mapped[int]  # after the end of the case
    action: Mapped[str]


class RetentionRun(Tenant, Base):
    """One night's deletion in numbers; the pair (carrier, day) makes it happen once."""

    __tablename__ = "retention_run"
    __table_args__ = identified(sa.UniqueConstraint("carrier_id", "ran_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ran_on: Mapped[date]
    ran_at: Mapped[datetime]
    parts: Mapped[int]  # clients of whom one kind of data was deleted or made anonymous
    records: Mapped[int]  # clients whose whole record is gone
    held: Mapped[int]  # clients left out because of a hold


class RetentionMark(Tenant, Base):
    """One kind of data of this client is gone: it is not due again while no new case ends."""

    __tablename__ = "retention_mark"
    __table_args__ = identified(
        sa.UniqueConstraint("client_id", "entity"),
        within_carrier("client", "client_id"),
        one_of("entity", ENTITIES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    entity: Mapped[str]
    done_on: Mapped[date]


class ErasureTombstone(Base):
    """This client was erased: a backup that still holds her must forget her again.

    Only her random number; it belongs to nobody any more.
    """

    __tablename__ = "erasure_tombstone"

    client_uid: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
