"""Schedules of HSDS files: what others write is understood, what is impossible is told."""

import json
from datetime import date, time
from typing import Any

import pytest

from app.exchange import hsds
from app.exchange.reading import UNREADABLE, WRONG_TIMES
from app.offers.models import WEEKDAYS
from app.offers.schedules import Rule
from tests.exchange.standard import read_one


def schedule(**more: Any) -> dict[str, Any]:
    """One service with one schedule."""
    hours = {"opens_at": "14:00", "closes_at": "16:00", "freq": "WEEKLY", "byday": "MO"}
    return {"id": "a", "name": "A", "status": "active", "schedules": [{**hours, **more}]}


TAKEN = [
    ({}, {}),
    ({"opens_at": "14:00+02:00", "closes_at": "16:00+01:00"}, {}),
    ({"opens_at": "12:00Z", "closes_at": "14:00Z", "dtstart": "2026-07-06"},
     {"valid_from": date(2026, 7, 6)}),
    ({"freq": "DAILY", "byday": None}, {"byday": ",".join(WEEKDAYS)}),
    ({"freq": None, "byday": None, "dtstart": "2026-11-24", "count": 1},
     {"byday": "TU", "valid_from": date(2026, 11, 24), "valid_to": date(2026, 11, 24)}),
    ({"count": 3, "dtstart": "2026-11-02"},
     {"valid_from": date(2026, 11, 2), "valid_to": date(2026, 11, 16)}),
    ({"count": 1_000_000, "dtstart": "2026-11-02"}, {"valid_from": date(2026, 11, 2)}),
    ({"interval": 2, "dtstart": "2026-11-02", "valid_from": "2026-11-05"},
     {"interval": 2, "valid_from": date(2026, 11, 16)}),
    ({"freq": "MONTHLY", "byday": None, "bymonthday": "15,1"},
     {"freq": "MONTHLY", "byday": "", "bymonthday": "1,15"}),
    ({"freq": "MONTHLY", "byday": "MO"}, {}),
    ({"closes_at": "24:00"}, {"closes_at": time(23, 59)}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "means"), TAKEN)
def test_schedules_of_others_are_understood(said: dict[str, Any], means: dict[str, Any]) -> None:
    plain = {"byday": "MO", "opens_at": time(14), "closes_at": time(16)}
    (one,) = read_one(schedule(**said)).times
    assert one.rule == Rule(**{**plain, **means})


def test_each_which_one_of_a_month_is_a_rule_of_its_own() -> None:
    made = read_one(schedule(freq="MONTHLY", byday="1MO,3MO,-1FR")).times
    assert [one.rule.byday for one in made] == ["1MO", "3MO", "-1FR"]


BROKEN_TIMES = [
    ({"closes_at": "13:00"}, WRONG_TIMES),
    ({"opens_at": "25:00"}, WRONG_TIMES),
    ({"dtstart": "0001-01-01"}, WRONG_TIMES),
    ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, WRONG_TIMES),
    ({"dtstart": "31.12.2026"}, UNREADABLE),
    ({"freq": "YEARLY"}, UNREADABLE),
    ({"byday": "MONDAY"}, UNREADABLE),
    ({"byday": "2MO"}, UNREADABLE),
    ({"byday": None}, UNREADABLE),
    ({"interval": 2}, UNREADABLE),
    ({"interval": 0}, UNREADABLE),
    ({"count": -5, "dtstart": "2026-01-01"}, UNREADABLE),
    ({"freq": "MONTHLY", "bymonthday": "40", "byday": None}, UNREADABLE),
    ({"freq": "MONTHLY", "bymonthday": "13", "byday": "FR"}, UNREADABLE),
    ({"freq": "MONTHLY", "byday": "1MO,3MO", "count": 4, "dtstart": "2026-01-05"}, UNREADABLE),
]  # fmt: skip


@pytest.mark.parametrize(("said", "reason"), BROKEN_TIMES)
def test_impossible_times_are_told(said: dict[str, Any], reason: str) -> None:
    reading = hsds.read(json.dumps([schedule(**said)]).encode())
    assert [one.reason for one in reading.rejected] == [reason]
