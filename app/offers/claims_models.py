"""Who is at a translation, for some hours."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class TranslationClaim(Base):
    """Somebody is translating an offer: others leave it till the time is over."""

    __tablename__ = "translation_claim"
    __table_args__ = (sa.UniqueConstraint("offer_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"))
    lang: Mapped[str]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    until_at: Mapped[datetime]
