"""A change of carrier: what the old carrier proposed, and what the new one is to take over."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

ANSWERS = ("yes", "no")
OUTCOMES = ("moved", "closed", "called_off")

_IS_OPEN: sa.ColumnElement[bool] = sa.literal_column("outcome IS NULL", sa.Boolean)


class CarrierChange(Tenant, Base):
    """The old carrier's side: from a day on another carrier would help this client.

    Her answer stands in the ledger of consents; here it is repeated for lists and counts.
    """

    __tablename__ = "carrier_change"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index(
            "uq_carrier_change_open",
            "client_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        sa.Index("ix_carrier_change_carrier_thread", "carrier_id", "thread"),
        one_of("answer", ANSWERS),
        one_of("outcome", OUTCOMES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    to_carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
    on_day: Mapped[date]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    thread: Mapped[uuid.UUID]  # of the consent it rests on
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # None: it lies ahead
    ended_at: Mapped[datetime | None]


class Takeover(Tenant, Base):
    """The new carrier's side: somebody said yes to coming here. Nothing of her record.

    It stands here from her yes on and goes when she takes it back. `person_id` is no foreign
    key: one carrier's row must not keep another from erasing her.
    """

    __tablename__ = "takeover"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_takeover_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(unique=True)  # the change's, random
    person_id: Mapped[int]
    from_carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
    on_day: Mapped[date]
    said_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    manager_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    client_id: Mapped[int | None]  # her record here, once she came
    moved_at: Mapped[datetime | None]
