"""Referrals: the client is told of another office, or that office is told of her, with her yes."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier
from app.core.words import TOPICS

KINDS = ("information", "handover")  # no data leave; with her yes they do
STATES = (
    "prepared",
    "consent_missing",
    "consented",
    "sent",
    "accepted",
    "declined",
    "no_answer",
    "started",
    "finished",
    "dropped",
)
OVER = ("declined", "no_answer", "finished", "dropped")

# What may follow. A handover is sent only with her yes; whatever goes on may be dropped: her
# yes is taken back, her case ends, or nobody needs it any more.
NEXT: dict[str, tuple[str, ...]] = {
    "prepared": ("sent", "consent_missing", "consented", "dropped"),
    "consent_missing": ("consented", "dropped"),
    "consented": ("sent", "consent_missing", "dropped"),
    "sent": ("accepted", "declined", "no_answer", "dropped"),
    "accepted": ("started", "dropped"),
    "started": ("finished", "dropped"),
}


class Referral(Tenant, Base):
    """One office that may help a client with one thing, and how far it is."""

    __tablename__ = "referral"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_referral_carrier_client", "carrier_id", "client_id"),
        sa.Index("ix_referral_consent_thread", "consent_thread"),
        one_of("kind", KINDS),
        one_of("state", STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    kind: Mapped[str]
    topic: Mapped[str]  # of core.words.TOPICS, for counting
    recipient: Mapped[str]  # the office or offer as it is called, German
    address: Mapped[str | None]
    phone: Mapped[str | None]  # E.164
    offer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("offer.id"))
    occasion = Sealed()  # what for; German
    scope = Sealed()  # of a handover: what exactly is told; German
    consent_thread: Mapped[uuid.UUID | None]  # of the yes that a handover rests on
    state: Mapped[str]
    result = Sealed()  # what came of it; German
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))  # who prepared it
    prepared_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    state_at: Mapped[datetime]  # since when it is in its state

    @property
    def is_over(self) -> bool:
        """True when nothing follows any more."""
        return self.state in OVER

    @property
    def topic_word(self) -> str:
        """The topic as a msgid."""
        return TOPICS[self.topic].word
