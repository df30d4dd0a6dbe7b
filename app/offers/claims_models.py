"""Who is at a translation, for some hours."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class TranslationClaim(Base):
    """Somebody is translating an offer: others leave it till the time is over."""

    __tablename__ = "translation_claim"

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    until_at: Mapped[datetime]
