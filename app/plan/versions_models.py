"""What a version of the plan says of steps and of how things stand, and when it was looked at."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier
from app.plan.models import OWNERS

RESULTS = ("continued", "changed")


class VersionStep(Tenant, Base):
    """A step as one version has it. Agreed to, it is brought to life as a Step, or changes it."""

    __tablename__ = "version_step"
    __table_args__ = identified(
        within_carrier("plan_version", "version_id"),
        within_carrier("step", "step_id"),
        one_of("owner", OWNERS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(index=True)
    step_id: Mapped[int | None]  # the living step; None before both sides agreed
    goal_lineage: Mapped[uuid.UUID | None]
    topic: Mapped[str]
    template_key: Mapped[str | None]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    own_words: Mapped[str | None]  # German; a wish of hers in her language
    own_words_lang: Mapped[str] = mapped_column(default="de")
    own_words_version: Mapped[int] = mapped_column(default=1, server_default="1")
    owner: Mapped[str] = mapped_column(default="client")
    due_on: Mapped[date | None]
    support_level: Mapped[str | None]
    is_dropped: Mapped[bool] = mapped_column(default=False)  # with this version it is not needed
    because: Mapped[str | None]  # German, for the client to read
    because_version: Mapped[int] = mapped_column(default=1, server_default="1")
    sort: Mapped[int] = mapped_column(default=0)


class StartSituation(Tenant, Base):
    """How things stood in one topic when a version was drafted."""

    __tablename__ = "start_situation"
    __table_args__ = identified(
        sa.UniqueConstraint("version_id", "topic"),
        within_carrier("plan_version", "version_id"),
        within_carrier("client", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    version_id: Mapped[int]
    topic: Mapped[str]
    body = Sealed()
    body_version: Mapped[int] = mapped_column(default=1, server_default="1")


class Review(Tenant, Base):
    """Both sides looked at the plan: when it was due, when it was done, what came of it."""

    __tablename__ = "plan_review"
    __table_args__ = identified(within_carrier("plan", "plan_id"), one_of("result", RESULTS))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(index=True)
    due_on: Mapped[date | None]
    held_on: Mapped[date]
    result: Mapped[str]


@sa.event.listens_for(VersionStep.own_words, "set", active_history=True)
@sa.event.listens_for(VersionStep.because, "set", active_history=True)
def _is_another_text(row: VersionStep, new: str | None, old: object, by: Any) -> None:
    """Other words count as another text: what was translated before is outdated."""
    if isinstance(old, str) and old != new:
        version = f"{by.key}_version"
        setattr(row, version, (getattr(row, version) or 1) + 1)
