"""What became of the plan since the client agreed to it, and whether a new one waits for her."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import ANY_CLIENT, clients_of
from app.core.access import Role, Viewer
from app.core.reading import read
from app.plan.cards import StepCard
from app.plan.content import PlannedStep
from app.plan.differences import Difference, compare_steps
from app.plan.models import OPEN_STATES, Plan, PlanVersion
from app.plan.versions_models import VersionStep

_STORED = tuple(
    getattr(VersionStep, field.name)
    for field in fields(PlannedStep)
    if hasattr(VersionStep, field.name)
)


@dataclass(frozen=True, kw_only=True)
class Since:
    """What she should know on top of her plan."""

    agreed_at: datetime | None
    is_asked: bool  # a new version waits for her answer
    differences: tuple[Difference, ...]


_OWN_VERSIONS = (
    sa.select(PlanVersion.state, PlanVersion.agreed_client_at, *_STORED)
    .join(Plan, Plan.id == PlanVersion.plan_id)
    .outerjoin(
        VersionStep,
        sa.and_(VersionStep.version_id == PlanVersion.id, PlanVersion.state == "agreed"),
    )
    .where(
        Plan.client_id.in_(clients_of(ANY_CLIENT)), PlanVersion.state.in_(("agreed", "proposed"))
    )
    .order_by(VersionStep.sort, VersionStep.id)
)


def since_agreed(viewer: Viewer, cards: Sequence[StepCard]) -> Since:
    """Compare what she agreed to with her living steps, in one statement."""
    rows = read(_OWN_VERSIONS, reader=viewer.person_id) if viewer.role is Role.CLIENT else []
    agreed = [row for row in rows if row.state == "agreed"]
    return Since(
        agreed_at=agreed[0].agreed_client_at if agreed else None,
        is_asked=any(row.state == "proposed" for row in rows),
        differences=tuple(_differences(agreed, cards)) if agreed else (),
    )


def _differences(agreed: Sequence[Any], cards: Sequence[StepCard]) -> Iterator[Difference]:
    """Between the agreed version and what counts of her living steps; her own eyes' ones do not."""
    older = [_stored(row) for row in agreed if row.id is not None and not row.is_dropped]
    known = {step.step_id for step in older}
    newer = [_living(card) for card in cards if not card.is_private]
    counted = [step for step in newer if step.step_id in known or step.living_state in OPEN_STATES]
    return compare_steps(older, counted)


def _stored(row: Any) -> PlannedStep:
    values = {name: getattr(row, name) for name in (column.key for column in _STORED)}
    return PlannedStep(**values, living_state=None)


def _living(card: StepCard) -> PlannedStep:
    """A living step as a version would have it today."""
    same = ("id", "goal_lineage", "topic", "template_key", "params")
    words = ("own_words", "own_words_lang", "own_words_version", "translations")
    terms = ("owner", "due_on", "support_level")
    return PlannedStep(
        **{name: getattr(card, name) for name in (*same, *words, *terms)},
        step_id=card.id,
        is_dropped=card.state == "not_needed",
        because=card.not_needed_because,
        living_state=card.state,
    )
