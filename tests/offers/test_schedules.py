"""When it is open: weekdays, months, holidays, the nights when the clocks change."""

from datetime import date, datetime, time, timedelta

import pytest

from app.offers import schedules
from app.offers.schedules import HOLIDAYS, Rule, holiday_on, opening_at, slots

MONDAYS = Rule(byday="MO", opens_at=time(9), closes_at=time(12))


def days(rule: Rule, first: date, last: date) -> list[date]:
    return [slot.starts.date() for slot in slots([rule], first=first, last=last)]


def test_open_until_the_minute_it_closes() -> None:
    assert opening_at([MONDAYS], datetime(2026, 11, 23, 8, 59)).now is None
    open_now = opening_at([MONDAYS], datetime(2026, 11, 23, 9)).now
    assert open_now is not None
    assert open_now.ends == datetime(2026, 11, 23, 12)
    assert opening_at([MONDAYS], datetime(2026, 11, 23, 12)).now is None


def test_while_open_the_next_is_the_one_after() -> None:
    afternoon = Rule(byday="MO", opens_at=time(14), closes_at=time(16))
    opening = opening_at([afternoon, MONDAYS], datetime(2026, 11, 23, 10))
    assert opening.next is not None
    assert opening.next.starts == datetime(2026, 11, 23, 14)


def test_every_second_tuesday_and_last_friday_of_the_month() -> None:
    second = Rule(byday="2TU", freq="MONTHLY", opens_at=time(18), closes_at=time(20))
    last = Rule(byday="-1FR", freq="MONTHLY", opens_at=time(18), closes_at=time(20))
    year = (date(2026, 9, 1), date(2026, 11, 30))
    assert days(second, *year) == [date(2026, 9, 8), date(2026, 10, 13), date(2026, 11, 10)]
    assert days(last, *year) == [date(2026, 9, 25), date(2026, 10, 30), date(2026, 11, 27)]


def test_every_second_week_counts_from_its_first_day() -> None:
    rule = Rule(
        byday="WE", interval=2, opens_at=time(9), closes_at=time(10),
        valid_from=date(2026, 9, 2), valid_to=date(2026, 10, 14),
    )  # fmt: skip
    assert days(rule, date(2026, 9, 10), date(2026, 12, 31)) == [
        date(2026, 9, 16), date(2026, 9, 30), date(2026, 10, 14),
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2026, 2027])
def test_on_holidays_of_baden_wuerttemberg_it_is_closed(year: int) -> None:
    daily = Rule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(9), closes_at=time(10))
    open_days = set(days(daily, date(year, 1, 1), date(year, 12, 31)))
    all_days = {date(year, 1, 1) + timedelta(days=n) for n in range(365)}
    closed = all_days - open_days
    assert len(closed) == 12
    assert {date(year, 1, 6), date(year, 11, 1)} < closed  # of this state, not of all Germany
    assert {holiday_on(day) for day in closed} == set(HOLIDAYS.values())


def test_holidays_are_known_to_our_catalogues_whatever_the_server_speaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    schedules._calendar.cache_clear()
    assert holiday_on(date(2026, 6, 4)) == "Corpus Christi"
    assert holiday_on(date(2026, 12, 24)) is None


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_when_the_clocks_change_it_is_open_at_the_same_wall_time(day: date) -> None:
    sundays = Rule(byday="SU", opens_at=time(1, 30), closes_at=time(14))
    for at in (time(1, 30), time(3, 30), time(13, 59)):
        assert opening_at([sundays], datetime.combine(day, at)).now is not None
    assert opening_at([sundays], datetime.combine(day, time(14))).now is None


def test_a_course_that_begins_in_spring_is_found_and_one_that_ended_is_not() -> None:
    coming = Rule(byday="MO", opens_at=time(9), closes_at=time(10), valid_from=date(2027, 4, 1))
    over = Rule(byday="MO", opens_at=time(9), closes_at=time(10), valid_to=date(2026, 4, 1))
    now = datetime(2026, 11, 24, 8)
    opening = opening_at([coming, over], now)
    assert opening.next is not None
    assert opening.next.starts == datetime(2027, 4, 5, 9)
    assert opening_at([over], now).next is None
    assert opening_at([], now).next is None
