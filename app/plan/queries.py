"""Steps, goals and papers of a plan. A private step is shown to its client alone."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.caseload.queries import ANY_CLIENT, is_of
from app.caseload.texts_queries import translated, with_translations
from app.core.access import Role, Viewer
from app.core.db import among, db
from app.core.errors import Missing
from app.core.reading import card_of, read
from app.core.words import TOPICS
from app.plan.blocking import COMES_FIRST
from app.plan.cards import BECAUSE, GoalCard, StepCard, next_in, next_step, stones_of
from app.plan.models import Goal, Plan, PlanVersion, Step

__all__ = ["GoalCard", "StepCard", "next_in", "next_step", "stones_of"]

# The version people live by. What is being prepared stands on pages of its own (versions.py).
SHOWN = ("agreed", "ended")
_Newer = aliased(PlanVersion)


def shown_no(plan_id: Any) -> sa.ScalarSelect[int]:
    """The number of the version of this plan that people see."""
    return (
        sa.select(sa.func.max(_Newer.no))
        .where(_Newer.plan_id == plan_id, _Newer.state.in_(SHOWN))
        .correlate_except(_Newer)
        .scalar_subquery()
    )


CARDS = with_translations(
    sa.select(
        Step.id,
        Step.client_id,
        Step.topic,
        Step.template_key,
        Step.params,
        Step.own_words,
        Step.own_words_lang,
        Step.own_words_version,
        Step.nature,
        Step.demanded_by,
        Step.due_on,
        Step.state,
        COMES_FIRST.label("first_id"),
        Step.waiting_on,
        Step.waiting_since,
        Step.not_needed_because,
        Step.help_asked_at,
        Step.done_at,
        Step.sort,
        Step.support_level,
        Step.owner,
        Step.goal_lineage,
        Step.offer_id,
        Step.private_to_client.label("is_private"),
        Step.wished_by_client.label("is_wish"),
        Step.was_declined,
        Step.version,
    ).order_by(Step.client_id, Step.sort, Step.id),
    "step",
    Step.id,
    fields=("own_words", BECAUSE),
)


def visible(seen_by: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    """Which steps a viewer may see: of her own record or caseload, private ones only her own."""
    own = is_of(Step.client_id, seen_by)
    if seen_by.role is Role.CLIENT:
        return (own,)
    return (own, Step.private_to_client.is_(False))


def cards_where(*where: sa.ColumnElement[bool]) -> list[StepCard]:
    """The steps that the conditions name; one of them says who looks: visible()."""
    return cards_from(db.session.execute(CARDS.where(*where)))


def cards_from(rows: Iterable[Any], *, but: Collection[str] = ()) -> list[StepCard]:
    """Each step with its translations and, if it is among them, the one that must be over before.

    `but`: columns that the rows have besides.
    """
    cards = [
        card_of(StepCard, values, translations=made) for values, made in translated(rows, but=but)
    ]
    by_id = {card.id: card for card in cards}
    return [
        card if card.first_id is None else replace(card, first=by_id.get(card.first_id))
        for card in cards
    ]


def steps_of(client_ids: sa.Select[int], *, seen_by: Viewer) -> list[StepCard]:
    """The steps of these clients, in one statement, each client's in the order of the plan."""
    return cards_where(Step.client_id.in_(client_ids), *visible(seen_by))


_OWN_CARDS = CARDS.where(*visible(ANY_CLIENT))


def own_steps(viewer: Viewer) -> list[StepCard]:
    """The steps of the client who is signed in, private ones too; none for anybody else."""
    if viewer.role is not Role.CLIENT:
        return []
    return cards_from(read(_OWN_CARDS, reader=viewer.person_id))


def get_card(step_id: int, *, seen_by: Viewer) -> StepCard:
    """Return one step as pages show it; raise Missing whether absent, foreign or private."""
    found = cards_where(Step.id == step_id, *visible(seen_by))
    if not found:
        raise Missing
    (card,) = found
    if card.first_id is None:
        return card
    return replace(card, first=next(iter(cards_where(Step.id == card.first_id, *visible(seen_by)))))


GOALS = with_translations(
    sa.select(
        Goal.id,
        Goal.lineage,
        Goal.topic,
        Goal.own_words,
        Goal.own_words_lang,
        Goal.own_words_version,
        Goal.wish_of,
        Goal.state,
        Goal.because,
        Goal.because_version,
        Goal.household_shared,
        PlanVersion.agreed_client_at.label("agreed_at"),
    )
    .join(PlanVersion, PlanVersion.id == Goal.version_id)
    .join(Plan, Plan.id == PlanVersion.plan_id)
    .where(
        PlanVersion.no == shown_no(Plan.id), ~among(Goal.state, ("declined", "changed", "dropped"))
    )
    .order_by(Goal.sort, Goal.id),
    "goal",
    Goal.id,
    fields=("own_words", BECAUSE),
)


def goals_of(client_id: int, *, seen_by: Viewer) -> list[GoalCard]:
    """A client's goals with their steps, then what has no goal, by topic: two statements."""
    ids = sa.select(sa.literal(client_id))
    rows = db.session.execute(
        GOALS.where(Plan.client_id.in_(ids), is_of(Plan.client_id, seen_by))
    ).all()
    return grouped(rows, steps_of(ids, seen_by=seen_by))


_OWN_GOALS = GOALS.where(is_of(Plan.client_id, ANY_CLIENT))


def own_goals(viewer: Viewer) -> list[GoalCard]:
    """The goals of the client who is signed in, with her private steps."""
    if viewer.role is not Role.CLIENT:
        return []
    return grouped(read(_OWN_GOALS, reader=viewer.person_id), own_steps(viewer))


def grouped(
    rows: Sequence[Any], cards: list[StepCard], *, but: Collection[str] = ()
) -> list[GoalCard]:
    """Put each step under its goal; the rest under its topic, in the order of topics.

    `but`: columns that the rows have besides.
    """
    under: dict[uuid.UUID | None, list[StepCard]] = {}
    for card in cards:
        under.setdefault(card.goal_lineage, []).append(card)
    goals = [
        GoalCard(**values, translations=made, steps=tuple(under.pop(values["lineage"], ())))
        for values, made in translated(rows, but=but)
    ]
    loose = [card for card in cards if card.goal_lineage in under]
    for topic in TOPICS:
        if steps := tuple(card for card in loose if card.topic == topic):
            goals.append(_without_goal(topic, steps))
    return sorted(goals, key=_is_behind)


def _is_behind(goal: GoalCard) -> bool:
    """Goals whose steps are all done come last: what is to do stands on the first screen."""
    return bool(goal.steps) and not any(card.is_open for card in goal.steps)


def _without_goal(topic: str, steps: tuple[StepCard, ...]) -> GoalCard:
    return GoalCard(
        id=None,
        lineage=None,
        topic=topic,
        own_words=None,
        own_words_lang="de",
        own_words_version=1,
        wish_of=None,
        state="in_progress",
        because=None,
        agreed_at=None,
        steps=steps,
    )
