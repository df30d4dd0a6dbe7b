"""What reminders say, in which language, and where a tap leads; their secrecy is goal_12."""

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.i18n import speaking
from app.notices.texts import Message, body_of, compose

URL = "https://a-rather-long-name-of-a-town.example.org"
PLACE = "Rathaus, Zimmer 12-B"
OFFER = "00000000-0000-0000-0000-000000000000"


def message(**more: Any) -> Message:
    values: dict[str, Any] = {
        "kind": "d1",
        "language": "en",
        "level": 2,
        "tag": "t" * 32,
        "ack": "999999999-" + "a" * 24,
        "appointment_id": 2_000_000_000,
        "starts_local": datetime.combine(clock.today(), time(14)),
        "place": PLACE,
        **more,
    }
    return Message(**values)


def read(body: bytes) -> dict[str, Any]:
    return dict(json.loads(body)["notification"])


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("language", "direction", "lang"),
    [("ar", "rtl", "ar"), ("ti", "ltr", "ti"), ("de-simple", "ltr", "de"), ("de", "ltr", "de")],
)
def test_the_message_says_its_language_and_direction(
    app: Flask, language: str, direction: str, lang: str
) -> None:
    assert app
    whole = json.loads(compose(message(language=language), public_url=URL))
    found = whole["notification"]
    assert (found["dir"], found["lang"], whole["web_push"]) == (direction, lang, 8030)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({}, "/appointments/2000000000"),
        ({"is_one_of_many": True}, "/appointments"),
        ({"kind": "cancelled"}, "/appointments"),
        ({"kind": "answered"}, "/appointments/2000000000"),
        ({"kind": "answered", "subject": "message"}, "/appointments"),
        ({"subject": "step", "subject_id": 7}, "/plan/steps/7"),
        ({"subject": "step", "subject_id": 7, "is_one_of_many": True}, "/plan"),
        ({"subject": "title", "params": {"kind": "other"}}, "/me/papers"),
        ({"subject": "entitlement", "params": {"kind": "vocational"}}, "/me/papers"),
        ({"subject": "offer", "params": {"offer": OFFER, "name": "x"}}, f"/offers/{OFFER}"),
        ({"subject": "offer", "kind": "cancelled", "params": {"name": "x"}}, "/offers"),
        ({"kind": "now", "appointment_id": None, "starts_local": None}, "/home"),
    ],
)
def test_a_tap_leads_to_a_page_there_is(app: Flask, more: dict[str, Any], path: str) -> None:
    found = read(compose(message(**more), public_url=URL))
    assert found["url"] == found["navigate"] == URL + path
    endpoint, _ = app.url_map.bind("localhost").match(path)
    assert endpoint.split(".")[0] in ("appointments", "home", "plan", "offers")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "Appointment today"), (1, "Appointment tomorrow"), (3, "Appointment in 3 days")],
)
def test_nearness_is_reckoned_when_it_is_sent(app: Flask, days: int, expected: str) -> None:
    assert app
    starts = datetime.combine(clock.today(), time(14)) + timedelta(days=days)
    made = message(level=1, starts_local=starts)
    assert read(compose(made, public_url=URL))["body"] == expected


DAY = datetime.combine(clock.today() + timedelta(days=1), time(15))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("more", "at_one", "at_two"),
    [
        (
            {"subject": "step", "kind": "d1", "params": {"step": "course_reg"}},
            "A step in your plan is due tomorrow",
            "Until tomorrow: Register for the language course",
        ),
        (
            {"subject": "step", "kind": "d1"},
            "A step in your plan is due tomorrow",
            "A step in your plan is due tomorrow",
        ),
        (
            {"subject": "step", "kind": "l1", "params": {"step": "course_reg"}},
            "An important date is tomorrow",
            "Only until tomorrow: Register for the language course",
        ),
        (
            {"subject": "title", "kind": "d90", "params": {"kind": "toleration"}},
            "An important date is tomorrow",
            "Temporary suspension of deportation: valid until tomorrow",
        ),
        (
            {"subject": "entitlement", "kind": "d30", "params": {"kind": "integration"}},
            "An important date is tomorrow",
            "Integration course: valid until tomorrow",
        ),
        (
            {"subject": "offer", "params": {"name": "Sprachcafé", "place": "Am Markt"}},
            "A saved offer takes place tomorrow",
            "\u2068Sprachcafé\u2069: tomorrow, \u206815:00\u2069, \u2068Am Markt\u2069",
        ),
        (
            {"kind": "proposed", "place": "Am Markt"},
            "A time is proposed to you",
            "Does this suit you? tomorrow, \u206815:00\u2069, \u2068Am Markt\u2069",
        ),
        ({"kind": "answered"}, "Your request has an answer", "Your request has an answer"),
        (
            {"kind": "cancelled", "params": {"more": 5}},
            "An appointment is cancelled (and 5 more appointments)",
            "Your appointment is cancelled: tomorrow, \u206815:00\u2069 (and 5 more appointments)",
        ),
        (
            {"kind": "changed", "params": {"more": 1}, "place": "Am Markt"},
            "Your appointment has changed (and 1 more appointment)",
            "Your appointment has changed. New: tomorrow, \u206815:00\u2069, \u2068Am Markt\u2069"
            " (and 1 more appointment)",
        ),
    ],
)
def test_what_each_level_says(app: Flask, more: dict[str, Any], at_one: str, at_two: str) -> None:
    assert app
    made = message(**{"place": "", "starts_local": DAY, **more})
    with speaking("en"):
        assert [body_of(made, level) for level in (0, 1, 2)] == ["New message", at_one, at_two]
