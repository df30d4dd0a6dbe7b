"""What a version in preparation says in own words: translated before she is asked to agree."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.caseload.texts import Source
from app.caseload.texts_queries import Wording, translations_of, with_translations
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import DEFAULT
from app.core.translating import FreeText
from app.plan.cards import BECAUSE
from app.plan.content import IS_LIVING, Content
from app.plan.models import Goal, Plan, PlanVersion, Step
from app.plan.versions import IN_PREPARATION, Start, start_words
from app.plan.versions_models import StartSituation, VersionStep
from app.plan.wording_queries import (
    demand_words,
    one_read,
    step_reason_source,
    step_source,
)


def planned_source(planned_id: int, client_id: int, field: str, *, seen_by: Viewer) -> Source:
    """What a draft or a proposal says of a step: its own words, or why it is no longer needed.

    When both sides agreed meanwhile it is the living step's text, so nothing typed is lost.
    """
    columns = ("id", "own_words", "own_words_lang", "own_words_version")
    found = (
        sa.select(*(getattr(VersionStep, name) for name in columns))
        .add_columns(VersionStep.because, VersionStep.because_version, VersionStep.step_id)
        .add_columns(PlanVersion.state)
        .join(PlanVersion, PlanVersion.id == VersionStep.version_id)
        .where(VersionStep.id == planned_id)
    )
    read = with_translations(found, "version_step", VersionStep.id, fields=(field,))
    step, made = one_read(read, client_id, seen_by)
    if step["state"] not in IN_PREPARATION:
        living = step_source if field == "own_words" else step_reason_source
        return living(step["step_id"] or 0, client_id, seen_by=seen_by)
    lang = step["own_words_lang"] if field == "own_words" else DEFAULT.code
    words = FreeText(step[field] or "", lang, step[f"{field}_version"], made)
    return demand_words(_of_version("version_step", planned_id, client_id, words, field))


def start_source(start_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """How things stand in one topic, as one version says it; the next one begins with it."""
    row = db.session.scalar(
        sa.select(StartSituation).where(
            StartSituation.id == start_id,
            StartSituation.client_id == client_id,
            StartSituation.client_id.in_(clients_of(seen_by)),
        )
    )
    if row is None:
        raise Missing
    words = start_words(row, translations_of("start_situation", [start_id]).get(start_id, ()))
    return demand_words(_of_version("start_situation", start_id, client_id, words, "body"))


def _of_version(entity: str, id_: int, client_id: int, words: FreeText, field: str) -> Source:
    return Source(entity=entity, entity_id=id_, client_id=client_id, words=words, field=field)


def texts_in(content: Content, start: Mapping[str, Start], *, client_id: int) -> Iterator[Source]:
    """All own words of a version in preparation, in the order she reads them."""
    for goal in content.goals:
        if goal.stands and goal.own_words and goal.id:
            yield Source(entity="goal", entity_id=goal.id, client_id=client_id, words=goal.words)
        if goal.state == "dropped" and goal.reason and goal.id:
            yield _of_version("goal", goal.id, client_id, goal.reason, BECAUSE)
        for step in goal.steps if goal.stands else ():
            if step.is_dropped and step.reason:
                yield _of_version("version_step", step.id, client_id, step.reason, BECAUSE)
            elif step.own_words and not step.is_dropped:
                alive = step.step_id if step.is_living_text else None
                entity, id_ = ("step", alive) if alive else ("version_step", step.id)
                yield Source(entity=entity, entity_id=id_, client_id=client_id, words=step.words)
    for one in start.values():
        yield _of_version("start_situation", one.id, client_id, one.words, "body")


def proposed_wordings(viewer: Viewer) -> list[Wording]:
    """What this manager's clients read when they are asked to agree; one statement."""
    rows = db.session.execute(
        sa.union_all(
            _proposed(Goal, "goal", "own_words", Goal.state == "proposed", viewer),
            _proposed(Goal, "goal", BECAUSE, Goal.state == "dropped", viewer),
            _proposed(
                VersionStep, "version_step", "own_words", VersionStep.is_dropped.is_(False), viewer
            )
            .outerjoin(Step, Step.id == VersionStep.step_id)
            .where(~IS_LIVING),
            _proposed(
                VersionStep, "version_step", BECAUSE, VersionStep.is_dropped.is_(True), viewer
            ),
            _proposed(StartSituation, "start_situation", "body", sa.true(), viewer),
        )
    )
    return [Wording(**row._mapping) for row in rows]


def _proposed(
    table: Any, entity: str, field: str, which: sa.ColumnElement[bool], viewer: Viewer
) -> sa.Select[Any]:
    """One field of the rows of proposed versions, where something stands in it."""
    is_sealed = field == "body"
    is_hers = field == "own_words"
    there = table.body.sealed if is_sealed else getattr(table, field)
    return (
        sa.select(
            sa.literal(entity).label("entity"),
            table.id.label("entity_id"),
            Plan.client_id,
            (sa.null() if is_sealed else there).label("text"),
            (table.own_words_lang if is_hers else sa.literal(DEFAULT.code)).label("lang"),
            getattr(table, f"{field}_version").label("version"),
            PlanVersion.agreed_manager_at.label("changed_at"),
            sa.literal(field).label("field"),
        )
        .join(PlanVersion, PlanVersion.id == table.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            PlanVersion.state == "proposed",
            there.is_not(None),
            Plan.client_id.in_(clients_of(viewer)),
            which,
        )
    )
