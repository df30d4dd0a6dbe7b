"""What is different between two versions, in words: goals and steps added, changed, gone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core.i18n import N_, format_day, gettext, t
from app.core.translating import FreeText
from app.plan.content import Content, PlannedGoal, PlannedStep
from app.plan.models import DONE_STATES
from app.plan.words import OWNER, SUPPORT

# Translators: what is different in a newer version of the plan; a goal or step follows.
WORDS = {
    "goal_added": N_("New goal:"),
    "goal_changed": N_("Changed goal:"),
    "goal_reached": N_("Reached goal:"),
    "goal_shared": N_("Your household reads this goal:"),
    "goal_unshared": N_("Your household no longer reads this goal:"),
    "goal_gone": N_("No longer a goal:"),
    "goal_declined": N_("You did not want this goal:"),
    "step_added": N_("New step:"),
    "step_changed": N_("Changed step:"),
    "step_done": N_("Finished step:"),
    "step_gone": N_("No longer a step:"),
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is different; `before` is what stood there."""

    kind: str
    goal: PlannedGoal | None = None
    step: PlannedStep | None = None
    before: PlannedGoal | PlannedStep | None = None

    @property
    def words(self) -> str:
        """What happened (a msgid)."""
        return WORDS[self.kind]

    @property
    def now(self) -> list[str]:
        """What is said of a changed step now, where it was said otherwise before."""
        step, before = self.step, self.before
        if step is None or not isinstance(before, PlannedStep):
            return []
        said = []
        if step.due_on != before.due_on and step.due_on:
            said.append(gettext("by %(day)s", day=format_day(step.due_on)))
        if step.owner != before.owner:
            said.append(t(OWNER[step.owner]))
        if step.support_level != before.support_level and step.support_level:
            said.append(t(SUPPORT[step.support_level]))
        return said

    @property
    def because(self) -> FreeText | None:
        """The reason the manager gave."""
        thing = self.goal or self.step
        return thing.reason if thing else None

    @property
    def said_by_her(self) -> str | None:
        """Why she did not want a goal, in her own words."""
        return self.goal.because if self.goal and self.goal.state == "declined" else None


def compare(older: Content, newer: Content) -> list[Difference]:
    """All differences: goals first, then steps, each in the order of the plan."""
    return [*_goals(older, newer), *_steps(older, newer)]


def _goals(older: Content, newer: Content) -> Iterator[Difference]:
    before = {goal.lineage: goal for goal in older.standing if goal.id}
    replaced = {goal.replaces for goal in newer.standing}
    for goal in (one for one in newer.goals if one.id):
        old, source = before.get(goal.lineage), before.get(goal.replaces)
        if goal.stands and source:
            yield Difference(kind="goal_changed", goal=goal, before=source)
        elif goal.lineage not in replaced and (kind := _kind_of(goal, old)):
            yield Difference(kind=kind, goal=goal, before=old)
    kept = replaced | {goal.lineage for goal in newer.goals}
    for lineage, goal in before.items():
        if lineage not in kept:
            yield Difference(kind="goal_gone", goal=goal)


def _kind_of(goal: PlannedGoal, old: PlannedGoal | None) -> str | None:
    if old is None:
        if goal.state == "declined":
            return "goal_declined"
        return "goal_added" if goal.stands else None
    if not goal.stands:
        return "goal_gone"
    if goal.state == "reached" != old.state:
        return "goal_reached"
    if goal.household_shared != old.household_shared:
        return "goal_shared" if goal.household_shared else "goal_unshared"
    return None


def _steps(older: Content, newer: Content) -> Iterator[Difference]:
    return compare_steps(older.steps, [step for goal in newer.standing for step in goal.steps])


def compare_steps(
    older: Iterable[PlannedStep], newer: Sequence[PlannedStep]
) -> Iterator[Difference]:
    """Steps added, changed, gone; one that is dropped in the newer version says why."""
    before = {step.key: step for step in older}
    dropped = {step.key: step for step in newer if step.is_dropped}
    for step in newer:
        if step.is_dropped:
            if step.key not in before:  # it came in since, and no version had it
                yield Difference(kind="step_gone", step=step)
            continue
        old = before.pop(step.key, None)
        if old is None:
            yield Difference(kind="step_added", step=step)
        elif old.terms != step.terms:
            yield Difference(kind="step_changed", step=step, before=old)
    for key, step in before.items():
        is_done = step.living_state in DONE_STATES and key not in dropped
        kind = "step_done" if is_done else "step_gone"
        yield Difference(kind=kind, step=dropped.get(key, step))
