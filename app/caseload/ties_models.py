"""Support ties: a volunteer helps a client, and sees what she chooses, as long as she wants."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

STATES = ("proposed", "granted", "paused", "ended")
KINDS = ("appointment", "step")

NEXT: dict[str, tuple[str, ...]] = {
    "proposed": ("granted", "ended"),
    "granted": ("paused", "ended"),
    "paused": ("granted", "ended"),
}


class SupportTie(Tenant, Base):
    """One volunteer and one client. Only she can grant it; it ends after a year without renewal."""

    __tablename__ = "support_tie"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_support_tie_carrier_client", "carrier_id", "client_id"),
        sa.Index(
            "uq_support_tie_open",
            "client_id",
            "volunteer_id",
            unique=True,
            sqlite_where=sa.text("state <> 'ended'"),  # because: part of an index
            postgresql_where=sa.text("state <> 'ended'"),  # because: as above
        ),
        one_of("state", STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    thread: Mapped[uuid.UUID]  # of the consent it rests on
    state: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]  # the last day without renewal
    ended_at: Mapped[datetime | None]


class ShareGrant(Tenant, Base):
    """She lets this volunteer see one appointment or one step, until a day."""

    __tablename__ = "share_grant"
    __table_args__ = identified(
        within_carrier("support_tie", "tie_id"),
        sa.UniqueConstraint("tie_id", "kind", "subject_id"),
        one_of("kind", KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tie_id: Mapped[int]
    kind: Mapped[str]
    subject_id: Mapped[int]
    valid_until: Mapped[date | None]  # the last day; None: as long as the appointment lasts
    given_at: Mapped[datetime]


class TieIndex(Base):
    """Whose carrier a tie opens: a volunteer has none. Read before a carrier is known: no content.

    It stands here from the client's yes to the tie's end.
    """

    __tablename__ = "tie_index"

    uid: Mapped[uuid.UUID] = mapped_column(primary_key=True)  # the tie's, random
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
