"""Own words of steps and goals, as texts to be translated."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.caseload.texts import Source
from app.caseload.texts_queries import Wording, translated, with_translations
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Translated
from app.plan.cards import BECAUSE
from app.plan.models import OPEN_STATES, Goal, Plan, PlanVersion, Step
from app.plan.queries import get_card, shown_no, visible

# A goal that is still to be reached: its words are read.
_STANDING = ("proposed", "agreed", "in_progress", "paused")
Read = tuple[dict[str, Any], tuple[Translated, ...]]  # a row, and what is translated of it


def step_source(step_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """A step's own words; raise Missing for a step of the catalogue, too."""
    card = get_card(step_id, seen_by=seen_by)
    if card.client_id != client_id or not card.own_words:
        raise Missing
    return Source(entity="step", entity_id=card.id, client_id=client_id, words=card.words)


def goal_source(goal_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """A goal's own words; raise Missing where the topic's usual goal is meant, too."""
    goal, made = _goal(goal_id, client_id, "own_words", seen_by=seen_by)
    words = FreeText(
        goal["own_words"] or "", goal["own_words_lang"], goal["own_words_version"], made
    )
    return demand_words(Source(entity="goal", entity_id=goal_id, client_id=client_id, words=words))


def demand_words(source: Source) -> Source:
    """There must be words to translate."""
    if not source.words.text:
        raise Missing
    return source


def _goal(goal_id: int, client_id: int, field: str, *, seen_by: Viewer) -> Read:
    """A goal of any version, also of one that is only proposed, with what is translated of it."""
    columns = ("id", "own_words", "own_words_lang", "own_words_version")
    reasons = ("because", "because_version", "state")
    found = (
        sa.select(*(getattr(Goal, name) for name in (*columns, *reasons)))
        .join(PlanVersion, PlanVersion.id == Goal.version_id)
        .where(Goal.id == goal_id)
    )
    return one_read(with_translations(found, "goal", Goal.id, fields=(field,)), client_id, seen_by)


def one_read(statement: sa.Select[Any], client_id: int, seen_by: Viewer) -> Read:
    """The one row of a version of this client's plan; raise Missing."""
    rows = db.session.execute(
        statement.join(Plan, Plan.id == PlanVersion.plan_id).where(
            Plan.client_id == client_id, Plan.client_id.in_(clients_of(seen_by))
        )
    )
    for found in translated(rows):
        return found
    raise Missing


def step_reason_source(step_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """Why a step is no longer needed; raise Missing where it is, or where she said so herself."""
    card = get_card(step_id, seen_by=seen_by)
    if card.client_id != client_id or card.reason is None:
        raise Missing
    return _reason("step", card.id, client_id, card.reason)


def goal_reason_source(goal_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """Why a goal is paused or is to be dropped; raise Missing where she said so herself."""
    goal, made = _goal(goal_id, client_id, BECAUSE, seen_by=seen_by)
    if goal["state"] == "declined":
        raise Missing
    words = FreeText(goal["because"] or "", DEFAULT.code, goal["because_version"], made)
    return demand_words(_reason("goal", goal_id, client_id, words))


def _reason(entity: str, id_: int, client_id: int, words: FreeText) -> Source:
    return Source(entity=entity, entity_id=id_, client_id=client_id, words=words, field=BECAUSE)


def wordings_of(viewer: Viewer) -> list[Wording]:
    """The own words that this manager's clients read: of open steps and standing goals."""
    steps = _worded(Step, Step.client_id, "step").where(
        Step.state.in_(OPEN_STATES), *visible(viewer)
    )
    goals = (
        _worded(Goal, Plan.client_id, "goal")
        .join(PlanVersion, PlanVersion.id == Goal.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            PlanVersion.no == shown_no(Plan.id),
            Goal.state.in_(_STANDING),
            Plan.client_id.in_(clients_of(viewer)),
        )
    )
    found = (*db.session.execute(steps), *db.session.execute(goals), *_paused(viewer))
    return [Wording(**row._mapping) for row in found]


def _paused(viewer: Viewer) -> Sequence[Any]:
    """Why goals are paused. Why a step is no longer needed is old news, and not in the list."""
    statement = (
        sa.select(
            sa.literal("goal").label("entity"),
            Goal.id.label("entity_id"),
            Plan.client_id,
            Goal.because.label("text"),
            sa.literal(DEFAULT.code).label("lang"),
            Goal.because_version.label("version"),
            sa.null().label("changed_at"),
            sa.literal(BECAUSE).label("field"),
        )
        .join(PlanVersion, PlanVersion.id == Goal.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            PlanVersion.no == shown_no(Plan.id),
            Goal.state == "paused",
            Goal.because.is_not(None),
            Plan.client_id.in_(clients_of(viewer)),
        )
    )
    return db.session.execute(statement).all()


def _worded(table: type[Step] | type[Goal], client_id: Any, entity: str) -> sa.Select[Any]:
    return sa.select(
        sa.literal(entity).label("entity"),
        table.id.label("entity_id"),
        client_id.label("client_id"),
        table.own_words.label("text"),
        table.own_words_lang.label("lang"),
        table.own_words_version.label("version"),
        table.own_words_at.label("changed_at"),
    ).where(table.own_words.is_not(None))
