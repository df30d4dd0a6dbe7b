"""goal_12: a locked screen says only what the client allows, and its length says nothing."""

import json
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.i18n import LANGUAGES
from app.notices import texts
from app.notices.batch import _opaque
from app.notices.sentences import WORDS
from app.notices.texts import LENGTH, Message, TooLong, compose
from app.plan.catalogue import CATALOGUE

pytestmark = [pytest.mark.goal_12, pytest.mark.sqlite_only]

URL = "https://a-rather-long-name-of-a-town.example.org"
PLACE = "Rathaus, Zimmer 12-B"
NAME = "Sprachcafé Waiblingen-Süd"
SUBJECTS = sorted({(subject, word) for subject, word, _ in WORDS} | {("message", "now")})
LEVELS = (0, 1, 2)
# What may stand on a locked screen at levels 0 and 1 under no circumstances.
SECRETS = (
    "14", "17:00", "Rathaus", "12-B", "Sprachcafé", "Waiblingen", "2026", "§",
    *(one.title for one in CATALOGUE.values()),
)  # fmt: skip


def message(subject: str = "appointment", word: str = "d", **more: Any) -> Message:
    """A message that knows everything it could betray."""
    params = {
        "step": {"step": "title_renew"},
        "title": {"kind": "toleration"},
        "entitlement": {"kind": "integration"},
        "offer": {"name": NAME, "place": PLACE, "offer": "0" * 8 + "-0000" * 3 + "-" + "0" * 12},
    }
    values: dict[str, Any] = {
        "kind": f"{word}1" if len(word) == 1 else word,
        "subject": subject,
        "subject_id": 2_000_000_000,
        "params": params.get(subject, {}),
        "language": "en",
        "level": 2,
        "tag": "t" * 32,
        "ack": "999999999-" + "a" * 24,
        "appointment_id": 2_000_000_000 if subject == "appointment" else None,
        "starts_local": datetime.combine(clock.today() + timedelta(days=1), time(14)),
        "place": PLACE if subject == "appointment" else "",
        **more,
    }
    return Message(**values)


def read(body: bytes) -> dict[str, Any]:
    return dict(json.loads(body)["notification"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_one_length_and_betrays_nothing_below_its_level(
    app: Flask, language: str
) -> None:
    assert app
    said: set[str] = set()
    for (subject, word), level, many in product(SUBJECTS, LEVELS, (1, 2, 7)):
        made = message(subject, word, language=language, level=level, same_day=many)
        body = compose(made, public_url=URL)
        assert len(body) == LENGTH
        shown = read(body)
        assert shown["title"] == "Schrittweise"
        assert shown["body"]
        assert "%(" not in shown["body"]
        if level == 0:
            said.add(shown["body"])
        if level < 2:
            assert not [secret for secret in SECRETS if secret in shown["body"]], shown["body"]
    assert len(said) == 1, "level 0 says the same whatever it is about"


def test_a_planted_talkative_text_is_caught(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    talkative = {**WORDS, ("step", "d", 1): WORDS[("offer", "d", 2)]}
    monkeypatch.setattr(texts, "WORDS", talkative)
    found = compose(message("step", level=1, params={"name": NAME, "place": PLACE}), public_url=URL)
    assert [secret for secret in SECRETS if secret in read(found)["body"]]
    assert app


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_sensitive_or_private_stays_at_level_nought(app: Flask, level: int) -> None:
    assert app
    for (subject, word), language in product(SUBJECTS, LANGUAGES):
        made = message(subject, word, language=language, level=level, is_sensitive=True)
        plain = message("message", "now", language=language, level=0, starts_local=None)
        assert (
            read(compose(made, public_url=URL))["body"]
            == read(compose(plain, public_url=URL))["body"]
        )


def test_at_level_two_the_longest_texts_fit_in_the_widest_script(app: Flask) -> None:
    """Tigrinya takes three bytes a letter: every step's title, and the longest usual place."""
    assert app
    long_place = (
        "Landratsamt Rems-Murr-Kreis, Ausländeramt, Gebäude C, 3. Obergeschoss, Zimmer 3.117"
    )
    for language in LANGUAGES:
        for word in ("d", "changed", "proposed"):
            made = message("appointment", word, language=language, place=long_place)
            assert long_place in read(compose(made, public_url=URL))["body"]
    for key, word in product(CATALOGUE, ("d", "l")):
        made = message("step", word, language="ti", params={"step": key})
        texts._padded(made, 2, URL)  # raises TooLong when it does not fit


def test_words_too_long_for_the_length_give_way_to_fewer(app: Flask) -> None:
    assert app
    body = compose(message(place="ä" * 600), public_url=URL)
    assert len(body) == LENGTH
    assert "ä" not in read(body)["body"]
    assert read(body)["body"] == "Appointment tomorrow"


def test_what_never_fits_is_refused(app: Flask) -> None:
    assert app
    with pytest.raises(TooLong):
        compose(message(tag="t" * 1000), public_url=URL)


def test_topic_and_tag_say_nothing_and_differ(app: Flask) -> None:
    assert app
    seen = {_opaque(f"7|{kind}|{one}", "topic") for kind in ("step", "offer") for one in range(50)}
    assert len(seen) == 100
    assert all(
        len(topic) == 32 and topic.replace("-", "").replace("_", "").isalnum() for topic in seen
    )
    assert not any("step" in topic or "offer" in topic for topic in seen)
