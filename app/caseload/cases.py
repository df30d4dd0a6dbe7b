"""The course of a case: it begins, may go on longer than planned, and comes to an end.

intake -> active -> extension -> closing -> closed; what lies behind is kept for a while, then
deleted or made anonymous (audit/retention.py), counted from `ended_on`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.caseload import events
from app.caseload.models import Case
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core import clock
from app.core.access import SYSTEM, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

NEXT: dict[str, tuple[str, ...]] = {
    "intake": ("active",),
    "active": ("extension", "closing"),
    "extension": ("closing",),
    "closing": ("closed",),
}
GOES_ON = ("active", "extension")
AHEAD = timedelta(weeks=8)  # so long before the planned end closing is proposed
FAR = timedelta(days=5 * 366)
UNDO = timedelta(days=7)


class NotFromHere(Refused):
    """The case is in a state from which this does not follow; somebody may have been quicker."""

    words = _l("This is not possible any more. Load the page again.")


class DayIsOver(Refused):
    """A plan is about what is to come."""

    words = _l("This day is over.")
    field = "planned_end_on"


class TooFarAway(Refused):
    """A slip of the finger in the year."""

    words = _l("This day is too far away. Choose an earlier one.")
    field = "planned_end_on"


class NotLonger(Refused):
    """An extension ends later than what was planned before."""

    words = _l("Choose a day after the planned end.")
    field = "planned_end_on"


class EndsBeforeItBegins(Refused):
    """The dates are the wrong way round."""

    words = _l("The end is before the beginning.")
    field = "ended_on"


class NotYet(Refused):
    """What will end on a later day is not over today."""

    words = _l("This day is still to come.")
    field = "ended_on"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why a case ends, and when."""

    reason: str
    on: date


def find_open(client_id: int, *, seen_by: Viewer) -> Case | None:
    """The open case of a client this viewer may see; None when there is none."""
    return db.session.scalar(
        sa.select(Case).where(
            Case.client_id == client_id,
            Case.client_id.in_(clients_of(seen_by)),
            Case.ended_on.is_(None),
        )
    )


def get_open(client_id: int, *, seen_by: Viewer) -> Case:
    """The same; raise Missing when there is none."""
    found = find_open(client_id, seen_by=seen_by)
    if found is None:
        raise Missing
    return found


def begin(case: Case, *, by: Viewer, now: datetime) -> None:
    """After the first talk: the counselling goes on."""
    held = _walk(case, "active", by=by)
    _tell(events.CaseBegun, held, by=by, now=now)


def plan_end(case: Case, on: date, *, by: Viewer, now: datetime) -> None:
    """Write down until when it is meant to go on; the same day a second time changes nothing."""
    held = _held(case, by)
    if held.state not in ("intake", "active"):
        raise NotFromHere
    _demand_ahead(on, now=now)
    if held.planned_end_on == on:
        return
    held.planned_end_on = on
    _tell(events.CaseEndPlanned, held, by=by, now=now)


def extend(case: Case, *, until: date, reason: str, by: Viewer, now: datetime) -> None:
    """Let it go on longer than planned, once, for a reason."""
    _demand_ahead(until, now=now)
    held = _held(case, by)
    if held.planned_end_on is not None and until <= held.planned_end_on:
        raise NotLonger
    _walk(case, "extension", by=by)
    held.planned_end_on, held.extension_reason = until, reason
    _tell(events.CaseExtended, held, by=by, now=now)


def begin_closing(case: Case, *, by: Viewer, now: datetime) -> None:
    """Begin to bring it to an end: the checklist, and the client's page of farewell."""
    held = _walk(case, "closing", by=by)
    _tell(events.CaseClosing, held, by=by, now=now)


def close(case: Case, ending: Ending, *, by: Viewer, now: datetime) -> None:
    """End it. What follows (appointments, ties, plan, reminders) is still her manager's work, so
    it happens before the record leaves her caseload, in the same transaction."""
    held = _held(case, by)
    _demand_arrow(held, "closed")
    if ending.on > clock.local(now).date():
        raise NotYet
    if ending.on < held.started_on:
        raise EndsBeforeItBegins
    _tell(events.CaseClosed, held, by=by, now=now)
    _end(held, ending, by=by, now=now)


def _end(held: Case, ending: Ending, *, by: Viewer, now: datetime) -> None:
    held.state, held.ended_on, held.end_reason = "closed", ending.on, ending.reason
    held.closed_at, held.closed_by_id = now, by.person_id
    db.session.flush()


def end_with_carrier(client_id: int, *, on: date, is_moved: bool, now: datetime) -> Case | None:
    """Another carrier is responsible from a day on: the open case, held by the caller, ends,
    however far it was. Nobody takes this back.

    When her record moves along, nothing else ends with the case.
    """
    case = db.session.scalar(
        sa.select(Case).where(Case.client_id == client_id, Case.ended_on.is_(None))
    )
    if case is None:
        return None
    if not is_moved:
        _tell(events.CaseClosed, case, by=SYSTEM, now=now)
    ending = Ending(reason="handover", on=max(on, case.started_on))
    _end(case, ending, by=SYSTEM, now=now)
    return case


def closed_lately(*, seen_by: Viewer) -> sa.Select[int]:
    """Ids of the cases this manager closed herself a few days ago: she may take it back."""
    other = aliased(Case)
    goes_on = sa.exists().where(other.client_id == Case.client_id, other.ended_on.is_(None))
    return sa.select(Case.id).where(
        Case.closed_by_id == seen_by.person_id,
        Case.closed_at > clock.now() - UNDO,
        Case.state == "closed",
        ~goes_on,
    )


def undo(case_id: int, *, by: Viewer, now: datetime) -> Case:
    """It was a mistake: the case goes on. A second tap finds nothing more to take back."""
    found = _find_closed(case_id, by)
    if found is None:
        raise Missing
    hold(found.client_id)
    held = _find_closed(case_id, by)
    if held is None:
        raise NotFromHere
    held.state = "active"
    held.ended_on = held.end_reason = held.closed_at = held.closed_by_id = None
    _tell(events.CaseClosingUndone, held, by=by, now=now)
    return held


def _find_closed(case_id: int, by: Viewer) -> Case | None:
    return db.session.scalar(
        sa.select(Case)
        .where(Case.id == case_id, Case.id.in_(closed_lately(seen_by=by)))
        .execution_options(populate_existing=True)
    )


def _demand_ahead(on: date, *, now: datetime) -> None:
    today = clock.local(now).date()
    if on < today:
        raise DayIsOver
    if on > today + FAR:
        raise TooFarAway


def _held(case: Case, by: Viewer) -> Case:
    """The case as it stands once nobody else changes it; refused when it has gone meanwhile."""
    hold(case.client_id)
    found = db.session.scalar(
        sa.select(Case)
        .where(
            Case.id == case.id,
            Case.client_id.in_(clients_of(by)),
            Case.ended_on.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFromHere
    return found


def _demand_arrow(case: Case, to: str) -> None:
    if to not in NEXT.get(case.state, ()):
        raise NotFromHere


def _walk(case: Case, to: str, *, by: Viewer) -> Case:
    """Walk one arrow of the machine; refuse what it does not know."""
    held = _held(case, by)
    _demand_arrow(held, to)
    held.state = to
    return held


def _tell(fact: type[events.CaseFact], case: Case, *, by: Viewer, now: datetime) -> None:
    """Write the change, then say that it happened."""
    db.session.flush()
    publish(fact(occurred_at=now, by=by, client_id=case.client_id, case_id=case.id))
