"""What towns tell each other: needs that nobody serves yet, notices, and whom to call."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class NeedSignal(Base):
    """Somebody misses an offer in a town. Nothing in it says who."""

    __tablename__ = "need_signal"
    __table_args__ = (
        sa.Index("ix_need_signal_municipality_ags_topic", "municipality_ags", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    topic: Mapped[str]
    text: Mapped[str | None]
    told_on: Mapped[date]


class NetworkPost(Base):
    """A notice of one place to all others. It belongs to the place, not to who wrote it."""

    __tablename__ = "network_post"
    __table_args__ = (sa.Index("ix_network_post_shown_until", "shown_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_ags: Mapped[str]  # a municipality (8 digits) or a district (5)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    title: Mapped[str]
    body: Mapped[str]
    shown_until: Mapped[date]  # the last day
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ContactCard(Base):
    """Whom to call in a place: public, in the words of who looks after it."""

    __tablename__ = "contact_card"

    area_ags: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]  # of a person or an office, as everybody may read it
    topics: Mapped[list[str]]
    what_for: Mapped[str]  # German
    phone: Mapped[str]  # E.164
    hours: Mapped[str]  # lines that offers.hours reads
    languages: Mapped[list[str]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class StringCheck(Base):
    """What somebody whose first language it is says of one text of the interface, as it was then.

    A changed text has another mark: it is unchecked again by itself.
    """

    __tablename__ = "string_check"
    __table_args__ = (sa.UniqueConstraint("lang", "key", "checked_by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lang: Mapped[str]
    key: Mapped[str]  # of the text: core/wordings.py
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    mark: Mapped[str]  # of its words, as they were read
    verdict: Mapped[str]  # ok | wrong
    suggestion: Mapped[str]  # a better wording, when it is wrong
    checked_on: Mapped[date]
