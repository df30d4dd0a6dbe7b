"""Until when papers are valid: residence titles and course entitlements, with who said so.

Never a number of a paper, never a reason. They are histories like all others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from app.caseload import histories
from app.caseload.events import CourseBegun
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.core import clock
from app.core.access import Viewer
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

Paper = TypeVar("Paper", ResidenceTitle, CourseEntitlement)


class EndsBeforeItBegins(Refused):
    """The dates are the wrong way round."""

    words = _l("The end is before the beginning.")
    field = "valid_until"


class NotYet(histories.NotYet):
    """A course that begins in the future has not begun."""

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
    found = histories.standing(table, client_id=client_id, seen_by=seen_by)
    return sorted(found, key=lambda one: one.valid_until or date.max)


def get_paper(table: type[Paper], paper_id: int, *, client_id: int, seen_by: Viewer) -> Paper:
    """One that counts, to be changed; raise Missing whether absent, ended or foreign."""
    found = histories.get_entry(table, paper_id, client_id=client_id, seen_by=seen_by)
    if not histories.is_today(found):
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
    """Write down the title she has now; it takes the place of the one before."""
    title = ResidenceTitle(
        client_id=client.id,
        kind=kind,
        valid_until=valid_until,
        since=clock.local(now).date(),
        reported_by=reported_by,
    )
    histories.enter(title, by=by, now=now)


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
    histories.enter(CourseEntitlement(client_id=client.id, **vars(new)), by=by, now=now)


def begin_course(entitlement: CourseEntitlement, on: date, *, by: Viewer, now: datetime) -> None:
    """She goes to a course since this day: the entitlement cannot lapse any more."""
    if on > clock.local(now).date():
        raise NotYet
    if entitlement.course_started_on == on:
        return
    entitlement.course_started_on = on
    publish(
        CourseBegun(
            occurred_at=now,
            by=by,
            client_id=entitlement.client_id,
            entitlement_id=entitlement.id,
        )
    )
