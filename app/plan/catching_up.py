"""What happened to goals while the next version of the plan was prepared."""

from datetime import datetime

from app.caseload.texts import carry_over
from app.plan.models import PlanVersion
from app.plan.versions import goals_in

MOVES_ON = ("agreed", "in_progress", "paused")  # as a copy has it: meanwhile it may have gone on


def catch_up(before: PlanVersion | None, version: PlanVersion, *, now: datetime) -> None:
    """Goals that stay are as far as they are by now, in all languages they are read in by now.

    What was reached meanwhile stays reached, even if it was to be dropped.
    """
    if before is None:
        return
    living = {goal.lineage: goal for goal in goals_in(before).values()}
    copies = [goal for goal in goals_in(version).values() if goal.lineage in living]
    same: dict[int, int] = {}
    for copy in copies:
        goal = living[copy.lineage]
        if copy.state in MOVES_ON or (goal.state, copy.state) == ("reached", "dropped"):
            copy.state, copy.because = goal.state, goal.because
            copy.because_version = goal.because_version
        if (goal.own_words, goal.because) == (copy.own_words, copy.because):
            same[goal.id] = copy.id
    carry_over("goal", same, now=now)
