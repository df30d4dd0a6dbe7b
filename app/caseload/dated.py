"""A history in rows: each counts from a day to a day, with who said so; tables share this shape."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import one_of
from app.core.tenancy import Tenant, identified, within_carrier

REPORTERS = ("client", "manager")


class Dated(Tenant):
    """Mixin of each history of a client. What stands today has no end; what was taken back as a
    mistake lasted no day."""

    __tablename__: str

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    since: Mapped[date]
    ended_on: Mapped[date | None]  # the first day on which it no longer counts
    reported_by: Mapped[str]
    reported_on: Mapped[date]
    taken_up_on: Mapped[date | None]  # None: she reported it herself and nobody looked yet
    taken_back_on: Mapped[date | None]


def dated(table: str, *more: Any) -> tuple[Any, ...]:
    """Table arguments of a history."""
    return identified(
        within_carrier("client", "client_id"),
        sa.Index(f"ix_{table}_carrier_client", "carrier_id", "client_id"),
        one_of("reported_by", REPORTERS),
        *more,
    )


def alone(table: str, *columns: str) -> sa.Index:
    """The database itself refuses a second one that stands today."""
    stands = sa.text("ended_on IS NULL")  # because: part of an index, as written there
    return sa.Index(
        f"uq_{table}_today",
        "carrier_id",
        "client_id",
        *columns,
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
