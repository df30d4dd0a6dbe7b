"""The draft as one form: every button sends all that was typed, so nothing typed is ever lost.

Rows stand for what is stored: `goal-7-own_words`, `step-12-due_on`. Dates that have passed are
taken only where they stand already.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import wtforms
from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField, TextAreaField

from app.core import clock
from app.core.choices import TOPIC_CHOICES
from app.core.forms import (
    LONG,
    SHORT,
    DateField,
    Form,
    SelectField,
    at_most,
    required,
    small,
    tidy,
)
from app.core.i18n import gettext, t
from app.core.i18n import lazy_gettext as _l
from app.plan import saving
from app.plan import words as said
from app.plan.agreeing import usual_review
from app.plan.content import Content, PlannedGoal, PlannedStep
from app.plan.drafting import GoalTerms
from app.plan.drafting_steps import StepTerms
from app.plan.goals import OPEN
from app.plan.models import PlanVersion
from app.plan.versions import Start, situation_of

Typed = MultiDict[str, str]


class GoalRow(Form):
    """A goal of the draft, and what is added under it."""

    own_words = StringField(_l("Goal in your own words (optional, German)"), [at_most(SHORT)])
    wish_of = SelectField(
        _l("Whose wish is it?"), choices=list(said.WISH_AT_DESK.items()), default="joint"
    )
    target_on = DateField(_l("By when"))
    household_shared = BooleanField(_l("The household reads this goal, too"))
    because = StringField(_l("Why is it no longer needed? The client reads it."), [at_most(SHORT)])
    own_step = StringField(_l("Step in your own words (German)"), [at_most(SHORT)])

    @property
    def terms(self) -> GoalTerms:
        """What was typed about the goal."""
        return GoalTerms(
            own_words=self.own_words.data or None,
            wish_of=self.wish_of.data,
            target_on=self.target_on.data,
            household_shared=self.household_shared.data,
        )


class StepRow(Form):
    """A step of the draft."""

    own_words = StringField(_l("Step in your own words (German)"), [at_most(SHORT)])
    due_on = DateField(_l("By when"))
    owner = SelectField(_l("Who does it"), choices=list(said.OWNER.items()), default="client")
    support_level = SelectField(
        _l("Support"), choices=[("", "–"), *said.SUPPORT.items()], default=""
    )
    provider = StringField(_l("Course provider"), [at_most(SHORT)])
    school = StringField(_l("School"), [at_most(SHORT)])
    obligated = BooleanField(_l("An office obligated her or him"))
    because = StringField(_l("Why is it no longer needed? The client reads it."), [at_most(SHORT)])

    @property
    def terms(self) -> StepTerms:
        """What was typed about the step."""
        given = {"provider": self.provider.data, "school": self.school.data}
        params: dict[str, Any] = {key: text for key, text in given.items() if text}
        return StepTerms(
            owner=self.owner.data,
            due_on=self.due_on.data,
            support_level=self.support_level.data or None,
            params=params | ({"obligated": True} if self.obligated.data else {}),
            own_words=self.own_words.data or None,
        )


class NewGoalRow(Form):
    """One goal more; without a topic none is meant."""

    topic = SelectField(_l("Topic"), choices=[("", "–"), *TOPIC_CHOICES])
    own_words = StringField(_l("Goal in your own words (optional, German)"), [at_most(SHORT)])
    wish_of = SelectField(
        _l("Whose wish is it?"), choices=list(said.WISH_AT_DESK.items()), default="joint"
    )


class SituationRow(Form):
    """How things stand in one topic."""

    body = TextAreaField(_l("How things stand"), [at_most(LONG)])


class ReviewRow(Form):
    """When both sides look at the plan again."""

    on = DateField(_l("Look at the plan again on"), [required()])


class DraftForm:
    """All rows of one draft, filled from what is stored or from what was typed."""

    def __init__(
        self,
        content: Content,
        situation: Mapping[str, str],
        next_review_on: date,
        typed: Typed | None = None,
    ) -> None:
        self.typed, self.form_errors = typed, list[str]()
        self.goals = {goal.id: _goal_row(goal, typed) for goal in content.goals if goal.id}
        steps = [step for goal in content.goals for step in goal.steps]
        self.steps = {step.id: _step_row(step, typed) for step in steps}
        topics = dict.fromkeys((*(goal.topic for goal in content.standing), *situation))
        self.situation = {key: _situation_row(key, situation.get(key), typed) for key in topics}
        self.new_goal = NewGoalRow(typed, prefix="new-")
        self.review = ReviewRow(typed, prefix="review-", data={"on": next_review_on})
        self.stored = (content, situation, next_review_on)

    def __iter__(self) -> Iterator[wtforms.Field]:
        """Every field, for the summary of errors."""
        for row in self._rows():
            yield from row

    def _rows(self) -> Iterator[Form]:
        yield from (*self.goals.values(), *self.steps.values(), *self.situation.values())
        yield from (self.new_goal, self.review)

    def validate(self) -> bool:
        """True when nothing is wrong; what is wrong stands beside its field."""
        is_right = all([row.validate() for row in self._rows()])
        stored = self._stored()
        late = [
            field
            for field in self
            if isinstance(field, DateField)
            and field.data is not None
            and field.data < clock.today()
            and field.data != stored.get(field.name)
        ]
        for field in late:
            field.errors = [gettext("This day is in the past. Choose a later one.")]
        return is_right and not late

    @property
    def has_errors(self) -> bool:
        """True when the page must show an error summary."""
        return bool(self.form_errors) or any(field.errors for field in self)

    @property
    def button(self) -> str:
        """What was pressed; the Enter key saves."""
        return (self.typed or Typed()).get("do", "save")

    def read(self) -> saving.Typed:
        """Everything that was typed, as the draft takes it."""
        return saving.Typed(
            goals={id_: self._typed_goal(id_, row) for id_, row in self.goals.items()},
            steps={
                id_: saving.TypedStep(terms=row.terms, because=row.because.data or None)
                for id_, row in self.steps.items()
            },
            situation={key: row.body.data for key, row in self.situation.items()},
            new_topic=self.new_goal.topic.data or None,
            new_goal=GoalTerms(
                own_words=self.new_goal.own_words.data or None,
                wish_of=self.new_goal.wish_of.data,
                target_on=None,
            ),
            button=self.button,
        )

    def _typed_goal(self, id_: int, row: GoalRow) -> saving.TypedGoal:
        return saving.TypedGoal(
            terms=row.terms,
            because=row.because.data or None,
            ticked=tuple(self.ticked(id_)),
            own_step=row.own_step.data or None,
        )

    def ticked(self, goal_id: int) -> list[str]:
        """The steps of the catalogue that were ticked under a goal."""
        return [] if self.typed is None else self.typed.getlist(f"add-{goal_id}[]")

    def show_what_changed(self) -> None:
        """Beside each field that differs from what is stored now: what stands there."""
        stored = self._stored()
        for field in self:
            if field.name in stored and (field.data or None) != (stored[field.name] or None):
                there = _in_words(field, stored[field.name])
                field.errors = [gettext("Stored at the moment: %(words)s", words=there)]
        for text in self._lost():
            self.form_errors.append(
                gettext("What this text belongs to was taken away: %(words)s", words=text)
            )

    def _stored(self) -> dict[str, Any]:
        """What is stored now, by the names of the fields."""
        named = {field.name: field.data for field in DraftForm(*self.stored)}
        return {name: value for name, value in named.items() if not name.startswith("new-")}

    def _lost(self) -> list[str]:
        """Typed texts whose goal or step is not there any more."""
        known = {field.name for field in self}
        texts = ("-own_words", "-own_step", "-because")
        return [
            tidy(text) or ""
            for name, text in (self.typed or Typed()).items()
            if name.startswith(("goal-", "step-")) and name.endswith(texts)
            if name not in known and text.strip()
        ]


def _in_words(field: wtforms.Field, stored: Any) -> str:
    if isinstance(stored, date):
        return f"{stored:%d.%m.%Y}"
    labels = {str(one.value): one.label for one in getattr(field, "choices", None) or ()}
    return t(labels[stored]) if stored in labels and stored else str(stored or "–")


def _goal_row(goal: PlannedGoal, typed: Typed | None) -> GoalRow:
    stored = {
        "own_words": goal.own_words,
        "wish_of": goal.wish_of,
        "target_on": goal.target_on,
        "household_shared": goal.household_shared,
        "because": goal.because,
    }
    is_open = goal.state in OPEN or goal.state == "dropped"
    prefix = f"goal-{goal.id}-"
    return GoalRow(_of(prefix, typed) if is_open else None, prefix=prefix, data=stored)


def _situation_row(topic: str, body: str | None, typed: Typed | None) -> SituationRow:
    prefix = f"situation-{topic}-"
    return SituationRow(_of(prefix, typed), prefix=prefix, data={"body": body})


def _step_row(step: PlannedStep, typed: Typed | None) -> StepRow:
    stored = {
        "own_words": step.own_words,
        "due_on": step.due_on,
        "owner": step.owner,
        "support_level": step.support_level or "",
        "because": step.because,
        **{key: step.params.get(key) for key in ("provider", "school", "obligated")},
    }
    prefix = f"step-{step.id}-"
    return StepRow(_of(prefix, typed), prefix=prefix, data=stored)


def _of(prefix: str, typed: Typed | None) -> Typed | None:
    """What was typed in this row; None when the page did not have it yet."""
    return typed if any(name.startswith(prefix) for name in typed or ()) else None


def draft_form(
    version: PlanVersion,
    content: Content,
    typed: Typed | None = None,
    *,
    start: Mapping[str, Start] | None = None,
) -> DraftForm:
    """The form of a draft as it is stored, with what was typed over it."""
    day = version.next_review_on or usual_review(clock.today())
    found = situation_of(version) if start is None else start
    return DraftForm(content, {key: one.words.text for key, one in found.items()}, day, typed)


def read_edits() -> int:
    """Which state of the draft the sender had before her; our own pages always name it."""
    return request.form.get("base_version", type=small) or 0
