"""A look against insiders: who let devices in and who read much, in the last seven days.

Counted from the trail and the ceremonies; no record is opened for it and no client is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from app.audit.events import RecordSeen
from app.audit.models import AccessLog
from app.caseload import team
from app.core.access import Role, Viewer
from app.core.db import db
from app.people.models import Enrolment, RoleGrant

DAYS = 7
MANY_DEVICES = 3  # recoveries and further devices of one manager in a week: worth a question
TIMES_THE_USUAL = 2
FEW = 10  # readings: below it a comparison says nothing


@dataclass(frozen=True, kw_only=True)
class Week:
    """What one manager did in these days, as numbers."""

    name: str
    open_cases: int
    readings: int
    clients_read: int
    recoveries: int
    further_devices: int
    usual: float | None  # readings for each case, the middle of the others; None: nobody else

    @property
    def per_case(self) -> float:
        """Readings for each open case; without cases every reading counts in full."""
        return self.readings / max(1, self.open_cases)

    @property
    def reads_much(self) -> bool:
        """More than twice what is usual in the team."""
        if self.usual is None or self.readings < FEW:
            return False
        return self.per_case > TIMES_THE_USUAL * self.usual

    @property
    def has_many_devices(self) -> bool:
        """Let in more devices than a week usually brings."""
        return self.recoveries + self.further_devices >= MANY_DEVICES


def get_week(viewer: Viewer, *, now: datetime) -> list[Week]:
    """One line a manager, who read most for her caseload first; three statements."""
    managers = team.managers_of(viewer)
    since = now - timedelta(days=DAYS)
    read, let_in = _readings(since), _ceremonies(viewer, since)
    weeks = [
        Week(
            name=one.name,
            open_cases=one.open_cases,
            readings=read.get(one.person_id, (0, 0))[0],
            clients_read=read.get(one.person_id, (0, 0))[1],
            recoveries=let_in.get((one.person_id, "recover"), 0),
            further_devices=let_in.get((one.person_id, "second_device"), 0),
            usual=None,
        )
        for one in managers
    ]
    weeks = [replace(week, usual=_usual(weeks, but=week)) for week in weeks]
    return sorted(weeks, key=lambda week: (-week.per_case, week.name.casefold()))


def _usual(weeks: Sequence[Week], *, but: Week) -> float | None:
    """The middle of what the others read for each case."""
    others = [week.per_case for week in weeks if week is not but]
    return median(others) if others else None


def _readings(since: datetime) -> dict[int, tuple[int, int]]:
    """How many readings of how many different records, by reader."""
    rows = db.session.execute(
        sa.select(
            AccessLog.person_id,
            sa.func.count(AccessLog.id),
            sa.func.count(AccessLog.client_id.distinct()),
        )
        .where(
            AccessLog.at >= since,
            AccessLog.what.startswith(f"{RecordSeen.__name__}:"),
            AccessLog.role == Role.MANAGER,
        )
        .group_by(AccessLog.person_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows if row[0] is not None}


def _ceremonies(viewer: Viewer, since: datetime) -> dict[tuple[int, str], int]:
    """How many clients' devices each manager let in, by what they were for."""
    rows = db.session.execute(
        sa.select(Enrolment.issued_by_id, Enrolment.purpose, sa.func.count(Enrolment.id))
        .join(RoleGrant, RoleGrant.id == Enrolment.role_grant_id)
        .where(
            Enrolment.state == "active",
            Enrolment.ended_at >= since,
            RoleGrant.role == Role.CLIENT,
            RoleGrant.carrier_id == viewer.carrier_id,
        )
        .group_by(Enrolment.issued_by_id, Enrolment.purpose)
    )
    return {(row[0], row[1]): row[2] for row in rows if row[0] is not None}
