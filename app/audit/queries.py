"""Who looked into a client's record: read from the trail, for her and for the desk beside her."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.audit.events import RecordSeen
from app.audit.models import AccessLog
from app.caseload.models import Client, ManagerProfile
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Log, Role, Viewer
from app.core.db import UtcDateTime, db
from app.people.models import Person

AT_ONCE = 50  # rows on one page
TOLD = timedelta(days=30)  # how long her first page says that a team lead read notes about her
_SEEN = f"{RecordSeen.__name__}:"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Somebody opened a record: who in which role, what kind of page, when."""

    id: int
    who: str | None  # None: nobody knows the name any more; the role still stands
    role: Role
    log: Log
    at: datetime
    reason: str | None  # in the reader's own words, where a reason is asked for
    stood_in: bool  # a substitute


def readings_of(viewer: Viewer, *, before: int | None = None) -> list[Reading]:
    """Who looked at the record of the client in front, newest first."""
    return _readings(clients_of(viewer), before)


def readings_of_client(
    client_id: int, *, seen_by: Viewer, before: int | None = None
) -> list[Reading]:
    """The same list as the client reads it, for one client of this viewer."""
    return _readings(
        sa.select(sa.literal(client_id)).where(sa.literal(client_id).in_(clients_of(seen_by))),
        before,
    )


def is_older(than: int) -> sa.ColumnElement[bool]:
    """What comes after this row, the newest first and in the order of the indexes."""
    at = sa.select(AccessLog.at).where(AccessLog.id == than).scalar_subquery()
    return sa.or_(AccessLog.at < at, sa.and_(AccessLog.at == at, AccessLog.id < than))


def _readings(client_id: sa.Select[int], before: int | None) -> list[Reading]:
    """One page of readings of one client; `before` is the id after which the next page begins."""
    statement = (
        sa.select(
            AccessLog.id,
            AccessLog.role,
            AccessLog.what,
            AccessLog.at,
            AccessLog.reason,
            AccessLog.stood_in,
            sa.func.coalesce(ManagerProfile.full_name, Person.full_name, Person.call_name).label(
                "full_name"
            ),
        )
        .outerjoin(ManagerProfile, ManagerProfile.person_id == AccessLog.person_id)
        .outerjoin(Person, Person.id == AccessLog.person_id)
        .where(
            # One value, and no list: so the index is read in its order, however long the trail.
            AccessLog.client_id == client_id.scalar_subquery(),
            AccessLog.what.startswith(_SEEN),
        )
        .order_by(AccessLog.at.desc(), AccessLog.id.desc())
        .limit(AT_ONCE)
    )
    if before is not None:
        statement = statement.where(is_older(before))
    return [
        Reading(
            id=row.id,
            who=row.full_name,
            role=Role(row.role),
            log=Log(row.what.removeprefix(_SEEN)),
            at=row.at,
            reason=row.reason,
            stood_in=row.stood_in,
        )
        for row in db.session.execute(statement)
    ]


def _told_since() -> datetime:
    return clock.now() - TOLD


def notes_read_at() -> sa.Label[datetime]:
    """When a team lead last read notes about a client, lately; for statements on Client."""
    return (
        sa.select(sa.func.max(AccessLog.at))
        .where(
            AccessLog.client_id == Client.id,
            AccessLog.role == Role.TEAM_LEAD,
            AccessLog.what == f"{_SEEN}{Log.NOTES}",
            AccessLog.at > sa.bindparam("told_since", callable_=_told_since, type_=UtcDateTime()),
        )
        .correlate(Client)
        .scalar_subquery()
        .label("client_notes_read_at")
    )
