"""Who subscribed to their appointments. Read before a carrier is known: no case content."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Role
from app.core.db import Base, one_of

ROLES = (Role.CLIENT, Role.MANAGER)
_GOOD = sa.text("revoked_at IS NULL")  # because: part of an index, as written there


class CalendarFeed(Base):
    """One address where a calendar fetches a person's appointments. Only its hash is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        sa.Index(
            "uq_calendar_feed_good",  # a new one ends the old
            "person_id",
            "role",
            "carrier_id",
            unique=True,
            sqlite_where=_GOOD,
            postgresql_where=_GOOD,
        ),
        one_of("role", ROLES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str]
    carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
