"""The review as one form: an answer for each goal and each open step, proposed beforehand."""

from collections.abc import Iterator, Sequence
from datetime import date

import wtforms
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from app.core import clock
from app.core.forms import SHORT, DateField, Form, SelectField, at_most
from app.core.i18n import N_, gettext
from app.core.i18n import lazy_gettext as _l
from app.plan.cards import GoalCard, StepCard
from app.plan.goals import OPEN
from app.plan.reviews import Finding, Findings

# Translators: what both sides say of a goal or a step when they look at the plan again.
GOAL_WORDS = {
    "continue": N_("goes on"),
    "reached": N_("reached"),
    "pause": N_("pauses"),
    "change": N_("is changed"),
    "drop": N_("no longer needed"),
}
STEP_WORDS = {key: GOAL_WORDS[key] for key in ("continue", "change", "drop")}


class GoalAnswer(Form):
    """What becomes of a goal."""

    answer = SelectField(_l("This goal"), choices=list(GOAL_WORDS.items()))
    because = StringField(_l("Why? The client reads it."), [at_most(SHORT)])


class StepAnswer(GoalAnswer):
    """What becomes of a step."""

    answer = SelectField(_l("This step"), choices=list(STEP_WORDS.items()))


class NextForm(Form):
    """When they look again."""

    on = DateField(_l("Look at the plan again on"))


class ReviewForm:
    """All answers of one review."""

    def __init__(
        self, goals: Sequence[GoalCard], next_on: date, typed: MultiDict[str, str] | None = None
    ) -> None:
        self.form_errors = list[str]()
        self.goals = {
            goal.id: _answer(GoalAnswer, f"goal-{goal.id}-", proposed(goal), goal.because, typed)
            for goal in goals
            if goal.id and goal.state in OPEN
        }
        self.steps = {
            card.id: _answer(StepAnswer, f"step-{card.id}-", "continue", None, typed)
            for goal in goals
            for card in looked_at(goal)
        }
        self.next = NextForm(typed, prefix="next-", data={"on": next_on})
        self._lineages = {goal.id: str(goal.lineage) for goal in goals}

    def __iter__(self) -> Iterator[wtforms.Field]:
        """Every field, for the summary of errors."""
        for row in (*self.goals.values(), *self.steps.values(), self.next):
            yield from row

    def validate(self) -> bool:
        """True when nothing is wrong; a reason is wanted where something stops."""
        rows: list[GoalAnswer] = [*self.goals.values(), *self.steps.values()]
        is_right = all([row.validate() for row in (*rows, self.next)])
        day = self.next.on.data
        if day is not None and day <= clock.today():
            self.next.on.errors = [gettext("This day is in the past. Choose a later one.")]
            return False
        lacking = [
            row for row in rows if row.answer.data in ("drop", "pause") and not row.because.data
        ]
        for row in lacking:
            row.because.errors = [gettext("Fill in this field.")]
        return is_right and not lacking

    @property
    def has_errors(self) -> bool:
        """True when the page must show an error summary."""
        return bool(self.form_errors) or any(field.errors for field in self)

    def read(self) -> Findings:
        """What both sides found."""
        return Findings(
            goals={self._lineages[id_]: _finding(row) for id_, row in self.goals.items()},
            steps={id_: _finding(row) for id_, row in self.steps.items()},
            next_on=self.next.on.data,
        )


def looked_at(goal: GoalCard) -> list[StepCard]:
    """The steps a review asks about: open and waiting ones, but for what only she sees."""
    return [card for card in goal.steps if card.is_open and not card.is_private]


def proposed(goal: GoalCard) -> str:
    """What we propose: reached when all its steps are done, paused as long as it is."""
    if goal.steps and all(card.is_done for card in goal.steps):
        return "reached"
    return "pause" if goal.state == "paused" else "continue"


def _answer(
    kind: type[GoalAnswer],
    prefix: str,
    answer: str,
    because: str | None,
    typed: MultiDict[str, str] | None,
) -> GoalAnswer:
    known = typed if any(name.startswith(prefix) for name in typed or ()) else None
    return kind(known, prefix=prefix, data={"answer": answer, "because": because})


def _finding(row: GoalAnswer) -> Finding:
    return Finding(answer=row.answer.data, because=row.because.data or None)
