"""What keeps a record where and as it is, whatever else would happen to it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import Tenant, identified, within_carrier


class LegalHold(Tenant, Base):
    """Nothing of this client is deleted or moved away until a day: a dispute or a duty to keep."""

    __tablename__ = "legal_hold"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_legal_hold_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    reason: Mapped[str]
    until_on: Mapped[date]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]


def holds_on(day: date, client_id: Any) -> sa.Select[LegalHold]:
    """The holds of a client that count on a day."""
    return sa.select(LegalHold).where(
        LegalHold.client_id == client_id, LegalHold.lifted_at.is_(None), LegalHold.until_on >= day
    )
