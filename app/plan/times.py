"""How long each step has been in each state, from what happened to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.plan.cards import StepCard
from app.plan.models import OPEN_STATES, Step, StepEvent
from app.plan.queries import steps_of, visible

# What happened to a step -> the state it was in from then on.
_INTO: Mapping[str, str] = {
    "taken_on": "open",
    "started": "in_progress",
    "waiting": "waiting",
    "resumed": "in_progress",
    "finished": "done",
    "reopened": "open",
    "confirmed": "confirmed",
    "not_needed": "not_needed",
    "declined": "not_needed",
}
Spent = Mapping[str, timedelta]


@dataclass(frozen=True, kw_only=True)
class StepTimes:
    """One step and the time it spent in each open state."""

    card: StepCard
    spent: Spent

    def days(self, state: str) -> int:
        """Whole days in this state."""
        return self.spent[state].days


def times_of(client_id: int, *, seen_by: Viewer, now: datetime) -> list[StepTimes]:
    """The steps of one client with their times, in the order of the plan: two statements."""
    rows = db.session.execute(
        sa.select(Step.id, Step.created_at, Step.state, StepEvent.kind, StepEvent.at)
        .outerjoin(StepEvent, sa.and_(StepEvent.step_id == Step.id, StepEvent.kind.in_(_INTO)))
        .where(Step.client_id == client_id, *visible(seen_by))
        .order_by(Step.id, StepEvent.at, StepEvent.id)
    )
    spent = {step_id: _spent(list(told), now) for step_id, told in groupby(rows, attrgetter("id"))}
    cards = steps_of(sa.select(sa.literal(client_id)), seen_by=seen_by)
    return [StepTimes(card=card, spent=spent[card.id]) for card in cards if card.id in spent]


def _spent(told: list[Any], now: datetime) -> Spent:
    """Add up the stretches of one step; what is over does not run on."""
    spent = dict.fromkeys(OPEN_STATES, timedelta())
    for state, begin, end in _stretches(told, now):
        if state in spent:
            spent[state] += max(end - begin, timedelta())
    return spent


def _stretches(told: list[Any], now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    first = told[0]
    state, since = _state_at_first(first), first.created_at
    for event in told:
        if event.kind is not None:
            yield state, since, event.at
            state, since = _INTO[event.kind], event.at
    yield state, since, now


def _state_at_first(first: Any) -> str:
    """The state before anything happened: only what was suggested is taken on or declined."""
    if first.kind is None:
        return str(first.state)
    return "suggested" if first.kind in ("taken_on", "declined") else "open"


def together(times: Iterable[StepTimes], state: str) -> int:
    """Whole days that all steps of a case spent in a state."""
    return sum((one.spent[state] for one in times), timedelta()).days
