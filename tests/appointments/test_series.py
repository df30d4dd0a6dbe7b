"""Series: the dates they have, the clock on the wall, and that one act is told once."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.appointments import own, queries, series, service
from app.appointments.models import COMING, Appointment
from app.appointments.refusals_desk import NoDateLeft, NotARhythm, TooManyAtOnce
from app.appointments.series import Rhythm
from app.appointments.service import When
from app.appointments.workdays import is_holiday
from app.caseload.queries import clients_of
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.notices.models import CallListEntry, Reminder
from tests.appointments import scene
from tests.appointments.conftest import in_days, meeting
from tests.cast import Member

pytestmark = pytest.mark.usefixtures("at_carrier")
TUESDAY = date(2026, 12, 1)


def make(*members: Member, count: int = 4, day: int = 5, **more: object) -> list[Appointment]:
    """A weekly series of the cast with their manager; no holiday is left out."""
    manager = members[0].manager
    assert manager is not None
    first = in_days(day, 14)
    rhythm = Rhythm(word="weekly", count=count, skips_holidays=False)
    what = meeting(**{"when": When(starts_local=first, minutes=60), **more})
    with transaction():
        return series.make_all(
            [member.client for member in members if member.client],
            what=what,
            dates=rhythm.dates_from(first.date()),
            rhythm="weekly",
            by=manager.viewer,
            now=clock.now(),
        )


def news() -> list[tuple[str, int]]:
    """What is told at once: which word, of which appointment."""
    words = ("changed", "cancelled", "proposed", "answered")
    rows = db.session.execute(sa.select(Reminder.offset, Reminder.subject_id).order_by(Reminder.id))
    return [(row.offset, row.subject_id) for row in rows if row.offset in words]


def more() -> list[int]:
    """How many dates more each news says, the last one first."""
    rows = db.session.scalars(sa.select(Reminder.params).order_by(Reminder.id.desc()))
    return [row["more"] for row in rows if row]


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm(word="weekly", count=3), ["2026-12-01", "2026-12-08", "2026-12-15"]),
        (Rhythm(word="fortnightly", count=3), ["2026-12-01", "2026-12-15", "2026-12-29"]),
        (Rhythm(word="monthly", count=3), ["2026-12-01", "2027-01-05", "2027-02-02"]),
        (Rhythm(word="weekly", until=date(2026, 12, 8)), ["2026-12-01", "2026-12-08"]),
        (Rhythm(word="weekly", until=date(2026, 12, 14), count=9), ["2026-12-01", "2026-12-08"]),
        (Rhythm(word="weekly", until=date(2026, 11, 1)), []),
    ],
)  # fmt: skip
def test_the_dates_of_a_rhythm(rhythm: Rhythm, days: list[str]) -> None:
    assert [day.isoformat() for day in rhythm.dates_from(TUESDAY)] == days


def test_a_fifth_weekday_is_the_last_one_in_other_months() -> None:
    found = Rhythm(word="monthly", count=5).dates_from(date(2026, 9, 29))
    assert found == [
        date(2026, 9, 29), date(2026, 10, 27), date(2026, 11, 24), date(2026, 12, 29),
        date(2027, 1, 26),
    ]  # fmt: skip


def test_holidays_are_left_out_by_choice_and_do_not_count() -> None:
    friday = date(2026, 12, 18)
    assert is_holiday(friday + timedelta(7))
    kept = Rhythm(word="weekly", count=4, skips_holidays=False).dates_from(friday)
    left = Rhythm(word="weekly", count=4).dates_from(friday)
    assert [day.isoformat() for day in kept] == [
        "2026-12-18", "2026-12-25", "2027-01-01", "2027-01-08",
    ]  # fmt: skip
    assert [day.isoformat() for day in left] == [
        "2026-12-18", "2027-01-08", "2027-01-15", "2027-01-22",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rhythm",
    [
        Rhythm(word="weekly"),
        Rhythm(word="weekly", count=0),
        Rhythm(word="weekly", count=53),
        Rhythm(word="weekly", until=TUESDAY + timedelta(weeks=60)),
    ],
)
def test_a_series_has_an_end_and_at_most_52_dates(rhythm: Rhythm) -> None:
    with pytest.raises(NotARhythm):
        rhythm.dates_from(TUESDAY)


def test_each_date_is_an_appointment_with_its_own_reminders_and_calendar_entry(
    selam: Member,
) -> None:
    made = make(selam)
    assert len({one.series for one in made}) == 1
    assert len({one.ics_uid for one in made}) == 4
    assert [one.starts_local - made[0].starts_local for one in made] == [
        timedelta(weeks=number) for number in range(4)
    ]
    for one in made[1:]:
        offsets = sa.select(Reminder.offset).where(Reminder.subject_id == one.id)
        assert set(db.session.scalars(offsets)) == {"d3", "d1", "h2"}
    again = make(selam)  # the second tap
    assert [one.id for one in again] == [one.id for one in made]


def test_the_hour_on_the_wall_stays_through_a_change_of_clocks(selam: Member) -> None:
    made = make(selam, count=52)
    assert {one.starts_local.time() for one in made} == {time(14)}
    offsets = {(one.starts_local - one.starts_at.replace(tzinfo=None)) for one in made}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


def test_without_a_device_somebody_calls_once_not_for_each_date(selam: Member) -> None:
    made = make(selam)
    assert list(db.session.scalars(sa.select(CallListEntry.subject_id))) == [made[0].id]


def test_moving_all_that_follow_is_told_once(selam: Member, jana: Member) -> None:
    first, second, third, fourth = make(selam)
    scene.move(third, jana, days=21)  # one of them alone: the others stay
    assert [one.version for one in (first, second, third, fourth)] == [1, 1, 2, 1]
    assert news() == [("changed", third.id)]
    deviates = third.starts_local - second.starts_local
    to = When(starts_local=second.starts_local + timedelta(days=1, hours=1), minutes=90)
    with transaction():
        series.move_all(
            second, to=to, place="Zimmer 4", address="Hier", by=jana.viewer, now=clock.now()
        )
    assert first.version == 1
    assert second.starts_local == in_days(13, 15)
    assert third.starts_local - second.starts_local == deviates  # moved by as much
    assert fourth.starts_local == in_days(27, 15)
    assert {one.place for one in (second, third, fourth)} == {"Zimmer 4"}
    assert news() == [("changed", third.id), ("changed", second.id)]
    assert more() == [2]
    for one in (second, third, fourth):
        standing = sa.select(Reminder.version).where(
            Reminder.subject_id == one.id, Reminder.state == "planned"
        )
        assert set(db.session.scalars(standing)) == {one.version}


def test_cancelling_all_that_follow_is_told_once(selam: Member, jana: Member) -> None:
    first, *rest = make(selam)
    for _twice in range(2):
        with transaction():
            series.cancel_all(rest[0], by=jana.viewer, now=clock.now())
    assert [one.state for one in (first, *rest)] == ["confirmed", *["cancelled_staff"] * 3]
    assert news() == [("cancelled", rest[0].id)]
    assert more() == [2]
    waiting = sa.select(Reminder.subject_id).where(
        Reminder.state == "planned", Reminder.subject == "appointment"
    )
    assert set(db.session.scalars(waiting)) == {first.id}


def test_cancelling_one_leaves_the_others(selam: Member) -> None:
    first, second, *_rest = make(selam)
    scene.cancel(second, selam)
    assert (first.state, second.state) == ("confirmed", "cancelled_client")
    assert len(series.this_and_after(first)) == 3


def test_one_refused_date_undoes_the_whole_act(selam: Member, jana: Member) -> None:
    made = make(selam)
    before = [one.starts_local for one in made]
    wrong = datetime.combine(clock.today() - timedelta(days=20), time(10))
    with pytest.raises(Refused), transaction():
        series.move_all(
            made[1],
            to=When(starts_local=wrong, minutes=45),
            place="A",
            address="B",
            by=jana.viewer,
            now=clock.now(),
        )
    for one in made:
        db.session.refresh(one)
    assert [one.starts_local for one in made] == before


def test_she_sees_the_next_one_and_until_when(selam: Member, jana: Member) -> None:
    first, second, third, fourth = make(selam)
    mine = clients_of(selam.viewer)
    (card,) = queries.coming(mine, seen_by=selam.viewer, folded=True)
    assert (card.id, card.repeats, card.series_until) == (first.id, True, fourth.starts_local)
    assert len(queries.coming(mine, seen_by=selam.viewer)) == 4
    assert [one.id for one in queries.dates_of(card, seen_by=selam.viewer)] == [
        one.id for one in (first, second, third, fourth)
    ]
    scene.cancel(first, selam)
    with transaction():
        series.cancel_all(third, by=jana.viewer, now=clock.now())
    (card,) = queries.coming(mine, seen_by=selam.viewer, folded=True)
    assert (card.id, card.repeats) == (second.id, False)
    past = own.own_past(selam.viewer)
    assert [one.id for one in past] == [first.id]


def test_two_series_and_two_clients_do_not_fold_each_other(selam: Member, ahmad: Member) -> None:
    hers, his = make(selam), make(ahmad)
    other = make(selam, day=6)
    ahead = queries.coming(clients_of(selam.viewer), seen_by=selam.viewer, folded=True)
    assert [card.id for card in ahead] == [hers[0].id, other[0].id]
    ahead = queries.coming(clients_of(ahmad.viewer), seen_by=ahmad.viewer, folded=True)
    assert [card.id for card in ahead] == [his[0].id]


def test_a_series_needs_a_date_and_has_a_bound(selam: Member, jana: Member) -> None:
    assert selam.client
    many = [TUESDAY + timedelta(days=day) for day in range(53)]
    for dates, why in (([], NoDateLeft), (many, TooManyAtOnce)):
        with pytest.raises(why):
            series.make_all(
                [selam.client],
                what=meeting(),
                dates=dates,
                rhythm="weekly",
                by=jana.viewer,
                now=clock.now(),
            )


def test_what_is_no_series_is_itself_alone(selam: Member, jana: Member) -> None:
    assert selam.client
    with transaction():
        made = service.make([selam.client], what=meeting(), by=jana.viewer, now=clock.now())
        series.cancel_all(made, by=jana.viewer, now=clock.now())
    assert made.state not in COMING
