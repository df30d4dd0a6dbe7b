"""Say a step in other words, or mend its spelling: only the first is another text."""

from app.core.errors import Missing
from app.plan import events, refusals
from app.plan.models import OPEN_STATES, Step
from app.plan.rows import was_changed_since
from app.plan.service import MANAGER_ONLY, Op, is_first, note


def reword(step: Step, words: str, *, is_minor: bool, base_version: int, op: Op) -> None:
    """Write a step's own words anew; translations stay good when only spelling changed.

    A client's own wish stays in her words.
    """
    if step.own_words is None or step.wished_by_client:
        raise Missing
    if not is_first(step, op, MANAGER_ONLY):
        return
    if step.state not in OPEN_STATES:
        raise refusals.AlreadyDone if step.state == "done" else refusals.NoLongerNeeded
    if was_changed_since(step, base_version, "worded"):
        raise refusals.ChangedMeanwhile
    kept = step.own_words_version, step.own_words_at
    step.own_words, step.own_words_at = words, op.now
    if is_minor:
        step.own_words_version, step.own_words_at = kept
    note(step, "worded", op, events.StepChanged)
