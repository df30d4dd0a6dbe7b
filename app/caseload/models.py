"""Clients, households, cases, substitutions and what a client may know of her manager."""

import uuid
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, synonym

from app.caseload.dated import Dated, dated
from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier

READING = ("none", "some", "fluent")
PUSH_LEVELS = (0, 1, 2)  # neutral; what and roughly when; with time and place
TITLE_KINDS = (
    "permission_pending",
    "toleration",
    "fictional",
    "residence_permit",
    "settlement_permit",
    "other",
)
COURSE_KINDS = ("integration", "vocational")
ISSUERS = ("authority", "jobcenter", "bamf")  # of a course entitlement
CASE_STATES = ("intake", "active", "extension", "closing", "closed")
END_REASONS = (
    "self_reliant",
    "moved",
    "max_duration",
    "no_longer_eligible",
    "no_contact",
    "own_wish",
    "handover",
    "deceased",
)


class Household(Tenant, Base):
    """People who live together; each adult keeps an account of their own."""

    __tablename__ = "household"
    __table_args__ = identified()

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]


class Client(Tenant, Base):
    """A person with a case. Birth year only; no file numbers, no reasons for flight."""

    __tablename__ = "client"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "person_id"),
        within_carrier("household", "household_id"),
        one_of("reading", READING),
        one_of("push_level", PUSH_LEVELS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    household_id: Mapped[int | None]
    given_name: Mapped[str]
    family_name: Mapped[str]
    birth_year: Mapped[int | None]
    reading: Mapped[str] = mapped_column(default="some")
    interpreter_need: Mapped[bool] = mapped_column(default=False)
    phone = Sealed(client="id")  # E.164, only for the call list
    push_level: Mapped[int] = mapped_column(default=0)
    quiet_from: Mapped[time] = mapped_column(default=time(21))  # wall time in Berlin
    quiet_to: Mapped[time] = mapped_column(default=time(7))
    created_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]  # since then the record is at rest: rest.py


class ManagerProfile(Tenant, Base):
    """What a client sees of the one who helps her."""

    __tablename__ = "manager_profile"
    __table_args__ = identified(sa.UniqueConstraint("carrier_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    full_name: Mapped[str]
    languages: Mapped[list[str]]  # codes of the language table
    office_phone: Mapped[str]  # E.164
    room: Mapped[str]
    open_hours: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON())  # rows of office_hours.py
    open_hours_note: Mapped[str] = mapped_column(default="")  # German, when rows do not say it all


class Case(Tenant, Base):
    """The counselling of one client by one manager, from a day to a day."""

    __tablename__ = "case_file"  # CASE is a word of SQL
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        sa.Index("ix_case_file_carrier_manager", "carrier_id", "manager_id"),
        sa.Index("ix_case_file_carrier_client", "carrier_id", "client_id"),
        one_of("state", CASE_STATES),
        one_of("end_reason", END_REASONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    manager_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="active")
    started_on: Mapped[date]
    planned_end_on: Mapped[date | None]
    extension_reason: Mapped[str | None]  # why it goes on longer than planned; German
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))


class Substitution(Tenant, Base):
    """One manager sees another's clients, from a day to a day."""

    __tablename__ = "substitution"
    __table_args__ = identified(
        sa.Index("ix_substitution_carrier_of", "carrier_id", "of_id", "valid_to"),
        sa.Index("ix_substitution_carrier_by", "carrier_id", "by_id", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    of_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]  # the last day
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]  # earlier than agreed


class Handover(Tenant, Base):
    """From a day on somebody else helps: the case went from one manager to another."""

    __tablename__ = "handover"
    __table_args__ = identified(
        within_carrier("case_file", "case_id"),
        sa.Index("ix_handover_carrier_case", "carrier_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int]
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    handed_on: Mapped[date]


class ResidenceTitle(Dated, Base):
    """Until when a client may stay, as it stands on her paper. Its number is never written down."""

    __tablename__ = "residence_title"
    __table_args__ = dated("residence_title", one_of("kind", TITLE_KINDS))

    kind: Mapped[str]
    valid_until: Mapped[date | None]  # None: without an end


class CourseEntitlement(Dated, Base):
    """The right, or the duty, to go to a German course: it lapses when no course was begun."""

    __tablename__ = "course_entitlement"
    __table_args__ = dated(
        "course_entitlement",
        one_of("kind", COURSE_KINDS),
        one_of("issued_by_kind", ISSUERS),
    )

    kind: Mapped[str]
    obligated: Mapped[bool]
    issued_by_kind: Mapped[str]
    issued_on: Mapped[date]
    since: Mapped[date] = synonym("issued_on")
    valid_until: Mapped[date]
    course_started_on: Mapped[date | None]
