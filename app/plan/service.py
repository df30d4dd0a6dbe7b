"""Change a step as the state machine of DOMAIN.md allows. One tap may walk several of its arrows.

Each change carries the sender's op_id: sent twice, it acts once.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.caseload import received
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.plan import events, refusals
from app.plan.cards import UNDO_DAYS
from app.plan.models import Step, StepDocument, StepEvent
from app.plan.rows import (
    has_ended,
    was_changed_by_others,
    was_changed_since,
    was_received,
)


@dataclass(frozen=True, kw_only=True)
class Op:
    """Who sends which change, and when; `id` is made by the sender.

    `base_version` is the step as a client read it: what she says was meant for that one.
    """

    id: uuid.UUID
    by: Viewer
    now: datetime
    base_version: int | None = None


# From which states each verb may start; a state that is missing is refused in words.
_FROM: Mapping[str, frozenset[str]] = {
    "take_on": frozenset({"suggested"}),
    "decline": frozenset({"suggested"}),
    "start": frozenset({"suggested", "open", "in_progress", "waiting"}),
    "finish": frozenset({"suggested", "open", "in_progress", "waiting"}),
    "wait": frozenset({"open", "in_progress"}),
    "resume": frozenset({"waiting"}),
    "reopen": frozenset({"done"}),
    "confirm": frozenset({"done"}),
    "not_needed": frozenset({"suggested", "open", "in_progress", "waiting", "done"}),
    "ask_help": frozenset({"suggested", "open", "in_progress", "waiting"}),
    "change": frozenset({"suggested", "open", "in_progress", "waiting"}),
}
_FINAL: Mapping[str, type[Refused]] = {
    "confirmed": refusals.Confirmed,
    "not_needed": refusals.NoLongerNeeded,
}
_OTHERWISE: Mapping[str, type[Refused]] = {
    "take_on": refusals.AlreadyTakenOn,
    "decline": refusals.AlreadyTakenOn,
    "wait": refusals.NotTakenOn,
    "resume": refusals.NotWaiting,
    "reopen": refusals.NotDone,
    "confirm": refusals.NotDone,
}
CLIENT_ONLY = (Role.CLIENT,)
MANAGER_ONLY = (Role.MANAGER,)
BOTH = (Role.CLIENT, Role.MANAGER)


def take_on(step: Step, *, op: Op) -> None:
    """Agree to a suggested step: the client on her phone, or the manager as told in the talk."""
    if not _begins(step, "take_on", op, BOTH):
        return
    if step.wished_by_client and op.by.role is Role.CLIENT:
        raise refusals.NotAnswered
    step.state = "open"
    note(step, "taken_on", op, events.StepTakenOn)


def decline(step: Step, *, because: str | None, op: Op) -> None:
    """The client does not want what was suggested; nothing else follows from it."""
    if _begins(step, "decline", op, CLIENT_ONLY):
        step.state, step.was_declined, step.help_asked_at = "not_needed", True, None
        step.not_needed_because = because
        note(step, "declined", op, events.StepDeclined)


def start(step: Step, *, op: Op) -> None:
    """Begin, or go on after waiting; to begin what has begun changes nothing."""
    if _begins(step, "start", op, BOTH) and step.state != "in_progress":
        _stop_waiting(step)
        step.state = "in_progress"
        note(step, "started", op, events.StepStarted)


def finish(step: Step, *, op: Op) -> None:
    """Tick the step; a request for help with it is over."""
    if _begins(step, "finish", op, BOTH):
        _stop_waiting(step)
        step.state, step.done_at, step.help_asked_at = "done", op.now, None
        note(step, "finished", op, events.StepDone)


def reopen(step: Step, *, op: Op) -> None:
    """Take the tick back: the client within seven days, the manager at any time."""
    if not _begins(step, "reopen", op, BOTH):
        return
    ticked = step.done_at or op.now
    if op.by.role is Role.CLIENT and op.now - ticked > timedelta(days=UNDO_DAYS):
        raise refusals.TooLongAgo
    step.state, step.done_at = "open", None
    note(step, "reopened", op, events.StepReopened)


def wait(step: Step, *, on: str, op: Op) -> None:
    """Say that somebody else must answer first."""
    if _begins(step, "wait", op, BOTH):
        step.state, step.waiting_on = "waiting", on
        step.waiting_since = clock.local(op.now).date()
        note(step, "waiting", op, events.StepWaits)


def resume(step: Step, *, op: Op) -> None:
    """The answer has come: the client goes on."""
    if _begins(step, "resume", op, BOTH):
        _stop_waiting(step)
        step.state = "in_progress"
        note(step, "resumed", op, events.StepWaits)


def confirm(step: Step, *, op: Op) -> None:
    """Confirm that a duty is done; nothing else is ever confirmed."""
    if not _begins(step, "confirm", op, MANAGER_ONLY):
        return
    if step.nature != "duty":
        raise refusals.NotADuty
    step.state = "confirmed"
    note(step, "confirmed", op, events.StepConfirmed)


def not_needed(step: Step, *, because: str, op: Op) -> None:
    """Take a step off the plan for good; the client reads why."""
    if _begins(step, "not_needed", op, MANAGER_ONLY):
        _stop_waiting(step)
        step.state, step.not_needed_because, step.help_asked_at = "not_needed", because, None
        note(step, "not_needed", op, events.StepChanged)


def ask_help(step: Step, *, op: Op) -> None:
    """The client cannot go on alone; asking twice changes nothing."""
    if not _begins(step, "ask_help", op, CLIENT_ONLY):
        return
    if step.private_to_client:
        raise refusals.NobodyElseSeesIt
    if step.help_asked_at is None:
        step.help_asked_at = op.now
        note(step, "help_asked", op, events.StepHelpAsked)


def settle_help(step: Step, *, op: Op) -> None:
    """The manager took the request up, or the client takes it back."""
    if not is_first(step, op, BOTH):
        return
    if step.help_asked_at is None:
        raise refusals.NothingAsked
    _demand_unchanged(step, op)
    step.help_asked_at = None
    note(step, "help_settled", op, events.StepHelpSettled)


def tick_document(step: Step, paper: StepDocument, *, have_it: bool, op: Op) -> None:
    """Say that a paper is there, or that it is not."""
    if not is_first(step, op, BOTH):
        return
    if step.state in _FINAL:
        raise _FINAL[step.state]
    _demand_unchanged(step, op)
    if paper.have_it != have_it:
        paper.have_it = have_it
        note(step, "document_ticked", op, events.StepDocumentTicked)


def change(
    step: Step,
    *,
    due_on: date | None,
    support_level: str | None,
    owner: str,
    op: Op,
    base_version: int | None = None,
) -> None:
    """Give the step another day, another kind of support, another one who does it.

    `base_version` is the one that was read: whoever saved meanwhile is not written over.
    """
    if not _begins(step, "change", op, MANAGER_ONLY):
        return
    if base_version is not None and was_changed_since(step, base_version, "changed"):
        raise refusals.ChangedMeanwhile
    step.due_on, step.support_level, step.owner = due_on, support_level, owner
    note(step, "changed", op, events.StepChanged)


def choose_offer(step: Step, offer_id: uuid.UUID | None, *, op: Op) -> None:
    """Put an offer of the directory to the step, so that she sees it first; None: no longer."""
    if not _begins(step, "change", op, MANAGER_ONLY):
        return
    step.offer_id = offer_id
    note(step, "changed", op, events.StepChanged)


def is_first(step: Step, op: Op, roles: tuple[Role, ...]) -> bool:
    """False when this operation came before; refuses other roles and a plan that has ended."""
    if came_before(op, step.client_id):
        return False
    _demand(op, roles)
    if has_ended(step.plan_id):
        raise refusals.PlanEnded
    return True


def came_before(op: Op, client_id: int) -> bool:
    """True when this very operation was sent before, by her phone or by the desk."""
    if op.by.role is not Role.CLIENT:
        return was_received(op.id)
    return not received.is_first(op.id, client_id=client_id, now=op.now)


def _begins(step: Step, verb: str, op: Op, roles: tuple[Role, ...]) -> bool:
    """False when this operation came before; refuses what role or state do not allow."""
    if not is_first(step, op, roles):
        return False
    if step.state not in _FROM[verb]:
        raise _refusal(step.state, verb)
    _demand_unchanged(step, op)
    return True


def _demand_unchanged(step: Step, op: Op) -> None:
    """Her phone may have waited for days: what others changed meanwhile she reads first."""
    if op.base_version is not None and was_changed_by_others(step, op.base_version, op.by):
        raise refusals.AnotherNow


def _refusal(state: str, verb: str) -> type[Refused]:
    if state in _FINAL:
        return _FINAL[state]
    if state == "done":
        return refusals.AlreadyDone
    if state == "waiting" and verb == "wait":
        return refusals.AlreadyWaits
    return _OTHERWISE.get(verb, refusals.NotDone)


def _demand(op: Op, roles: tuple[Role, ...]) -> None:
    """Other roles learn nothing: for them the step is not there."""
    if op.by.role not in roles:
        raise Missing


def _stop_waiting(step: Step) -> None:
    step.waiting_on = step.waiting_since = None


def note(step: Step, kind: str, op: Op, fact: type[events.StepFact]) -> None:
    """Append what happened and tell everybody who follows."""
    db.session.add(
        StepEvent(
            step_id=step.id,
            op_id=op.id,
            kind=kind,
            base_version=step.version,
            actor_id=op.by.person_id,
            at=op.now,
        )
    )
    step.version += 1
    publish(fact(occurred_at=op.now, by=op.by, client_id=step.client_id, step_id=step.id))
