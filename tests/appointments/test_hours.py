"""Open hours: the next real date, what is left out, and whose they are."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.appointments import hours, hours_queries
from app.appointments.hours_queries import HoursText
from app.appointments.models import OpenHours, OpenHoursClosure
from app.appointments.refusals_desk import (
    ClosesTooEarly,
    DaysAreOver,
    EndsTooEarly,
    HoursEnough,
    LastBeforeFirst,
)
from app.audit.models import AccessLog
from app.caseload.models import Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Missing
from tests import build
from tests.cast import Member

pytestmark = pytest.mark.usefixtures("at_carrier")
NOON = clock.instant(datetime(2026, 12, 1, 12))  # a Tuesday


def text(**other: Any) -> HoursText:
    """Tuesdays from two to four in room 12, since long ago."""
    values: dict[str, Any] = {
        "weekday": 1,
        "opens": time(14),
        "closes": time(16),
        "place": "Zimmer 12",
        "valid_from": date(2026, 1, 1),
        **other,
    }
    return HoursText(**values)


def open_at(by: Member, **other: Any) -> None:
    with transaction():
        hours.add(text(**other), by=by.viewer, now=clock.now())


def dates(now: datetime = NOON, closed: tuple[Any, ...] = (), **other: Any) -> list[str]:
    """The next three dates of such hours."""
    row = OpenHours(manager_id=1, **vars(text(**other)))
    found = hours_queries.dates_of(row, closed=closed, now=now, most=3)
    return [day.isoformat() for day in found]


def test_the_next_dates_are_real_ones() -> None:
    assert dates() == ["2026-12-01", "2026-12-08", "2026-12-15"]
    assert dates(weekday=4) == ["2026-12-04", "2026-12-11", "2026-12-18"]
    after = clock.instant(datetime(2026, 12, 1, 16))
    assert dates(now=after)[0] == "2026-12-08"
    during = clock.instant(datetime(2026, 12, 1, 15, 59))
    assert dates(now=during)[0] == "2026-12-01"


def test_holidays_and_closed_days_are_left_out() -> None:
    before = clock.instant(datetime(2026, 12, 21, 9))
    assert dates(now=before, weekday=4) == ["2027-01-08", "2027-01-15", "2027-01-22"]
    kept = dates(now=before, weekday=4, on_holidays=True)
    assert kept == ["2026-12-25", "2027-01-01", "2027-01-08"]
    closed = ((date(2026, 12, 1), date(2026, 12, 8)),)
    assert dates(closed=closed) == ["2026-12-15", "2026-12-22", "2026-12-29"]
    assert dates(closed=((date(2026, 11, 1), date(2027, 12, 1)),)) == []


def test_a_season_begins_and_ends() -> None:
    assert dates(valid_from=date(2026, 12, 9))[0] == "2026-12-15"
    assert dates(valid_to=date(2026, 12, 8)) == ["2026-12-01", "2026-12-08"]
    assert dates(valid_from=date(2028, 1, 1)) == []


def test_a_client_sees_those_of_the_one_who_helps_her(
    selam: Member, jana: Member, brandt: Member
) -> None:
    open_at(jana)
    open_at(jana, weekday=3, opens=time(9), closes=time(10))
    found = hours_queries.of_my_contact(seen_by=selam.viewer)
    assert len(found) == 2
    assert found[0].next_on is not None
    assert found[0].next_on <= (found[1].next_on or date.min)
    first = found[0].next_on
    with transaction():
        hours.close(first, first, by=jana.viewer, now=clock.now())
    assert first not in [one.next_on for one in hours_queries.of_my_contact(seen_by=selam.viewer)]
    assert hours_queries.of_manager(brandt.viewer) == []


def test_nobody_is_sent_to_the_room_of_somebody_who_is_away(selam: Member, jana: Member) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    open_at(jana, weekday=tomorrow.weekday(), on_holidays=True)
    (found,) = hours_queries.of_my_contact(seen_by=selam.viewer)
    assert found.next_on == tomorrow
    deniz, _grant = build.person("Deniz", "de", Role.MANAGER, carrier_id=jana.grant.carrier_id)
    away = Substitution(
        of_id=jana.person.id,
        by_id=deniz.id,
        valid_from=tomorrow,
        valid_to=tomorrow + timedelta(days=6),
        reason="Urlaub",
    )
    with transaction() as session:
        session.add(away)
    (found,) = hours_queries.of_my_contact(seen_by=selam.viewer)
    assert found.next_on == tomorrow + timedelta(days=7)
    with transaction():
        away.ended_at = clock.now()
    (found,) = hours_queries.of_my_contact(seen_by=selam.viewer)
    assert found.next_on == tomorrow


def test_what_is_wrong_is_refused_and_the_same_twice_is_one(jana: Member) -> None:
    now, by = clock.now(), jana.viewer
    for wrong, why in (
        ({"closes": time(14)}, ClosesTooEarly),
        ({"valid_to": date(2025, 1, 1)}, EndsTooEarly),
    ):
        with pytest.raises(why):
            hours.add(text(**wrong), by=by, now=now)
    with pytest.raises(LastBeforeFirst):
        hours.close(date(2026, 12, 2), date(2026, 12, 1), by=by, now=now)
    with pytest.raises(DaysAreOver):
        hours.close(date(1999, 1, 1), clock.today() - timedelta(days=1), by=by, now=now)
    for _twice in range(2):
        open_at(jana)
        with transaction():
            hours.close(clock.today(), clock.today(), by=by, now=now)
    assert db.session.scalar(sa.select(sa.func.count(OpenHours.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(OpenHoursClosure.id))) == 1
    assert list(db.session.scalars(sa.select(AccessLog.what))) == []  # in no client's record
    for minute in range(1, hours.MOST):
        open_at(jana, opens=time(14, minute))
    with pytest.raises(HoursEnough):
        hours.add(text(opens=time(13)), by=by, now=now)


def test_nobody_elses_hours_are_found(jana: Member, brandt: Member) -> None:
    open_at(jana)
    with transaction():
        hours.close(clock.today(), clock.today() + timedelta(1), by=jana.viewer, now=clock.now())
    (mine,), (closed,) = (
        hours_queries.of_manager(jana.viewer),
        hours_queries.closures_of(jana.viewer),
    )
    assert hours_queries.get_hours(mine.id, seen_by=jana.viewer).place == "Zimmer 12"
    with pytest.raises(Missing):
        hours_queries.get_hours(mine.id, seen_by=brandt.viewer)
    with pytest.raises(Missing):
        hours_queries.get_closure(closed.id, seen_by=brandt.viewer)
