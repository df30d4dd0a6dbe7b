"""Consultations as they are counted; case notes for few eyes; notes the client reads herself."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier

FORMS = ("office", "open_hours", "outreach", "phone", "video", "group", "message")
MINUTES = (15, 30, 60, 90)  # up to so many; the last stands for longer than an hour
INTERPRETERS = ("none", "professional", "volunteer", "family", "phone")


class Consultation(Tenant, Base):
    """One talk. Without a client it is somebody's who walked in and has no case."""

    __tablename__ = "consultation"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "by_id", "op_id"),  # sent twice, it is one
        within_carrier("client", "client_id"),
        sa.Index("ix_consultation_carrier_client", "carrier_id", "client_id", "on"),
        sa.Index("ix_consultation_carrier_by", "carrier_id", "by_id", "on"),
        one_of("form", FORMS),
        one_of("minutes_bucket", MINUTES),
        one_of("interpreter_kind", INTERPRETERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int | None]
    on: Mapped[date]
    form: Mapped[str]
    topics: Mapped[list[str]]  # keys of core.words.TOPICS
    minutes_bucket: Mapped[int]
    language: Mapped[str]
    interpreter_kind: Mapped[str]
    plan_changed: Mapped[bool]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    op_id: Mapped[uuid.UUID]
    created_at: Mapped[datetime]
    awaits_client: Mapped[bool]  # written down without net: its manager still says with whom
    remark: Mapped[str | None]  # her words to remember by; gone as soon as it is said
    undone_at: Mapped[datetime | None]  # taken back: counted no more, and nobody's


class ConsultationVersion(Tenant, Base):
    """What a talk said before somebody put it right: nothing that was counted is lost."""

    __tablename__ = "consultation_version"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        within_carrier("consultation", "consultation_id"),
        sa.Index("ix_consultation_version_consultation_id", "consultation_id"),
        one_of("form", FORMS),
        one_of("minutes_bucket", MINUTES),
        one_of("interpreter_kind", INTERPRETERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    consultation_id: Mapped[int]
    on: Mapped[date]
    form: Mapped[str]
    topics: Mapped[list[str]]
    minutes_bucket: Mapped[int]
    language: Mapped[str]
    interpreter_kind: Mapped[str]
    plan_changed: Mapped[bool]
    corrected_at: Mapped[datetime]
    corrected_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class CaseNote(Tenant, Base):
    """What a manager notes for herself (§ 203 StGB). A successor does not read it.

    A substitute notes for the manager whose case it is: `kept_for_id`.
    """

    __tablename__ = "case_note"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        within_carrier("consultation", "consultation_id"),
        sa.Index("ix_case_note_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    consultation_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kept_for_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    body = Sealed()
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]


class SharedNote(Tenant, Base):
    """What a manager writes for the client to read, in German: the result of a talk."""

    __tablename__ = "shared_note"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        within_carrier("consultation", "consultation_id"),
        sa.Index("ix_shared_note_carrier_client", "carrier_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    consultation_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    body = Sealed()
    body_lang: Mapped[str] = mapped_column(default="de", server_default="de")
    body_version: Mapped[int] = mapped_column(default=1, server_default="1")
    body_at: Mapped[datetime | None] = mapped_column(default=lambda: clock.now())
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
