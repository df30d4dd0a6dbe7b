"""In which other directories an offer is shown, and what those say: its owner stays who it was."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class OfferShownIn(Base):
    """An offer is also shown in the directory of this municipality, or of a whole district."""

    __tablename__ = "offer_shown_in"
    __table_args__ = (sa.Index("ix_offer_shown_in_area_ags", "area_ags"),)

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    area_ags: Mapped[str] = mapped_column(primary_key=True)  # 8 digits, or 5
    since: Mapped[date]


class SharedOfferAnswer(Base):
    """A place looked at an offer that another one shows in its directory: it stays, or it goes.

    Until somebody answers it is shown.
    """

    __tablename__ = "shared_offer_answer"

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    area_ags: Mapped[str] = mapped_column(primary_key=True)  # who answers: 8 digits, or 5
    is_shown: Mapped[bool]
    answered_on: Mapped[date]
