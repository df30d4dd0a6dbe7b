"""What was taken in from files: lists, files, what each file said last, where people decide."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of

FORMATS = ("hsds", "integreat", "csv")
STATES = ("checking", "checked", "taking", "taken", "dropped")
VERDICTS = ("waiting", "created", "updated", "unchanged", "rejected")


class IntakeSource(Base):
    """One list of a municipality that comes again and again."""

    __tablename__ = "intake_source"
    __table_args__ = (
        one_of("format", FORMATS),
        sa.UniqueConstraint("municipality_ags", "format", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    format: Mapped[str]
    name: Mapped[str] = mapped_column(default="")  # of the list, as its source calls it


class Intake(Base):
    """One file: first it is compared, row by row, then it is taken in as a whole, or dropped."""

    __tablename__ = "intake"
    __table_args__ = (one_of("state", STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("intake_source.id"), index=True)
    language: Mapped[str]  # of its texts; a file in another one than German holds translations
    is_whole: Mapped[bool]  # the whole list, so what is not in it was withdrawn
    state: Mapped[str] = mapped_column(default="checking")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # None: a command
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # somebody said yes: from then on the worker writes it
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # who said it
    lease_until: Mapped[datetime | None]  # a worker writes it just now
    lease_token: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")  # rows it has written
    trouble: Mapped[str] = mapped_column(  # a msgid: why it could not be taken in
        default="",
        server_default=sa.text("''"),  # because: SQLite shows an empty default in no other way
    )
    taken_at: Mapped[datetime | None]
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    conflicts: Mapped[int] = mapped_column(default=0)  # fields on which people must decide
    withdrawn: Mapped[int] = mapped_column(default=0)  # offers that it holds no more


class IntakeRow(Base):
    """One row of a file that waits to be taken in, or that was rejected."""

    __tablename__ = "intake_row"
    __table_args__ = (one_of("verdict", VERDICTS),)

    intake_id: Mapped[int] = mapped_column(sa.ForeignKey("intake.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]  # how the source names it
    verdict: Mapped[str]
    entry: Mapped[dict[str, Any]]  # as packing.py has it; empty once it was taken
    reason: Mapped[str] = mapped_column(default="")  # a msgid
    about: Mapped[str] = mapped_column(default="")  # the field or value that is meant


class IntakeEntry(Base):
    """What a list said last of one offer; what stands here since may be something else."""

    __tablename__ = "intake_entry"
    __table_args__ = (sa.UniqueConstraint("source_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("intake_source.id"))
    key: Mapped[str]  # how the source names it
    offer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    said: Mapped[dict[str, Any]]  # field -> value, as packing.py has it
    withdrawn_at: Mapped[datetime | None]  # not in the newest file: should it be archived?
    was_kept: Mapped[bool] = mapped_column(default=False)  # somebody said no


class IntakeConflict(Base):
    """The file says one thing now, here stands another that people wrote."""

    __tablename__ = "intake_conflict"
    __table_args__ = (sa.Index("ix_intake_conflict_entry_settled", "entry_id", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("intake_entry.id"))
    field: Mapped[str]
    values: Mapped[dict[str, Any]]  # before, now: what the file said and says
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    took_file: Mapped[bool | None]  # None while open, or when the file came round by itself
