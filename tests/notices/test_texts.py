"""What reminders say: every key in every language at every level, always of one length."""

import json
from datetime import datetime, time
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.i18n import LANGUAGES
from app.notices import texts
from app.notices.texts import KINDS, LENGTH, Message, TooLong, compose

URL = "https://a-rather-long-name-of-a-town.example.org"
PLACE = "Rathaus, Zimmer 12-B"
ALL = list(product(KINDS, LANGUAGES, (0, 1, 2)))


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
@pytest.mark.parametrize("kind", KINDS)
def test_every_text_fits_and_is_padded_to_one_length(app: Flask, kind: str) -> None:
    assert app
    for language, level, many in product(LANGUAGES, (0, 1, 2), (1, 2, 7)):
        made = message(kind=kind, language=language, level=level, same_day=many)
        body = compose(made, public_url=URL)
        assert len(body) == LENGTH
        assert read(body)["body"]
        assert "%(" not in read(body)["body"]


@pytest.mark.sqlite_only
def test_at_level_two_the_longest_usual_place_fits_in_the_widest_script(app: Flask) -> None:
    assert app
    long_place = (
        "Landratsamt Rems-Murr-Kreis, Ausländeramt, Gebäude C, 3. Obergeschoss, Zimmer 3.117"
    )
    for language in LANGUAGES:
        for kind in ("d3", "changed"):
            made = message(kind=kind, language=language, place=long_place)
            assert long_place in read(compose(made, public_url=URL))["body"]


@pytest.mark.sqlite_only
def test_levels_nought_and_one_name_no_time_and_no_place(app: Flask) -> None:
    assert app
    for kind, language, level in ALL:
        if level == 2:
            continue
        body = read(compose(message(kind=kind, language=language, level=level), public_url=URL))
        assert "14" not in body["body"]
        assert "Rathaus" not in json.dumps(body, ensure_ascii=False)
        assert body["title"] == "Schrittweise"


@pytest.mark.sqlite_only
def test_level_nought_says_the_same_whatever_it_is_about(app: Flask) -> None:
    assert app
    for language in LANGUAGES:
        said = {
            read(compose(message(kind=kind, language=language, level=0), public_url=URL))["body"]
            for kind in KINDS
        }
        secret = message(language=language, level=2, is_sensitive=True)
        assert said == {read(compose(secret, public_url=URL))["body"]}


@pytest.mark.sqlite_only
def test_words_too_long_for_the_length_give_way_to_fewer(app: Flask) -> None:
    assert app
    body = compose(message(place="ä" * 600), public_url=URL)
    assert len(body) == LENGTH
    assert "ä" not in read(body)["body"]
    assert read(body)["body"] == "Appointment today"


@pytest.mark.sqlite_only
def test_what_never_fits_is_refused(app: Flask) -> None:
    assert app
    with pytest.raises(TooLong):
        compose(message(tag="t" * 1000), public_url=URL)


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
        ({"kind": "now", "appointment_id": None, "starts_local": None}, "/home"),
    ],
)
def test_a_tap_leads_to_a_page_there_is(app: Flask, more: dict[str, Any], path: str) -> None:
    found = read(compose(message(**more), public_url=URL))
    assert found["url"] == found["navigate"] == URL + path
    endpoint, _ = app.url_map.bind("localhost").match(path)
    assert endpoint.split(".")[0] in ("appointments", "home")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "Appointment today"), (1, "Appointment tomorrow"), (3, "Appointment in 3 days")],
)
def test_nearness_is_reckoned_when_it_is_sent(app: Flask, days: int, expected: str) -> None:
    assert app
    starts = datetime.combine(clock.today(), time(14)) + days * texts.DAY
    made = message(level=1, starts_local=starts)
    assert read(compose(made, public_url=URL))["body"] == expected
