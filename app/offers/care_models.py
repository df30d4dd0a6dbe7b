"""What keeps the directory fresh and free of doubles: asked providers, endings, likenesses."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of

ANSWERS = ("right", "other")


class OfferConfirmation(Base):
    """A provider was asked, by a code that works once, whether everything is still right."""

    __tablename__ = "offer_confirmation"
    __table_args__ = (one_of("answer", ANSWERS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)  # the code itself is kept nowhere
    asked_by: Mapped[str]  # the circle or office, never a person's name
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    suggestion_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer_suggestion.id"))


class OfferEnding(Base):
    """An offer was archived, perhaps because it stands in another one: what an undo needs."""

    __tablename__ = "offer_ending"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    before: Mapped[str]  # its state
    ended_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    into_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the other one, as it was
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)  # table -> keys of rows


class OfferLikeness(Base):
    """A name, number, address or website of an offer as it is compared, inside its town."""

    __tablename__ = "offer_likeness"
    __table_args__ = (sa.Index("ix_offer_likeness_key_town", "key", "municipality_ags"),)

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    municipality_ags: Mapped[str]


class OfferApart(Base):
    """Somebody looked at two offers that are alike: they are two. The smaller id stands first."""

    __tablename__ = "offer_apart"

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
