"""Offers as HSDS 3.0 names them; an offer is a `service`. Shared: no carrier, no client."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

STATES = (
    "suggested",
    "draft",
    "in_check",
    "published",
    "suspended",
    "expired",
    "archived",
)  # stale is derived: published and not checked for 90 days
KINDS = ("course", "advice", "cafe", "club", "kita", "school", "company", "other")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LEVELS = ("A1", "A2", "B1", "B2", "C1")
LONGEST = 20_000  # letters of one text of an offer, typed here or from a file
ISSUES = ("closed", "moved", "other_hours", "wrong_phone", "other")
STALE_AFTER = timedelta(days=90)  # since somebody checked it; it stays visible and says so


class Organization(Base):
    """Who offers it."""

    __tablename__ = "organization"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str]
    description: Mapped[str]
    website: Mapped[str | None]
    logo: Mapped[str | None]  # its address on the web
    parent_organization_id: Mapped[uuid.UUID | None]  # which perhaps is not in our directory
    mailbox: Mapped[str | None]  # of the house, never a person's
    phone: Mapped[str | None]  # E.164


class Offer(Base):
    """One local offer (HSDS service). `assured_date` moves only when somebody checked it."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("state", STATES),
        one_of("kind", KINDS),
        sa.Index("ix_offer_municipality_state", "municipality_ags", "state"),
        sa.Index("ix_offer_state_assured", "state", "assured_date"),
        sa.Index("ix_offer_state_topic_assured", "state", "topic", "assured_date"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("organization.id"))
    name: Mapped[str]  # German
    description: Mapped[str]
    topic: Mapped[str]  # of the ten topics of the plan
    kind: Mapped[str]
    state: Mapped[str]
    url: Mapped[str | None]
    application_process: Mapped[str | None]  # how to register
    is_free: Mapped[bool]
    fees_description: Mapped[str | None]
    eligibility_description: Mapped[str | None]  # for whom
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    min_level: Mapped[str | None]  # German level needed: A1 ... C1
    has_childcare: Mapped[bool] = mapped_column(default=False)
    is_step_free: Mapped[bool] = mapped_column(default=False)
    is_full: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    wait_time: Mapped[str | None]  # how long people wait for a place
    interpretation_services: Mapped[str | None]
    alert: Mapped[str | None]  # what is different just now
    funding: Mapped[str | None]  # who pays for it
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))  # its owner
    assured_date: Mapped[date | None]
    assured_by: Mapped[str | None]  # the circle that checked, never a person's name
    assured_before: Mapped[date | None]  # what an undo of today's check brings back
    assured_by_before: Mapped[str | None]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    words_version: Mapped[int] = mapped_column(default=1, server_default="1")  # what is translated
    last_modified: Mapped[datetime]

    @property
    def is_stale(self) -> bool:
        """True when nobody has checked it for a long time."""
        return is_stale(self.assured_date)


def is_stale(assured_date: date | None) -> bool:
    """True when this day of checking is too long ago, or there is none."""
    return assured_date is None or assured_date <= clock.today() - STALE_AFTER


class Location(Base):
    """Where it happens, with its address (HSDS location and address in one row)."""

    __tablename__ = "location"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    location_type: Mapped[str] = mapped_column(default="physical")
    name: Mapped[str | None]  # of the house or room
    address_1: Mapped[str]
    postal_code: Mapped[str]
    city: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    transportation: Mapped[str | None]


class Schedule(Base):
    """When: an RRULE in columns, for opening hours and weekly courses alike. Berlin wall time."""

    __tablename__ = "schedule"
    __table_args__ = (
        one_of("freq", ("WEEKLY", "MONTHLY")),
        sa.CheckConstraint("closes_at > opens_at", name="order"),
        # every second week of what? It needs a first day
        sa.CheckConstraint("interval = 1 OR valid_from IS NOT NULL", name="anchor"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    freq: Mapped[str] = mapped_column(default="WEEKLY")
    interval: Mapped[int] = mapped_column(default=1)
    byday: Mapped[str]  # "MO,WE" or "2TU"; empty where bymonthday says the days
    bymonthday: Mapped[str] = mapped_column(  # "1,15"
        default="",
        server_default=sa.text("''"),  # because: SQLite shows an empty default in no other way
    )
    opens_at: Mapped[time]
    closes_at: Mapped[time]
    valid_from: Mapped[date | None]  # HSDS valid_from and dtstart: the day it counts from
    valid_to: Mapped[date | None]  # HSDS valid_to, until and count: its last day
    attending_type: Mapped[str | None]  # on site, by video
    notes: Mapped[str | None]


class OfferLanguage(Base):
    """A language in which it is given."""

    __tablename__ = "offer_language"

    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    note: Mapped[str | None]


class Phone(Base):
    """A number to call, E.164."""

    __tablename__ = "phone"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    number: Mapped[str]
    extension: Mapped[str | None]
    description: Mapped[str | None]


class Translation(Base):
    """A field of an offer in another language; whether it is up to date is derived."""

    __tablename__ = "translation"
    __table_args__ = (sa.UniqueConstraint("offer_id", "field", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"))
    field: Mapped[str]  # name or description
    lang: Mapped[str]
    text: Mapped[str]
    source_lang: Mapped[str] = mapped_column(default="de", server_default="de")
    source_version: Mapped[int]
    origin: Mapped[str] = mapped_column(default="human")  # human, machine, provider
    minor_edit: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    in_translation: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    checked_on: Mapped[date | None]


class SearchText(Base):
    """Folded words of one offer in one language, inside one town: what search looks through.

    Another language than German holds the German words, too, so that one row answers.
    """

    __tablename__ = "offer_search"
    __table_args__ = (
        sa.UniqueConstraint("offer_id", "lang"),
        sa.Index("ix_offer_search_town_lang", "municipality_ags", "lang"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)  # what SQLite's index of letters points to
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"))
    lang: Mapped[str]
    municipality_ags: Mapped[str]
    name: Mapped[str]  # a word found in it comes first
    text: Mapped[str]


class SearchWord(Base):
    """A word that stands in some offer: what may have been meant when nothing is found."""

    __tablename__ = "offer_word"

    word: Mapped[str] = mapped_column(primary_key=True)


class OfferSuggestion(Base):
    """What somebody proposed: a new offer, or other values for one. Never straight public."""

    __tablename__ = "offer_suggestion"
    __table_args__ = (sa.Index("ix_offer_suggestion_municipality_ags", "municipality_ags"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("offer.id"))
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    values: Mapped[dict[str, Any]]  # field -> proposed value
    note: Mapped[str | None]  # what else somebody wanted to say
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # None: a guest
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    was_accepted: Mapped[bool | None]


class OfferIssue(Base):
    """Somebody says that an offer is wrong."""

    __tablename__ = "offer_issue"
    __table_args__ = (one_of("kind", ISSUES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    kind: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Bookmark(Tenant, Base):
    """An offer a client saved for herself."""

    __tablename__ = "bookmark"
    __table_args__ = identified(
        sa.UniqueConstraint("client_id", "offer_id"),
        within_carrier("client", "client_id"),
        sa.Index("ix_bookmark_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"))
    created_at: Mapped[datetime]
