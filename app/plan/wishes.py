"""A client's own wishes: for her eyes alone, or suggested to her contact person."""

from typing import NamedTuple

import sqlalchemy as sa

from app.core.access import Role
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.core.translating import written_in
from app.plan import events, refusals
from app.plan.models import OPEN_STATES, Step, StepDocument, StepEvent
from app.plan.rows import was_changed_since
from app.plan.service import Op, is_first, note


class Wish(NamedTuple):
    """What a client writes, in her own language."""

    words: str
    topic: str


def reword(step: Step, wish: Wish, *, base_version: int, op: Op) -> None:
    """Say a wish in other words, as long as nobody has agreed to them."""
    if not _is_hers(step, op):
        return
    if step.state not in (OPEN_STATES if step.private_to_client else ("suggested",)):
        raise refusals.AlreadyTakenOn if step.state in OPEN_STATES else refusals.AlreadyDone
    if was_changed_since(step, base_version, "worded"):
        raise refusals.ChangedMeanwhile
    step.own_words, step.topic = wish
    step.own_words_lang = written_in(op.by.language)
    note(step, "worded", op, events.StepChanged)


def take_away(step: Step, *, op: Op) -> None:
    """Take a wish away: a private one leaves nothing, a suggested one is no longer needed."""
    if not _is_hers(step, op):
        return
    if step.private_to_client:
        _forget(step, op)
    elif step.state != "suggested":
        raise refusals.AlreadyTakenOn
    else:
        step.state = "not_needed"
        note(step, "not_needed", op, events.StepChanged)


def _is_hers(step: Step, op: Op) -> bool:
    """False when this operation came before; what is not her own wish is not there."""
    if not step.wished_by_client:
        raise Missing
    return is_first(step, op, (Role.CLIENT,))


def _forget(step: Step, op: Op) -> None:
    for part in (StepEvent, StepDocument):
        db.session.execute(sa.delete(part).where(part.step_id == step.id))
    db.session.delete(step)
    db.session.flush()
    publish(
        events.StepRemoved(occurred_at=op.now, by=op.by, client_id=step.client_id, step_id=step.id)
    )
