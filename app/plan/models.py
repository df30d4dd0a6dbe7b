"""Plans, goals and steps. A step is a template with parameters, or words of its own."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified, within_carrier

VERSION_STATES = ("draft", "proposed", "agreed", "superseded", "ended")
GOAL_STATES = (
    "proposed",
    "agreed",
    "in_progress",
    "reached",
    "declined",
    "paused",
    "changed",
    "dropped",
)
STEP_STATES = ("suggested", "open", "in_progress", "waiting", "done", "confirmed", "not_needed")
OPEN_STATES = ("suggested", "open", "in_progress", "waiting")
DONE_STATES = ("done", "confirmed")
NATURES = ("right", "duty", "voluntary")
AGREED_HOW = ("passkey", "pin", "signature", "oral_with_interpreter")
WISHES = ("client", "joint", "authority")
OWNERS = ("client", "manager", "volunteer", "service")
SUPPORT = ("accompanied", "assisted", "alone")


class Plan(Tenant, Base):
    """The plan of one case."""

    __tablename__ = "plan"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "client_id"), within_carrier("client", "client_id")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    next_review_on: Mapped[date | None]


def _only_one(name: str, *states: str) -> sa.Index:
    """A plan has at most one version in these states."""
    such: sa.ColumnElement[bool] = sa.column("state").in_(states)
    return sa.Index(name, "plan_id", unique=True, sqlite_where=such, postgresql_where=such)


class PlanVersion(Tenant, Base):
    """What both sides agreed to on a day; before that, what they are drafting."""

    __tablename__ = "plan_version"
    __table_args__ = identified(
        sa.UniqueConstraint("plan_id", "no"),
        within_carrier("plan", "plan_id"),
        one_of("state", VERSION_STATES),
        one_of("agreed_client_how", AGREED_HOW),
        _only_one("uq_plan_version_agreed", "agreed"),
        _only_one("uq_plan_version_in_preparation", "draft", "proposed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int]
    no: Mapped[int]
    state: Mapped[str]
    edits: Mapped[int] = mapped_column(default=0, server_default="0")  # raised by each change
    next_review_on: Mapped[date | None]  # as proposed; the plan's own counts once it is agreed
    change_wish: Mapped[str | None]  # what she wants otherwise, in her own words and language
    agreed_client_at: Mapped[datetime | None]
    agreed_client_how: Mapped[str | None]
    agreed_manager_at: Mapped[datetime | None]
    language_read: Mapped[str | None]
    content_hash: Mapped[str | None]  # of the goals and steps agreed to; app/plan/content.py


class Goal(Tenant, Base):
    """What the client wants to reach in one topic; lineage lives on through versions."""

    __tablename__ = "goal"
    __table_args__ = identified(
        within_carrier("plan_version", "version_id"),
        one_of("state", GOAL_STATES),
        one_of("wish_of", WISHES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(index=True)
    lineage: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    topic: Mapped[str]
    own_words: Mapped[str | None]  # without it the topic's usual goal is meant
    own_words_lang: Mapped[str] = mapped_column(default="de", server_default="de")
    own_words_version: Mapped[int] = mapped_column(default=1, server_default="1")
    own_words_at: Mapped[datetime | None] = mapped_column(default=lambda: clock.now())
    wish_of: Mapped[str] = mapped_column(default="joint")
    state: Mapped[str] = mapped_column(default="agreed")
    target_on: Mapped[date | None]
    because: Mapped[str | None]  # why paused or dropped (German) or declined (her language)
    because_version: Mapped[int] = mapped_column(default=1, server_default="1")
    household_shared: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    replaces: Mapped[uuid.UUID | None]  # the lineage of the goal that this one was made of
    sort: Mapped[int] = mapped_column(default=0, server_default="0")


class Step(Tenant, Base):
    """One thing to do: by whom, by when, why, and how far it is."""

    __tablename__ = "step"
    __table_args__ = identified(
        within_carrier("client", "client_id"),
        within_carrier("plan", "plan_id"),
        sa.Index("ix_step_carrier_client", "carrier_id", "client_id", "sort"),
        one_of("state", STEP_STATES),
        one_of("nature", NATURES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    plan_id: Mapped[int]
    goal_lineage: Mapped[uuid.UUID | None]
    topic: Mapped[str]
    template_key: Mapped[str | None]  # of the catalogue; None: own words
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    own_words: Mapped[str | None]
    own_words_lang: Mapped[str] = mapped_column(default="de", server_default="de")
    own_words_version: Mapped[int] = mapped_column(default=1, server_default="1")
    own_words_at: Mapped[datetime | None] = mapped_column(default=lambda: clock.now())
    nature: Mapped[str]
    demanded_by: Mapped[str | None]  # the office that asks for a duty, as it is called in German
    due_on: Mapped[date | None]
    lapses_on: Mapped[date | None]
    owner: Mapped[str] = mapped_column(default="client")
    support_level: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    waiting_on: Mapped[str | None]
    waiting_since: Mapped[date | None]
    not_needed_because: Mapped[str | None]  # German; in her language when she declined
    help_asked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    sort: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    private_to_client: Mapped[bool] = mapped_column(default=False)
    wished_by_client: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    was_declined: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    offer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("offer.id"))
    created_at: Mapped[datetime]


class StepDocument(Tenant, Base):
    """A paper a step needs or yields."""

    __tablename__ = "step_document"
    __table_args__ = identified(
        sa.UniqueConstraint("step_id", "doc_type", "direction"),
        within_carrier("step", "step_id"),
        one_of("direction", ("needs", "yields")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int]
    doc_type: Mapped[str]
    direction: Mapped[str]
    have_it: Mapped[bool] = mapped_column(default=False)


class StepDependency(Tenant, Base):
    """One step cannot begin before another of the same plan is over."""

    __tablename__ = "step_dependency"
    __table_args__ = identified(
        sa.UniqueConstraint("step_id", "first_id"),
        within_carrier("step", "step_id"),
        within_carrier("step", "first_id"),
        sa.CheckConstraint("step_id != first_id", name="other"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int]
    first_id: Mapped[int] = mapped_column(index=True)


class StepEvent(Tenant, Base):
    """What happened to a step, appended only; op_id makes a repeated sending harmless."""

    __tablename__ = "step_event"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "op_id"), within_carrier("step", "step_id")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(index=True)
    op_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    base_version: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]


@sa.event.listens_for(Goal.because, "set", active_history=True)
def _is_another_reason(goal: Goal, new: str | None, old: object, _by: object) -> None:
    """A reason given anew counts as another text."""
    if isinstance(old, str) and old != new:
        goal.because_version = (goal.because_version or 1) + 1


@sa.event.listens_for(Goal.own_words, "set", active_history=True)
@sa.event.listens_for(Step.own_words, "set", active_history=True)
def _is_another_text(row: Goal | Step, new: str | None, old: object, _by: object) -> None:
    """Other words count as another text: what was translated before is outdated.

    Where only spelling changed, the service says so and keeps the version.
    """
    if isinstance(old, str) and old != new:
        row.own_words_version = (row.own_words_version or 1) + 1
        row.own_words_at = clock.now()
