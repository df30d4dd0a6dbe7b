"""Open hours as they are read: by weekday for the desk, by their next date for a client."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import OpenHours, OpenHoursClosure
from app.appointments.workdays import is_holiday
from app.caseload.models import Case, Substitution
from app.caseload.queries import ANY_CLIENT, clients_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.reading import built_once, read

HORIZON = 60  # days; a later date helps nobody today
DAY = timedelta(days=1)
Span = tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class HoursText:
    """What a manager says of one weekly time."""

    weekday: int
    opens: time
    closes: time
    place: str
    valid_from: date
    valid_to: date | None = None
    on_holidays: bool = False


@dataclass(frozen=True, kw_only=True)
class HoursCard:
    """One weekly time as it is shown, with the next dates on which it takes place."""

    id: int
    weekday: int
    opens: time
    closes: time
    place: str
    valid_from: date
    valid_to: date | None
    on_holidays: bool
    dates: tuple[date, ...]

    @property
    def next_on(self) -> date | None:
        """The next real date."""
        return self.dates[0] if self.dates else None


_COLUMNS = tuple(getattr(OpenHours, name) for name in ("id", *HoursText.__dataclass_fields__))


def dates_of(row: Any, *, closed: Collection[Span], now: datetime, most: int) -> tuple[date, ...]:
    """The next dates: neither a holiday, unless it says so, nor closed, nor over today."""
    here = clock.local(now)
    begins = max(here.date(), row.valid_from)
    ends = min(here.date() + HORIZON * DAY, row.valid_to or date.max)
    day = begins + (row.weekday - begins.weekday()) % 7 * DAY
    found: list[date] = []
    while day <= ends and len(found) < most:
        is_over = datetime.combine(day, row.closes) <= here
        is_closed = any(first <= day <= last for first, last in closed)
        if not (is_over or is_closed or (is_holiday(day) and not row.on_holidays)):
            found.append(day)
        day += 7 * DAY
    return tuple(found)


def of_my_contact(*, seen_by: Viewer) -> list[HoursCard]:
    """When a client may come to the one who helps her, the next date first; one statement."""
    if seen_by.role is not Role.CLIENT:
        return []
    rows = read(_of_my_contact(clock.today()), reader=seen_by.person_id)
    cards = _cards(rows, most=1)
    ahead = [card for card in cards if card.dates]
    return sorted(ahead, key=lambda card: (card.dates[0], card.opens))


def of_manager(viewer: Viewer) -> list[HoursCard]:
    """A manager's own weekly times, by weekday, with the next dates of each."""
    her = sa.select(sa.literal(viewer.person_id))
    return _cards(db.session.execute(_rows(her, clock.today())).all(), most=3)


@built_once
def _of_my_contact(today: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a day, for whoever is signed in."""
    managers = sa.select(Case.manager_id).where(
        Case.client_id.in_(clients_of(ANY_CLIENT)), Case.ended_on.is_(None)
    )
    return _rows(managers, today)


def _rows(managers: sa.Select[Any], today: date) -> sa.Select[*tuple[Any, ...]]:
    """Weekly times of these managers, each once for every closure ahead."""
    closures = _closures(managers, today).subquery()
    goes_on = sa.or_(OpenHours.valid_to.is_(None), OpenHours.valid_to >= today)
    return (
        sa.select(*_COLUMNS, closures.c.first_on, closures.c.last_on)
        .select_from(OpenHours)
        .outerjoin(closures, closures.c.manager_id == OpenHours.manager_id)
        .where(OpenHours.manager_id.in_(managers), goes_on)
        .order_by(OpenHours.weekday, OpenHours.opens, OpenHours.id)
    )


def _cards(rows: Sequence[Any], *, most: int) -> list[HoursCard]:
    now = clock.now()
    closed = {(row.first_on, row.last_on) for row in rows if row.first_on is not None}
    times = {row.id: row for row in rows}.values()
    return [_card(one, dates_of(one, closed=closed, now=now, most=most)) for one in times]


def _closures(managers: sa.Select[Any], today: date) -> sa.CompoundSelect[int, date, date]:
    """When they have closed, or are away and somebody stands in: nobody is in their room."""
    own, away = OpenHoursClosure, Substitution
    return sa.union_all(
        sa.select(own.manager_id, own.first_on, own.last_on).where(
            own.manager_id.in_(managers), own.last_on >= today
        ),
        sa.select(away.of_id, away.valid_from, away.valid_to).where(
            away.of_id.in_(managers), away.valid_to >= today, away.ended_at.is_(None)
        ),
    )


def _card(row: Any, dates: Iterable[date]) -> HoursCard:
    values = {name: getattr(row, name) for name in ("id", *HoursText.__dataclass_fields__)}
    return HoursCard(**values, dates=tuple(dates))


def get_hours(hours_id: int, *, seen_by: Viewer) -> OpenHours:
    """Return one of the manager's own times; Missing whether absent or somebody else's."""
    return one_or_missing(
        sa.select(OpenHours).where(
            OpenHours.id == hours_id, OpenHours.manager_id == seen_by.person_id
        )
    )


def closures_of(viewer: Viewer) -> list[OpenHoursClosure]:
    """When the manager's open hours do not take place, from today on."""
    return list(
        db.session.scalars(
            sa.select(OpenHoursClosure)
            .where(
                OpenHoursClosure.manager_id == viewer.person_id,
                OpenHoursClosure.last_on >= clock.today(),
            )
            .order_by(OpenHoursClosure.first_on, OpenHoursClosure.id)
        )
    )


def get_closure(closure_id: int, *, seen_by: Viewer) -> OpenHoursClosure:
    """Return one of the manager's own closures; Missing whether absent or somebody else's."""
    return one_or_missing(
        sa.select(OpenHoursClosure).where(
            OpenHoursClosure.id == closure_id, OpenHoursClosure.manager_id == seen_by.person_id
        )
    )
