"""The one mechanism of all histories: a new entry ends the former, a mistake is taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa

from app.caseload.dated import Dated
from app.caseload.history_kinds import Kind, kind_of
from app.caseload.queries import clients_of
from app.caseload.service import hold
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing, Refused
from app.core.events import DomainEvent, publish
from app.core.i18n import lazy_gettext as _l

Entry = TypeVar("Entry", bound=Dated)


class NotYet(Refused):
    """What begins in the future has not begun."""

    words = _l("This day is still to come.")
    field = "since"


class LaterOneIsThere(Refused):
    """Entries follow one another: before a later one there is no room."""

    words = _l("A later entry is already there. Is it wrong? Take it back first.")
    field = "since"


def standing(table: type[Entry], *, seen_by: Viewer, client_id: int | None = None) -> list[Entry]:
    """What holds today for a client, as far as this viewer may see her; None: herself."""
    return [row for row in entries(table, seen_by=seen_by, client_id=client_id) if is_today(row)]


def entries(table: type[Entry], *, seen_by: Viewer, client_id: int | None = None) -> list[Entry]:
    """All that was ever written down, in the order of its days; one statement."""
    statement = sa.select(table).where(table.client_id.in_(clients_of(seen_by)))
    if client_id is not None:
        statement = statement.where(table.client_id == client_id)
    return list(db.session.scalars(statement.order_by(table.since, table.id)))


def is_today(row: Dated) -> bool:
    """It has not ended: no entry begins or ends in the future."""
    return row.ended_on is None


def on_day(rows: Sequence[Entry], day: date) -> list[Entry]:
    """What held on a day; at most one where only one can hold."""
    return [
        row for row in rows if row.since <= day and (row.ended_on is None or day < row.ended_on)
    ]


def get_entry(table: type[Entry], entry_id: int, *, client_id: int, seen_by: Viewer) -> Entry:
    """One entry to be changed, read when nobody else is changing it; what was taken back is gone.

    Raise Missing whether absent or foreign.
    """
    hold(client_id)
    return one_or_missing(
        sa.select(table).where(
            table.id == entry_id,
            table.client_id == client_id,
            table.client_id.in_(clients_of(seen_by)),
            table.taken_back_on.is_(None),
        )
    )


def enter(entry: Entry, *, by: Viewer, now: datetime) -> Entry:
    """Write down what holds from a day on; it ends the former. The same again changes nothing."""
    kind, today = kind_of(entry), clock.local(now).date()
    if entry.since > today:
        raise NotYet
    hold(entry.client_id)
    line = _line(kind, entry)
    former = [row for row in line if is_today(row)]
    for row in former:
        if kind.says_the_same(row, entry):
            return row
    if kind.one_of_each is not None:
        if any(entry.since < (row.ended_on or row.since) for row in line):
            raise LaterOneIsThere
        for row in former:
            end(row, on=entry.since, by=by, now=now)
    entry.reported_on = today
    entry.taken_up_on = None if by.role is Role.CLIENT else today
    db.session.add(entry)
    _tell(kind.noted, entry, by=by, now=now)
    return entry


def _line(kind: Kind, entry: Entry) -> list[Entry]:
    """The entries that this one follows or stands among, in order."""
    table = type(entry)
    same = [getattr(table, name) == getattr(entry, name) for name in kind.one_of_each or ()]
    return list(
        db.session.scalars(
            sa.select(table)
            .where(table.client_id == entry.client_id, table.taken_back_on.is_(None), *same)
            .order_by(table.since, table.id)
        )
    )


def end(entry: Dated, *, by: Viewer, now: datetime, on: date | None = None) -> None:
    """It counts no longer, from a day on or from today; what has ended stays as it is."""
    if is_today(entry):
        entry.ended_on = on or clock.local(now).date()
        _tell(kind_of(entry).ended, entry, by=by, now=now)


def take_up(entry: Dated, *, by: Viewer, now: datetime) -> None:
    """Somebody of the office has read what the client reported."""
    if entry.taken_up_on is None:
        entry.taken_up_on = clock.local(now).date()
        _tell(kind_of(entry).taken_up, entry, by=by, now=now)


def take_back(entry: Dated, *, by: Viewer, now: datetime) -> None:
    """It was a mistake: the entry lasted no day, and what it had ended goes on.

    A client takes back what she reported herself as long as nobody took it up.
    """
    kind = kind_of(entry)
    if by.role is Role.CLIENT and not kind.is_hers(entry):
        raise Missing
    before = _ended_by(entry, _line(kind, entry))
    ended_on, entry.ended_on = entry.ended_on, entry.since
    entry.taken_back_on = clock.local(now).date()
    _tell(kind.taken_back, entry, by=by, now=now)
    if before is not None:
        before.ended_on = ended_on
        _tell(kind.noted, before, by=by, now=now)


def _ended_by(entry: Entry, line: list[Entry]) -> Entry | None:
    """The entry before it, if it lasted till this one began."""
    earlier = line[: line.index(entry)]
    if kind_of(entry).one_of_each is None or not earlier:
        return None
    return earlier[-1] if earlier[-1].ended_on == entry.since else None


def _tell(fact: type[DomainEvent], entry: Dated, *, by: Viewer, now: datetime) -> None:
    """Publish it once the row has its number, and before another may stand in its place."""
    db.session.flush()
    publish(kind_of(entry).fact(fact, entry, occurred_at=now, by=by))
