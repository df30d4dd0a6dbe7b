"""What hangs on an offer as HSDS 3.0 names it: whom to ask, what to bring, prices, changes."""

import uuid
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of

FOR_WHOM = ("women", "men", "children", "young_people", "families", "older_people")
# KURSNET's kinds of integration courses, MB 01 to 07.
COURSE_KINDS = ("general", "youth", "parents", "women", "literacy", "repeat", "intensive")
TERMS = {"for_whom": FOR_WHOM, "course_kind": COURSE_KINDS}  # an offer has any number of these


class Contact(Base):
    """Whom to ask, by function and function mailbox: never a person's name."""

    __tablename__ = "contact"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    title: Mapped[str]  # what the one in charge does: Sozialberatung
    department: Mapped[str | None]
    mailbox: Mapped[str | None]
    phone: Mapped[str | None]  # E.164


class RequiredDocument(Base):
    """A paper to bring."""

    __tablename__ = "required_document"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    position: Mapped[int]  # in the list, from 0
    document: Mapped[str]
    uri: Mapped[str | None]  # where to get it


class CostOption(Base):
    """One price, and for whom."""

    __tablename__ = "cost_option"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    option: Mapped[str | None]  # for whom
    amount: Mapped[Decimal | None] = mapped_column(sa.Numeric(10, 2))
    currency: Mapped[str] = mapped_column(default="EUR")
    amount_description: Mapped[str | None]  # per hour
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Accessibility(Base):
    """What helps to get into a place and to take part there."""

    __tablename__ = "accessibility"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    location_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    description: Mapped[str]
    details: Mapped[str | None]
    url: Mapped[str | None]


class OfferTerm(Base):
    """A word of a taxonomy that fits an offer, where several may (HSDS attribute)."""

    __tablename__ = "offer_term"
    __table_args__ = (
        one_of("taxonomy", TERMS),
        sa.Index("ix_offer_term_taxonomy_term", "taxonomy", "term"),
    )

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    taxonomy: Mapped[str] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)


class OfferChange(Base):
    """A field was changed (HSDS metadata): from what to what, and by which circle or office."""

    __tablename__ = "offer_change"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    field_name: Mapped[str]
    previous_value: Mapped[str]
    replacement_value: Mapped[str]
    updated_by: Mapped[str]  # a circle, an office or a source, never a person
    changed_at: Mapped[datetime]
