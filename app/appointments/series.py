"""Series: the dates of one act, each an appointment of its own at the same hour of the clock.

Written out when they are made, because reminders need rows; so there is a bound.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta, weekday

from app.appointments import service
from app.appointments.making import make
from app.appointments.meeting import Meeting, When
from app.appointments.models import COMING, TAKES_PART, Appointment, Participation
from app.appointments.refusals_desk import NoDateLeft, NotARhythm, TooManyAtOnce
from app.appointments.workdays import is_holiday, nth_of
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Role, Viewer
from app.core.db import db

MOST = 52  # dates of one series
MOST_PARTS = 400  # dates times people
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How often, and until when: a day or a number of dates, at least one of them."""

    word: str  # of RHYTHMS
    until: date | None = None
    count: int | None = None
    skips_holidays: bool = True

    def dates_from(self, first: date) -> list[date]:
        """Every date from the first one on; holidays are left out and do not count."""
        if self.until is None and not 0 < (self.count or 0) <= MOST:
            raise NotARhythm
        found: list[date] = []
        for number in range(2 * MOST):  # holidays never are every second date
            day = self._date(first, number)
            if (self.until and day > self.until) or len(found) == (self.count or MOST + 1):
                break
            if not (self.skips_holidays and is_holiday(day)):
                found.append(day)
        if len(found) > MOST:
            raise NotARhythm
        return found

    def _date(self, first: date, number: int) -> date:
        """The date so many times after the first one, holiday or not."""
        if self.word == "monthly":
            return _same_weekday(first, months=number)
        return first + number * (2 * WEEK if self.word == "fortnightly" else WEEK)


def _same_weekday(first: date, *, months: int) -> date:
    """The same one of its weekday, so many months later: every third Tuesday."""
    nth = nth_of(first)
    counted_from = 1 if nth > 0 else 31  # the last day there is
    that_one = weekday(first.weekday(), nth)
    return first + relativedelta(months=months, day=counted_from, weekday=that_one)


def make_all(
    clients: Sequence[Client],
    *,
    what: Meeting,
    dates: Sequence[date],
    rhythm: str,
    by: Viewer,
    now: datetime,
) -> list[Appointment]:
    """Make an appointment on each of these dates. She is told once; reminders stand for each."""
    if not dates:
        raise NoDateLeft
    if len(dates) > MOST or len(dates) * len(clients) > MOST_PARTS:
        raise TooManyAtOnce
    series = uuid.uuid4()
    return [
        make(
            clients,
            what=replace(what, when=_on(day, what.when)),
            by=by,
            now=now,
            series=series,
            rhythm=rhythm,
            is_more=number > 0,
        )
        for number, day in enumerate(sorted(set(dates)))
    ]


def _on(day: date, when: When) -> When:
    """The same hour on another day."""
    return _at(datetime.combine(day, when.starts_local.time()), when)


def _at(starts_local: datetime, when: When) -> When:
    """The same length at another time; which of the autumn hour's two only where it matters."""
    if starts_local == when.starts_local:
        return when
    return replace(when, starts_local=starts_local, is_second=bool(when.is_second))


def this_and_after(appointment: Appointment) -> list[Appointment]:
    """Those of a series that still stand, from this one on, locked for a change."""
    if appointment.series is None:
        return [appointment]
    later = db.session.scalars(
        sa.select(Appointment)
        .where(
            Appointment.series == appointment.series,
            Appointment.starts_at > appointment.starts_at,
            Appointment.state.in_(COMING),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [appointment, *later]


def of_client(appointment: Appointment, by: Viewer) -> list[Appointment]:
    """The same as far as this client takes part: of a group she may have left some dates."""
    dates = this_and_after(appointment)
    hers = sa.select(Participation.appointment_id).where(
        Participation.appointment_id.in_([one.id for one in dates]),
        Participation.client_id.in_(clients_of(by)),
        TAKES_PART,
    )
    found = set(db.session.scalars(hers))
    return [one for one in dates if one.id in found]


def move_all(
    appointment: Appointment,
    *,
    to: When,
    place: str,
    address: str,
    link: str | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Move this one and all after it by as much on the clock; she is told once."""
    by_so_much, is_told = to.starts_local - appointment.starts_local, False
    for one in this_and_after(appointment):
        before = one.version
        service.move(
            one,
            to=_at(one.starts_local + by_so_much, to),
            place=place,
            address=address,
            link=link,
            by=by,
            now=now,
            is_more=is_told,
        )
        is_told = is_told or one.version != before


def cancel_all(appointment: Appointment, *, by: Viewer, now: datetime) -> None:
    """Cancel this one and all after it; she is told once. A client cancels those she is part of."""
    is_hers = by.role is Role.CLIENT
    dates = of_client(appointment, by) if is_hers else this_and_after(appointment)
    for number, one in enumerate(dates):
        service.cancel(one, by=by, now=now, is_more=number > 0)
