"""The rows a change works on, each asked for through the viewer."""

import uuid

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.plan.models import OPEN_STATES, Goal, Plan, PlanVersion, Step, StepDocument, StepEvent
from app.plan.queries import shown_no, visible


def get_row(step_id: int, *, seen_by: Viewer) -> Step:
    """Return a step to be changed, held against a second change at the same time."""
    return one_or_missing(
        sa.select(Step)
        .where(Step.id == step_id, *visible(seen_by))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def get_paper(document_id: int, *, step: Step) -> StepDocument:
    """Return a paper of a step that was already asked for; raise Missing."""
    return one_or_missing(
        sa.select(StepDocument).where(
            StepDocument.id == document_id, StepDocument.step_id == step.id
        )
    )


def get_plan(client_id: int, *, seen_by: Viewer) -> Plan:
    """Return a client's plan to be changed, held against a second change at the same time."""
    return one_or_missing(
        sa.select(Plan)
        .where(Plan.client_id == client_id, Plan.client_id.in_(clients_of(seen_by)))
        .with_for_update()
    )


def find_version(plan: Plan) -> PlanVersion | None:
    """The version of a plan that people see, None before the first."""
    return db.session.scalar(
        sa.select(PlanVersion).where(
            PlanVersion.plan_id == plan.id, PlanVersion.no == shown_no(plan.id)
        )
    )


def was_received(op_id: uuid.UUID) -> bool:
    """True when this very operation came before: sent twice, it acts once."""
    return db.session.scalar(sa.select(StepEvent.id).where(StepEvent.op_id == op_id)) is not None


def has_ended(plan_id: int) -> bool:
    """True when a plan's newest version is ended: it is read, not walked."""
    states = sa.select(PlanVersion.state).where(PlanVersion.plan_id == plan_id)
    return db.session.scalar(states.order_by(PlanVersion.no.desc()).limit(1)) == "ended"


def was_changed_since(step: Step, version: int, kind: str) -> bool:
    """True when somebody did the same to this step after that version of it was read."""
    later = sa.select(StepEvent.id).where(
        StepEvent.step_id == step.id, StepEvent.kind == kind, StepEvent.base_version >= version
    )
    return db.session.scalar(later.limit(1)) is not None


def was_changed_by_others(step: Step, version: int, reader: Viewer) -> bool:
    """True when anybody but the reader changed this step after that version of it was read."""
    later = sa.select(StepEvent.id).where(
        StepEvent.step_id == step.id,
        StepEvent.base_version >= version,
        StepEvent.actor_id.is_distinct_from(reader.person_id),
    )
    return db.session.scalar(later.limit(1)) is not None


def last_sort(plan: Plan) -> int:
    """The place of the last step in the plan."""
    return db.session.scalar(sa.select(sa.func.max(Step.sort)).where(Step.plan_id == plan.id)) or 0


def find_open_twin(plan: Plan, template_key: str) -> int | None:
    """An open step of the same template, None when there is none."""
    return db.session.scalar(
        sa.select(Step.id)
        .where(
            Step.plan_id == plan.id,
            Step.template_key == template_key,
            Step.state.in_(OPEN_STATES),
        )
        .limit(1)
    )


def find_twin_goal(version: PlanVersion, *, topic: str, own_words: str | None) -> int | None:
    """The same goal, still standing in this version; None when there is none."""
    return db.session.scalar(
        sa.select(Goal.id)
        .where(
            Goal.version_id == version.id,
            Goal.topic == topic,
            Goal.own_words.is_not_distinct_from(own_words),
            Goal.state.not_in(("declined", "changed", "dropped", "reached")),
        )
        .limit(1)
    )


def get_own_plan(viewer: Viewer) -> Plan:
    """Return the plan of the client who is signed in."""
    found = db.session.scalar(sa.select(Plan).where(Plan.client_id.in_(clients_of(viewer))))
    if found is None or viewer.role is not Role.CLIENT:
        raise Missing
    return found


def find_goal(version: PlanVersion, *, topic: str) -> Goal | None:
    """The standing goal of a topic that a new step belongs to; None when there is none."""
    return db.session.scalar(
        sa.select(Goal)
        .where(
            Goal.version_id == version.id,
            Goal.topic == topic,
            Goal.state.in_(("proposed", "agreed", "in_progress")),
        )
        .order_by(Goal.id)
        .limit(1)
    )
