"""Until when papers are valid: residence titles and course entitlements, dated, with who said so.

Never a number of a paper, never a reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from app.caseload.events import (
    CourseBegun,
    EntitlementEnded,
    EntitlementNoted,
    TitleEnded,
    TitleNoted,
)
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

Paper = TypeVar("Paper", ResidenceTitle, CourseEntitlement)


class EndsBeforeItBegins(Refused):
    """The dates are the wrong way round."""

    words = _l("The end is before the beginning.")
    field = "valid_until"


class NotYet(Refused):
    """A course that begins in the future has not begun."""

    words = _l("This day is still to come.")
    field = "on"


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What counts of a client's papers today; the first to end comes first."""

    titles: list[ResidenceTitle]
    entitlements: list[CourseEntitlement]

    def __bool__(self) -> bool:
        return bool(self.titles or self.entitlements)


def papers_of(client_id: int | None = None, *, seen_by: Viewer) -> Papers:
    """A client's papers, as far as this viewer may see her; None: her own. Two statements."""
    return Papers(
        titles=_standing(ResidenceTitle, client_id, seen_by),
        entitlements=_standing(CourseEntitlement, client_id, seen_by),
    )


def _standing(table: type[Paper], client_id: int | None, seen_by: Viewer) -> list[Paper]:
    whose = clients_of(seen_by) if client_id is None else [client_id]
    return list(
        db.session.scalars(
            sa.select(table)
            .where(
                table.client_id.in_(whose),
                table.client_id.in_(clients_of(seen_by)),
                table.ended_on.is_(None),
            )
            .order_by(table.valid_until.is_(None), table.valid_until, table.id)
        )
    )


def get_paper(table: type[Paper], paper_id: int, *, client_id: int, seen_by: Viewer) -> Paper:
    """One that counts, to be changed; raise Missing whether absent, ended or foreign."""
    found = db.session.scalar(
        sa.select(table).where(
            table.id == paper_id,
            table.client_id == client_id,
            table.client_id.in_(clients_of(seen_by)),
            table.ended_on.is_(None),
        )
    )
    if found is None:
        raise Missing
    return found


def note_title(
    client: Client,
    kind: str,
    valid_until: date | None,
    *,
    reported_by: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Write down the title she has now; it takes the place of the one before.

    The same one a second time changes nothing.
    """
    hold(client.id)
    before = _standing(ResidenceTitle, client.id, by)
    if any((one.kind, one.valid_until) == (kind, valid_until) for one in before):
        return
    for one in before:
        end_title(one, by=by, now=now)
    title = ResidenceTitle(
        client_id=client.id,
        kind=kind,
        valid_until=valid_until,
        reported_by=reported_by,
        reported_on=clock.local(now).date(),
    )
    db.session.add(title)
    db.session.flush()
    publish(TitleNoted(occurred_at=now, by=by, client_id=client.id, title_id=title.id))


def end_title(title: ResidenceTitle, *, by: Viewer, now: datetime) -> None:
    """It counts no longer."""
    title.ended_on = clock.local(now).date()
    publish(TitleEnded(occurred_at=now, by=by, client_id=title.client_id, title_id=title.id))


@dataclass(frozen=True, kw_only=True)
class NewEntitlement:
    """What stands on the paper."""

    kind: str
    obligated: bool
    issued_by_kind: str
    issued_on: date
    valid_until: date
    reported_by: str


def note_entitlement(client: Client, new: NewEntitlement, *, by: Viewer, now: datetime) -> None:
    """Write down until when she can begin a course; one of each kind counts at a time."""
    if new.valid_until < new.issued_on:
        raise EndsBeforeItBegins
    hold(client.id)
    for one in _standing(CourseEntitlement, client.id, by):
        if one.kind != new.kind:
            continue
        if (one.issued_on, one.valid_until) == (new.issued_on, new.valid_until):
            return
        end_entitlement(one, by=by, now=now)
    made = CourseEntitlement(client_id=client.id, reported_on=clock.local(now).date(), **vars(new))
    db.session.add(made)
    db.session.flush()
    publish(EntitlementNoted(occurred_at=now, by=by, client_id=client.id, entitlement_id=made.id))


def begin_course(entitlement: CourseEntitlement, on: date, *, by: Viewer, now: datetime) -> None:
    """She goes to a course since this day: the entitlement cannot lapse any more."""
    if on > clock.local(now).date():
        raise NotYet
    if entitlement.course_started_on == on:
        return
    entitlement.course_started_on = on
    _tell(CourseBegun, entitlement, by=by, now=now)


def end_entitlement(entitlement: CourseEntitlement, *, by: Viewer, now: datetime) -> None:
    """It counts no longer."""
    entitlement.ended_on = clock.local(now).date()
    _tell(EntitlementEnded, entitlement, by=by, now=now)


def _tell(
    fact: type[CourseBegun] | type[EntitlementEnded],
    entitlement: CourseEntitlement,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    publish(
        fact(
            occurred_at=now,
            by=by,
            client_id=entitlement.client_id,
            entitlement_id=entitlement.id,
        )
    )
