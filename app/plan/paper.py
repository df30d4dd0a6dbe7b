"""The plan on paper: each line in German and, beside it, in the client's language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from markupsafe import Markup

from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.core.i18n import DEFAULT, N_, Language, format_date, t
from app.core.paper import Text, drawn_code, said_in
from app.core.translating import FreeText
from app.core.words import TOPICS
from app.plan.cards import GoalCard, StepCard
from app.plan.content import Content, PlannedGoal, PlannedStep
from app.plan.models import Plan, PlanVersion
from app.plan.queries import shown_no
from app.plan.words import NATURE, OWNER, VERSION_STATES, WAITING

# Translators: heading of the printed plan.
HEADING = N_("Integration plan")
# Translators: under the two lines on paper where people sign.
SIGNED_BY = (N_("Client: date and signature"), N_("Integration manager: date and signature"))


@dataclass(frozen=True)
class Line:
    """The same in German and in her language."""

    german: Text
    hers: Text


@dataclass(frozen=True, kw_only=True)
class StepLines:
    """A step on paper: done or not, its title, and by when, who, how far."""

    is_done: bool
    title: Line
    facts: Line


@dataclass(frozen=True, kw_only=True)
class GoalLines:
    """A goal on paper with its steps."""

    title: Line
    steps: tuple[StepLines, ...]


class Paper:
    """Writes in German and in one more language; both are the same where she reads German."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def line(self, say: Callable[[], str]) -> Line:
        """Say the same twice."""
        return Line(said_in(DEFAULT.code, say), said_in(self.language.code, say))

    def words(self, msgid: str) -> Line:
        """A text of the catalogue."""
        return self.line(lambda: t(msgid))

    def own(self, text: FreeText) -> Line:
        """What somebody typed: translated where it is, else as it was typed."""
        read = (text.shown_in(code) for code in (DEFAULT.code, self.language.code))
        german, hers = (Text(one.text, one.lang, one.dir) for one in read)
        return Line(german, hers)

    def goals(self, goals: list[GoalCard], *, with_private: bool) -> Iterator[GoalLines]:
        """Goals with what is still wanted of their steps; private ones only when she says so."""
        for goal in goals:
            steps = tuple(
                self._step(card)
                for card in goal.steps
                if card.state != "not_needed" and (with_private or not card.is_private)
            )
            if steps or goal.id is not None:
                yield GoalLines(title=self._goal(goal), steps=steps)

    def planned(self, content: Content) -> Iterator[GoalLines]:
        """The goals and steps of a version that both sides have not agreed to."""
        for goal in content.standing:
            steps = tuple(self._planned(step) for step in goal.steps if not step.is_dropped)
            if steps or goal.id is not None:
                yield GoalLines(title=self._goal(goal), steps=steps)

    def standing(self, agreed: tuple[int, datetime | None] | None) -> Line:
        """Version and day in one line."""
        return self.line(lambda: " · ".join(_standing(agreed)))

    def mark(self, version: PlanVersion) -> Line:
        """That a version is only a draft, or asked for, in one line."""
        return self.line(lambda: " · ".join(_prepared(version)))

    def _goal(self, goal: GoalCard | PlannedGoal) -> Line:
        if goal.own_words:
            return self.own(goal.words)
        return self.words(goal.usual if goal.id is not None else TOPICS[goal.topic].word)

    def _step(self, card: StepCard) -> StepLines:
        facts = self.line(lambda: " · ".join(_facts(card)))
        return StepLines(is_done=card.is_done, title=self._title(card), facts=facts)

    def _planned(self, step: PlannedStep) -> StepLines:
        facts = self.line(lambda: " · ".join((*_by(step), *_whose(step))))
        return StepLines(is_done=False, title=self._title(step), facts=facts)

    def _title(self, step: StepCard | PlannedStep) -> Line:
        return self.words(step.title_msgid) if step.title_msgid else self.own(step.words)


def _facts(card: StepCard) -> Iterator[str]:
    """By when, of what nature, who does it, whom it waits for, in the language being spoken."""
    if card.is_done and card.done_at is not None:
        yield t(N_("done on %(day)s"), day=format_date(card.done_at, "long"))
    else:
        yield from _by(card)
    yield from _whose(card)
    if card.state == "waiting" and card.waiting_on:
        yield t(N_("Waiting for: %(who)s"), who=t(WAITING[card.waiting_on]))


def _by(step: StepCard | PlannedStep) -> Iterator[str]:
    if step.due_on is not None:
        yield t(N_("by %(day)s"), day=format_date(step.due_on, "long"))


def _whose(step: StepCard | PlannedStep) -> Iterator[str]:
    yield t(NATURE[step.nature])
    if step.owner != "client":
        yield t(OWNER[step.owner])


def _standing(agreed: tuple[int, datetime | None] | None) -> Iterator[str]:
    """Which version it is, and since when both sides agree to it."""
    if agreed is None or agreed[1] is None:
        yield t(N_("Not agreed yet"))
        return
    yield t(N_("Version %(number)s"), number=agreed[0])
    yield t(N_("agreed on %(day)s"), day=format_date(agreed[1], "long"))


def _prepared(version: PlanVersion) -> Iterator[str]:
    yield t(N_("Version %(number)s"), number=version.no)
    yield t(VERSION_STATES[version.state])
    yield t(N_("Not agreed yet"))


def agreed_version(client_id: int, *, seen_by: Viewer) -> tuple[int, datetime | None] | None:
    """Number and day of the version a client lives by, None before the first."""
    row = db.session.execute(
        sa.select(PlanVersion.no, PlanVersion.agreed_client_at)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            Plan.client_id == client_id,
            Plan.client_id.in_(clients_of(seen_by)),
            PlanVersion.no == shown_no(Plan.id),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def drawn_way_back(public_url: str) -> Markup:
    """Draw a code that opens the plan again, for whoever is signed in: it names nobody."""
    return drawn_code(f"{public_url}/plan")
