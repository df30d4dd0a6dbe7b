"""Cases go from one manager to another: at once, on record, and the client sees who helps now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.caseload import team
from app.caseload.events import CaseReassigned
from app.caseload.models import Case, Handover
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l


class NobodyChosen(Refused):
    """No case of this manager is among the chosen ones (any more)."""

    words = _l("Choose at least one client of this list.")


class SomebodyElse(Refused):
    """Cases go to another manager who works here."""

    words = _l("Choose another manager who works here today.")
    field = "to_id"


@dataclass(frozen=True, kw_only=True)
class Reassignment:
    """Which cases go from whom to whom."""

    case_ids: Sequence[int]
    from_id: int
    to_id: int


def reassign(new: Reassignment, *, by: Viewer, now: datetime) -> int:
    """Give open cases of one manager to another; return how many went.

    A case that has gone meanwhile stays where it is: a second tap moves nothing twice.
    """
    managers = {one.person_id: one for one in team.managers_of(by)}
    if new.from_id not in managers:
        raise Missing
    to = managers.get(new.to_id)
    if to is None or not to.works_here or to.person_id == new.from_id:
        raise SomebodyElse
    cases = _held(new.case_ids, new.from_id)
    if not cases:
        raise NobodyChosen
    for case in cases:
        hand_over(case, to_id=to.person_id, by=by, now=now)
    return len(cases)


def _held(case_ids: Sequence[int], from_id: int) -> list[Case]:
    """The open cases among these, held in one order so that two lists cannot block each other."""
    mine = (Case.id.in_(case_ids), Case.manager_id == from_id, Case.ended_on.is_(None))
    hold(*db.session.scalars(sa.select(Case.client_id).where(*mine)))
    return list(
        db.session.scalars(
            sa.select(Case)
            .where(*mine)
            .order_by(Case.client_id)
            .execution_options(populate_existing=True)
        )
    )


def hand_over(case: Case, *, to_id: int, by: Viewer, now: datetime) -> Handover:
    """Give one case, held by the caller, to another manager; the trail still sees whose it was."""
    made = Handover(
        case_id=case.id,
        from_id=case.manager_id,
        to_id=to_id,
        by_id=by.person_id,
        handed_on=clock.local(now).date(),
    )
    db.session.add(made)
    db.session.flush()
    publish(
        CaseReassigned(
            occurred_at=now,
            by=by,
            client_id=case.client_id,
            case_id=case.id,
            from_manager_id=case.manager_id,
            to_manager_id=to_id,
            handover_id=made.id,
        )
    )
    db.session.flush()
    case.manager_id = to_id
    return made
