"""What the data protection officer reads: who opened what when, never what a record says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.audit.models import AccessLog
from app.audit.queries import is_older
from app.carriers.models import Carrier
from app.caseload.models import ManagerProfile
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.kinds import KINDS, Purpose
from app.core.personal import inventory
from app.people.models import Person

AT_ONCE = 100  # rows on one page


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the trail; the client is a number."""

    id: int
    client_id: int
    who: str | None  # None: the client herself, or this program
    role: Role
    what: str
    at: datetime
    stood_in: bool


def entries_of(day: date, *, before: int | None = None) -> Sequence[Entry]:
    """Who read or changed something on a day, newest first; one statement."""
    start, end = clock.begin_of(day), clock.begin_of(day + timedelta(days=1))
    statement = (
        sa.select(
            AccessLog.id,
            AccessLog.client_id,
            sa.func.coalesce(ManagerProfile.full_name, Person.full_name).label("who"),
            AccessLog.role,
            AccessLog.what,
            AccessLog.at,
            AccessLog.stood_in,
        )
        .outerjoin(ManagerProfile, ManagerProfile.person_id == AccessLog.person_id)
        .outerjoin(Person, sa.and_(Person.id == AccessLog.person_id, AccessLog.role != Role.CLIENT))
        .where(AccessLog.at >= start, AccessLog.at < end)
        .order_by(AccessLog.at.desc(), AccessLog.id.desc())  # as the index has them
        .limit(AT_ONCE)
    )
    if before is not None:
        statement = statement.where(is_older(before))
    return [
        Entry(**{**row._mapping, "role": Role(row.role)}) for row in db.session.execute(statement)
    ]


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One line of the record of processing (Art. 30 GDPR): a purpose and the data it needs."""

    purpose: Purpose
    data: list[str]  # msgids, kinds of data
    seen_by: list[str]  # msgids
    entities: list[str]  # of the retention rules
    columns: int  # how many fields the database holds for it


def controller(viewer: Viewer) -> Carrier:
    """Who answers for the data: name and addresses as in the imprint."""
    return db.session.get_one(Carrier, viewer.carrier_id)


def processing_record() -> list[Processing]:
    """Every purpose with its data, as the list of personal tables has it."""
    purposes = dict.fromkeys(kind.purpose for kind in KINDS)
    return [_processing(purpose) for purpose in purposes]


def _processing(purpose: Purpose) -> Processing:
    kinds = [kind for kind in KINDS if kind.purpose is purpose]
    return Processing(
        purpose=purpose,
        data=[kind.words for kind in kinds],
        seen_by=list(dict.fromkeys(who for kind in kinds for who in kind.seen_by)),
        entities=list(dict.fromkeys(kind.entity for kind in kinds if kind.entity)),
        columns=sum(len(inventory().columns_of(kind)) for kind in kinds),
    )
