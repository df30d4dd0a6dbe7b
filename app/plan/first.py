"""What must come first: one step of a plan waits until another is over."""

import sqlalchemy as sa

from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.plan import events, refusals
from app.plan.models import Step, StepDependency
from app.plan.service import Op, is_first, note


def put_first(step: Step, first: Step, *, op: Op) -> None:
    """Let a step wait for another one of the same plan; said twice, it stands once."""
    if not is_first(step, op, (Role.MANAGER,)):
        return
    if first.plan_id != step.plan_id or first.private_to_client:
        raise Missing
    if step.id in _allbefore(first):
        raise refusals.GoesInCircle
    if first.id not in before(step.id):
        db.session.add(StepDependency(step_id=step.id, first_id=first.id))
        note(step, "changed", op, events.StepChanged)


def let_go(step: Step, first_id: int, *, op: Op) -> None:
    """The step no longer waits for the other one."""
    if not is_first(step, op, (Role.MANAGER,)):
        return
    found = db.session.scalar(
        sa.select(StepDependency).where(
            StepDependency.step_id == step.id, StepDependency.first_id == first_id
        )
    )
    if found is None:
        raise Missing
    db.session.delete(found)
    note(step, "changed", op, events.StepChanged)


def before(step_id: int) -> set[int]:
    """The steps that must be over before this one; whoever asks has asked for the step."""
    found = sa.select(StepDependency.first_id).where(StepDependency.step_id == step_id)
    return set(db.session.scalars(found))


def _allbefore(step: Step) -> set[int]:
    """The step itself and all that must come before it, however far back."""
    seen: set[int] = set()
    waiting = {step.id}
    while waiting:
        step_id = waiting.pop()
        seen.add(step_id)
        waiting |= before(step_id) - seen
    return seen
