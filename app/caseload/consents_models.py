"""The ledger of consents: rows are added and never changed (the database itself refuses it)."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

STATES = ("offered", "given", "refused", "withdrawn", "expired", "superseded")
HOW = ("own_tap", "oral", "oral_with_interpreter", "signature")

# What may follow in one thread. Nothing follows a final state: asking again is a new thread.
NEXT: dict[str, tuple[str, ...]] = {
    "": ("offered", "given"),  # a question, or a yes to what the screen just showed
    "offered": ("given", "refused", "expired"),  # expired: nobody waits for her answer any more
    "given": ("withdrawn", "expired", "superseded"),
}


class Consent(Tenant, Base):
    """One word about one purpose. The rows of a thread are its history; the last one counts.

    Each row repeats what was agreed to, so that it can be read alone.
    """

    __tablename__ = "consent"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.UniqueConstraint("thread", "no"),
        sa.Index("ix_consent_carrier_client", "carrier_id", "client_id"),
        sa.Index("ix_consent_carrier_purpose", "carrier_id", "purpose", "text_version"),
        one_of("state", STATES),
        one_of("how", HOW),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    thread: Mapped[uuid.UUID]
    no: Mapped[int]
    state: Mapped[str]
    purpose: Mapped[str]  # a key of purposes.py
    text_version: Mapped[int]
    language: Mapped[str]  # in which the text was shown or spoken
    recipient: Mapped[str] = mapped_column(default="")  # whom she allows it; German, or a name
    scope: Mapped[str] = mapped_column(default="")  # what exactly; German
    occasion: Mapped[str] = mapped_column(default="")  # what for, this time; German
    explained_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    how: Mapped[str | None]
    given_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]  # the last day
    withdrawn_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # who wrote this row
    at: Mapped[datetime]


_Newer = aliased(Consent)

# The last word of its thread.
IS_LAST = ~sa.exists().where(_Newer.thread == Consent.thread, _Newer.no > Consent.no).correlate(
    Consent
)
