"""What the first manager of the demo town has regularly: a course, a group, open hours."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.appointments import hours, series, service
from app.appointments.hours_queries import HoursText
from app.appointments.meeting import Meeting, When
from app.appointments.series import Rhythm
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db

ROOM = "Rathaus, Zimmer 12-B"
DAY = timedelta(days=1)
CAST = ("Selam", "Ahmad")  # their stories have appointments enough
COURSE_DATES = 10
GROUP_SIZE = 5


def add_meetings(desk: Viewer, *, now: datetime) -> None:
    """A German course for Oksana, a language café for some, and when anybody may come."""
    clients = db.session.scalars(
        sa.select(Client).where(Client.given_name.not_in(CAST)).order_by(Client.id)
    ).all()
    _add_course([one for one in clients if one.given_name == "Oksana"][:1], by=desk, now=now)
    _add_cafe(list(clients[:GROUP_SIZE]), by=desk, now=now)
    _add_hours(by=desk, now=now)


def _add_course(clients: list[Client], *, by: Viewer, now: datetime) -> None:
    """Every week on the same weekday; holidays are left out."""
    first = datetime.combine(_next(weekday=2, after=9), time(9))
    what = Meeting(
        kind="course",
        when=When(starts_local=first, minutes=180),
        place="Volkshochschule, Raum 21",
        address="Karlstraße 1, 71332 Waiblingen",
        own_things=("Heft und Stift",),
    )
    dates = Rhythm(word="weekly", count=COURSE_DATES).dates_from(first.date())
    if clients:
        series.make_all(clients, what=what, dates=dates, rhythm="weekly", by=by, now=now)


def _add_cafe(clients: list[Client], *, by: Viewer, now: datetime) -> None:
    """One meeting of several, who do not see each other here."""
    starts = datetime.combine(_next(weekday=3, after=10), time(16))
    what = Meeting(
        kind="group",
        when=When(starts_local=starts, minutes=90),
        place="Haus der Begegnung, Saal",
        address="Talstraße 9, 71332 Waiblingen",
        note="Sprachcafé: Wir reden Deutsch bei Kaffee und Tee.",
    )
    if clients:
        service.make(clients, what=what, by=by, now=now)


def _add_hours(*, by: Viewer, now: datetime) -> None:
    for weekday, opens, closes in ((1, time(14), time(16)), (3, time(9), time(11))):
        text = HoursText(
            weekday=weekday,
            opens=opens,
            closes=closes,
            place=ROOM,
            valid_from=clock.today() - 30 * DAY,
        )
        hours.add(text, by=by, now=now)


def _next(*, weekday: int, after: int) -> date:
    """The next day of the week, so many days from today at the earliest."""
    day = clock.today() + after * DAY
    return day + (weekday - day.weekday()) % 7 * DAY
