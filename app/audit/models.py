"""Two trails: of a client's record (hers to read) and of everything without a client."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import Tenant, identified, within_carrier


class AccessLog(Tenant, Base):
    """Somebody read or changed something in one client's record."""

    __tablename__ = "access_log"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_access_log_carrier_client", "carrier_id", "client_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str]
    what: Mapped[str]  # the event's name; for a reading the log class too
    at: Mapped[datetime]


class TrailEntry(Base):
    """A fact about no client: the shared directory, accounts. Ids and values only."""

    __tablename__ = "trail_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str]
    what: Mapped[str]
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
