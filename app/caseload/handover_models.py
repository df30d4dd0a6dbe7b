"""What goes with a case from one manager to the next."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier

ANSWERS = ("agrees", "has_wish", "not_reached")  # the client's, to somebody else helping her


class HandoverNote(Tenant, Base):
    """What the successor should know: she gets this, and none of the case notes."""

    __tablename__ = "handover_note"
    __table_args__ = identified(
        sa.UniqueConstraint("handover_id"),
        within_carrier("client", "client_id"),
        within_carrier("handover", "handover_id"),
        sa.Index("ix_handover_note_carrier_client", "carrier_id", "client_id"),
        one_of("client_answer", ANSWERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    handover_id: Mapped[int]
    body = Sealed()
    client_answer: Mapped[str]
