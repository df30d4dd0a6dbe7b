"""What stands around a client's plan: who helps her, and what became of it since she agreed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.caseload.models import Case, Client, ManagerProfile
from app.caseload.queries import (
    ANY_CLIENT,
    CONTACT_BESIDE,
    Contact,
    contact_beside,
    is_of,
    with_stand_in,
)
from app.core.access import Role, Viewer
from app.core.reading import read
from app.plan.cards import StepCard
from app.plan.content import TERMS, PlannedStep
from app.plan.differences import Difference, compare_steps
from app.plan.models import OPEN_STATES, Plan, PlanVersion, Step
from app.plan.versions_models import VersionStep

_STORED = tuple(
    getattr(VersionStep, field.name)
    for field in fields(PlannedStep)
    if hasattr(VersionStep, field.name)
)


@dataclass(frozen=True, kw_only=True)
class Around:
    """What she should know on top of her plan."""

    contact: Contact | None = None
    agreed_at: datetime | None = None
    is_asked: bool = False  # a new version waits for her answer
    differences: tuple[Difference, ...] = ()


def _term(of: type[Step | VersionStep], name: str) -> Any:
    """One term of a step; what is kept as JSON is compared as it is written."""
    column = getattr(of, name)
    return sa.cast(column, sa.Text()) if isinstance(column.type, sa.JSON) else column


# Most of what was agreed to is as it was: of that no more is read than which steps they are.
_IS_AS_AGREED = sa.exists().where(
    Step.id == VersionStep.step_id,
    Step.state != "not_needed",
    Step.private_to_client.is_(False),
    *(_term(Step, name).is_not_distinct_from(_term(VersionStep, name)) for name in TERMS),
)
_AS_AGREED = (
    sa.select(sa.func.aggregate_strings(sa.cast(VersionStep.step_id, sa.Text()), ","))
    .where(
        VersionStep.version_id == PlanVersion.id, VersionStep.is_dropped.is_(False), _IS_AS_AGREED
    )
    .correlate(PlanVersion)
    .scalar_subquery()
    .label("as_agreed")
)
_OWN = with_stand_in(
    sa.select(
        *CONTACT_BESIDE,
        PlanVersion.state,
        PlanVersion.agreed_client_at,
        sa.case((PlanVersion.state == "agreed", _AS_AGREED)).label("as_agreed"),
        *_STORED,
    )
    .select_from(Client)
    .outerjoin(Case, sa.and_(Case.client_id == Client.id, Case.ended_on.is_(None)))
    .outerjoin(ManagerProfile, ManagerProfile.person_id == Case.manager_id)
    .outerjoin(Plan, Plan.client_id == Client.id)
    .outerjoin(
        PlanVersion,
        sa.and_(PlanVersion.plan_id == Plan.id, PlanVersion.state.in_(("agreed", "proposed"))),
    )
    .outerjoin(
        VersionStep,
        sa.and_(
            VersionStep.version_id == PlanVersion.id,
            PlanVersion.state == "agreed",
            VersionStep.is_dropped.is_(False),
            ~_IS_AS_AGREED,
        ),
    )
    .where(is_of(Client.id, ANY_CLIENT))
    .order_by(VersionStep.sort, VersionStep.id)
)


def around(viewer: Viewer, cards: Sequence[StepCard]) -> Around:
    """Who helps the client who is signed in, and how what she agreed to differs from her living
    steps; one statement.
    """
    rows = read(_OWN, reader=viewer.person_id) if viewer.role is Role.CLIENT else []
    if not rows:
        return Around()
    agreed = [row for row in rows if row.state == "agreed"]
    return Around(
        contact=contact_beside(rows[0]),
        agreed_at=agreed[0].agreed_client_at if agreed else None,
        is_asked=any(row.state == "proposed" for row in rows),
        differences=tuple(_differences(agreed, cards)) if agreed else (),
    )


def _differences(agreed: Sequence[Any], cards: Sequence[StepCard]) -> Iterator[Difference]:
    """Between the agreed version and what counts of her living steps; her own eyes' ones do not."""
    same = {int(step_id) for step_id in (agreed[0].as_agreed or "").split(",") if step_id}
    older = [_stored(row) for row in agreed if row.id is not None]
    known = {step.step_id for step in older}
    newer = [
        _living(card)
        for card in cards
        if card.id not in same
        and not card.is_private
        and (card.id in known or card.state in OPEN_STATES)
    ]
    return compare_steps(older, newer)


def _stored(row: Any) -> PlannedStep:
    values = {column.key: getattr(row, column.key) for column in _STORED}
    return PlannedStep(**values, living_state=None)


def _living(card: StepCard) -> PlannedStep:
    """A living step as a version would have it today."""
    same = ("goal_lineage", "own_words_lang", "own_words_version", "translations", *TERMS)
    return PlannedStep(
        **{name: getattr(card, name) for name in same},
        id=card.id,
        step_id=card.id,
        is_dropped=card.state == "not_needed",
        because=card.not_needed_because,
        living_state=card.state,
    )
