"""The rows of plan versions: which one counts, which one is being prepared, which one is meant."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.caseload.texts_queries import translations_of
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Translated
from app.plan.models import Goal, Plan, PlanVersion
from app.plan.refusals_versions import ChangedMeanwhile, NoDraft, NothingProposed
from app.plan.versions_models import StartSituation

IN_PREPARATION = ("draft", "proposed")


def _in_state(plan: Plan, *states: str) -> PlanVersion | None:
    return db.session.scalar(
        sa.select(PlanVersion)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.state.in_(states))
        .order_by(PlanVersion.no.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def find_prepared(plan: Plan) -> PlanVersion | None:
    """The draft or proposal of this plan; None when nothing is prepared."""
    return _in_state(plan, *IN_PREPARATION)


def get_prepared(client_id: int, *, seen_by: Viewer) -> PlanVersion:
    """What is prepared, to be read; a draft is not there for its client."""
    found = find_prepared(get_plan_to_read(client_id, seen_by=seen_by))
    if found is None or (found.state == "draft" and seen_by.role is not Role.MANAGER):
        raise Missing
    return found


def find_agreed(plan: Plan) -> PlanVersion | None:
    """The version in force; None before the first and after the end."""
    return _in_state(plan, "agreed")


def find_last(plan: Plan) -> PlanVersion | None:
    """What a new draft begins with: the version in force, else the one that ended last."""
    return find_agreed(plan) or _in_state(plan, "ended")


def get_draft(plan: Plan, *, edits: int) -> PlanVersion:
    """The draft as somebody has read it; refused when it was proposed or changed since."""
    found = find_prepared(plan)
    if found is None or found.state != "draft":
        raise NoDraft
    if found.edits != edits:
        raise ChangedMeanwhile
    return found


def get_proposed(plan: Plan) -> PlanVersion:
    """The version that waits for the client's answer."""
    found = find_prepared(plan)
    if found is None or found.state != "proposed":
        raise NothingProposed
    return found


def last_no(plan: Plan) -> int:
    """The number of the newest version; 0 before the first."""
    newest = sa.select(sa.func.max(PlanVersion.no)).where(PlanVersion.plan_id == plan.id)
    return db.session.scalar(newest) or 0


def goals_in(version: PlanVersion) -> dict[int, Goal]:
    """The rows of a version's goals, by their number, in their order."""
    rows = db.session.scalars(
        sa.select(Goal).where(Goal.version_id == version.id).order_by(Goal.sort, Goal.id)
    )
    return {row.id: row for row in rows}


def get_plan_to_read(client_id: int | None, *, seen_by: Viewer) -> Plan:
    """The plan of a client, or of her who is signed in, to be read; raise Missing."""
    own = Plan.client_id.in_(clients_of(seen_by))
    wanted = own if client_id is None else sa.and_(own, Plan.client_id == client_id)
    return one_or_missing(sa.select(Plan).where(wanted))


def versions_of(client_id: int, *, seen_by: Viewer) -> list[PlanVersion]:
    """All versions of a client's plan, the newest first; the client herself sees no draft."""
    plan = get_plan_to_read(client_id, seen_by=seen_by)
    return list(
        db.session.scalars(
            sa.select(PlanVersion)
            .where(PlanVersion.plan_id == plan.id)
            .order_by(PlanVersion.no.desc())
        )
    )


@dataclass(frozen=True, kw_only=True)
class Start:
    """How things stood in one topic: the row's number, and its German words with translations."""

    id: int
    words: FreeText


def situation_of(version: PlanVersion) -> dict[str, Start]:
    """How things stood when this version was drafted, by topic."""
    rows = db.session.scalars(
        sa.select(StartSituation)
        .where(StartSituation.version_id == version.id)
        .order_by(StartSituation.id)
    ).all()
    made = translations_of("start_situation", [row.id for row in rows]) if rows else {}
    return {
        row.topic: Start(id=row.id, words=start_words(row, made.get(row.id, ())))
        for row in rows
        if row.body
    }


def start_words(row: StartSituation, made: tuple[Translated, ...]) -> FreeText:
    """What somebody wrote in German, in all languages it is written in."""
    return FreeText(row.body or "", DEFAULT.code, row.body_version, made)
