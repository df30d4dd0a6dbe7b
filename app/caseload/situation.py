"""A client's situation on one screen: what holds today, what was before, what follows from it."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.carriers.hints import Hint
from app.caseload import histories
from app.caseload import situation_words as words
from app.caseload.dated import Dated
from app.caseload.history_kinds import KINDS, Kind
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.core import clock
from app.core.access import Viewer

SOON = 90  # days ahead in which an end is worth a talk: as long as the first reminder


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One history of a client."""

    kind: Kind
    entries: list[Dated]

    @property
    def today(self) -> list[Dated]:
        """What holds."""
        return [one for one in self.entries if histories.is_today(one)]

    @property
    def before(self) -> list[Dated]:
        """What held once, the last first; without mistakes."""
        over = [one for one in self.entries if one.ended_on and not one.taken_back_on]
        return over[::-1]

    @property
    def mistakes(self) -> list[Dated]:
        """What was taken back."""
        return [one for one in self.entries if one.taken_back_on]


def situation_of(client_id: int | None = None, *, seen_by: Viewer) -> list[Chapter]:
    """All histories of a client; None: her own. One statement for each."""
    return [
        Chapter(
            kind=kind, entries=histories.entries(kind.table, client_id=client_id, seen_by=seen_by)
        )
        for kind in KINDS.values()
    ]


def ends_soon(kind: Kind, entry: Dated) -> bool:
    """A paper, a right or a rule is nearly over, or is already."""
    ends = kind.ends_on(entry)
    return ends is not None and ends <= clock.today() + timedelta(days=SOON)


def hint_of(kind: Kind, entry: Dated) -> Hint | None:
    """What a manager should think of when something ends soon; else nothing."""
    return words.LEGAL[kind.key] if ends_soon(kind, entry) else None


def title_expires_within(days: int) -> sa.ColumnElement[bool]:
    """For statements on Client: a residence title ends in so many days, or is over already."""
    return _has(ResidenceTitle, ResidenceTitle.valid_until <= _day(days))


def right_lapses_within(days: int) -> sa.ColumnElement[bool]:
    """For statements on Client: her right to a course lapses, and no course was begun."""
    not_begun = CourseEntitlement.course_started_on.is_(None)
    return _has(CourseEntitlement, not_begun, CourseEntitlement.valid_until <= _day(days))


def reported_news() -> sa.ColumnElement[bool]:
    """For statements on Client: she reported something that nobody took up."""
    tables = [kind.table for kind in KINDS.values() if kind.by_client]
    return sa.or_(*(_has(table, table.taken_up_on.is_(None)) for table in tables))


def _day(days: int) -> sa.BindParameter[object]:
    """So many days from the day on which the statement runs."""
    ahead = timedelta(days=days)
    return sa.bindparam(None, callable_=lambda: clock.today() + ahead, type_=sa.Date())


def _has(table: type[Dated], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The client has something that holds today and for which these hold."""
    is_hers = (table.carrier_id == Client.carrier_id, table.client_id == Client.id)
    return sa.exists().where(*is_hers, table.ended_on.is_(None), *where).correlate(Client)
