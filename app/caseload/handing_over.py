"""One case goes to a colleague, with a note of what she should know; the case notes stay behind."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.caseload.handover_models import HandoverNote
from app.caseload.models import Case, Handover, ManagerProfile
from app.caseload.queries import clients_of
from app.caseload.reassigning import SomebodyElse, hand_over
from app.caseload.service import hold
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.i18n import lazy_gettext as _l
from app.people.accounts import name_of_person
from app.people.models import Person, RoleGrant
from app.people.queries import is_granted


class GoneMeanwhile(Refused):
    """Somebody else gave the case away, or it was closed."""

    words = _l("This is not possible any more. Load the page again.")


@dataclass(frozen=True, kw_only=True)
class HandingOver:
    """To whom, what she should know, and what the client said to it."""

    to_id: int
    note: str
    client_answer: str


@dataclass(frozen=True, kw_only=True)
class Received:
    """What a manager got with a case."""

    from_name: str
    handed_on: date
    note: str | None
    client_answer: str


def colleagues_of(viewer: Viewer) -> list[tuple[int, str]]:
    """The other managers who work here today, by name; one statement."""
    name = sa.func.coalesce(ManagerProfile.full_name, name_of_person())
    rows = db.session.execute(
        sa.select(Person.id, name.label("name"))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Person.id)
        .where(
            RoleGrant.role == Role.MANAGER,
            RoleGrant.carrier_id == viewer.carrier_id,
            is_granted(RoleGrant, clock.today()),
            Person.id != viewer.person_id,
        )
        .order_by(name, Person.id)
        .distinct()
    )
    return [(row.id, row.name) for row in rows]


def get_own_case(client_id: int, *, seen_by: Viewer) -> Case:
    """The open case that is the manager's own: who stands in for somebody gives nothing away."""
    found = _find_own(client_id, seen_by)
    if found is None:
        raise Missing
    return found


def is_own(client_id: int, *, seen_by: Viewer) -> bool:
    """True when the manager looks after this client herself."""
    return _find_own(client_id, seen_by) is not None


def _find_own(client_id: int, seen_by: Viewer) -> Case | None:
    return db.session.scalar(
        sa.select(Case)
        .where(
            Case.client_id == client_id,
            Case.client_id.in_(clients_of(seen_by)),
            Case.manager_id == seen_by.person_id,
            Case.ended_on.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def give(case: Case, new: HandingOver, *, by: Viewer, now: datetime) -> None:
    """Give one's own case to a colleague; from the next request on it is hers."""
    if new.to_id not in dict(colleagues_of(by)):
        raise SomebodyElse
    hold(case.client_id)
    held = _find_own(case.client_id, by)
    if held is None:
        raise GoneMeanwhile
    made = hand_over(held, to_id=new.to_id, by=by, now=now)
    db.session.add(
        HandoverNote(
            client_id=held.client_id,
            handover_id=made.id,
            body=new.note,
            client_answer=new.client_answer,
        )
    )
    db.session.flush()


def find_received(client_id: int, *, seen_by: Viewer) -> Received | None:
    """The note that came with the case to the manager who has it now; None without one."""
    row = db.session.execute(
        sa.select(HandoverNote, Handover, sa.func.coalesce(ManagerProfile.full_name, ""))
        .join(Handover, Handover.id == HandoverNote.handover_id)
        .join(Case, sa.and_(Case.id == Handover.case_id, Case.manager_id == Handover.to_id))
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Handover.from_id)
        .where(
            HandoverNote.client_id == client_id,
            HandoverNote.client_id.in_(clients_of(seen_by)),
            Case.ended_on.is_(None),
        )
        .order_by(Handover.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    note, handover, from_name = row
    return Received(
        from_name=from_name,
        handed_on=handover.handed_on,
        note=note.body,
        client_answer=note.client_answer,
    )
