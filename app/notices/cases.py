"""What a client is told of her case and her plan; and what stops when her case ends."""

from datetime import datetime

import sqlalchemy as sa

from app.caseload.carrier_events import CaseChangeProposed, CaseTakenOver
from app.caseload.events import CaseClosed, CaseClosingUndone, CaseReassigned, CaseReopened
from app.core.db import db
from app.notices.bookkeeping import add_reminder, again, supersede
from app.notices.calls import Matter, ask_to_call
from app.notices.devices import has_device
from app.notices.models import WAITING, Reminder
from app.notices.news import ANSWER_LASTS, quiet_hours, times_told
from app.notices.replanning import replan
from app.notices.wishes import WITH_A_CASE
from app.plan.events import PlanAgreed, PlanFact, PlanProposed, PlanTakenBack


def tell_of_contact(event: CaseReassigned) -> None:
    """Tell her in her language, on her phone, else by a call, that somebody else helps her."""
    _tell_or_call(_matter(event.client_id, event.handover_id), now=event.occurred_at)


def end_with_case(event: CaseClosed) -> None:
    """Nobody looks after her plan and papers any more, so nobody reminds of them. What takes place
    elsewhere, and what she saved for herself, is still reminded of."""
    stopped = db.session.scalars(
        sa.select(Reminder.id).where(
            Reminder.client_id == event.client_id,
            Reminder.subject.in_(WITH_A_CASE),
            Reminder.state.in_(WAITING),
        )
    ).all()
    supersede(stopped, reason="ended", now=event.occurred_at)
    _tell(_matter(event.client_id, event.case_id), "farewell", now=event.occurred_at)


def tell_of_change(event: CaseChangeProposed) -> None:
    """She is asked whether another carrier may help her: on her phone, else by a call."""
    assert event.client_id is not None  # noqa: S101  # because: a change is somebody's
    matter = Matter(
        client_id=event.client_id, subject="message", subject_id=event.change_id, version=2
    )
    _tell_or_call(matter, now=event.occurred_at, word="carrier")


def tell_of_return(event: CaseReopened | CaseTakenOver) -> None:
    """Somebody helps her again, or at another carrier."""
    _tell_or_call(_matter(event.client_id, event.case_id), now=event.occurred_at)


def plan_again(event: CaseClosingUndone | CaseReopened) -> None:
    """She has a case again: what lies ahead is reminded of."""
    replan(now=event.occurred_at, kinds=WITH_A_CASE, client_id=event.client_id)


def tell_of_plan(event: PlanProposed) -> None:
    """A plan waits for her answer. The message says only that there is something new."""
    _tell(_plan_matter(event), "plan", now=event.occurred_at)


def plan_is_answered(event: PlanAgreed | PlanTakenBack) -> None:
    """Nothing waits any more: agreed to in the talk, she need not be told on the phone."""
    waiting = sa.select(Reminder.id).where(
        _plan_matter(event).of(Reminder), Reminder.state.in_(WAITING)
    )
    supersede(db.session.scalars(waiting).all(), reason="ended", now=event.occurred_at)


def _plan_matter(event: PlanFact) -> Matter:
    assert event.client_id is not None  # noqa: S101  # because: a plan is somebody's
    return Matter(
        client_id=event.client_id, subject="message", subject_id=event.version_id, version=1
    )


def _matter(client_id: int | None, version: int) -> Matter:
    """A message about no time: the page it leads to says what it is about."""
    assert client_id is not None  # noqa: S101  # because: a case is somebody's
    return Matter(client_id=client_id, subject="message", subject_id=0, version=version)


def _tell_or_call(matter: Matter, *, now: datetime, word: str = "contact") -> None:
    _tell(matter, word, now=now)
    if not has_device(matter.client_id):
        ask_to_call(matter, reason="no_device", now=now)


def _tell(matter: Matter, word: str, *, now: datetime) -> None:
    """Plan the news for the end of her quiet hours."""
    due_at = quiet_hours(matter.client_id).over(now)
    offset = again(word, times_told(matter, word))
    add_reminder(matter, offset=offset, due_at=due_at, expires_at=due_at + ANSWER_LASTS, now=now)
