"""Text can be read: each colour that carries words has 4.5 : 1 on each ground, light and dark."""

import pytest

from app.core.words import TOPICS
from app.demo.colours import contrast, schemes

GROUNDS = ("paper", "card", "sun-soft", "way-soft")
WORDS = ("ink", "soft")


def test_the_measure_is_right() -> None:
    assert round(contrast("#fff", "#000000"), 1) == 21.0
    assert contrast("#777", "#fff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(scheme: str) -> None:
    colours = schemes()[scheme]
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [(topic, ground) for topic in TOPICS for ground in ("paper", "card")]
    pairs += [("way", "paper"), ("way", "card"), ("way", "way-soft"), ("on-way", "way")]
    pairs += [("alarm", "paper"), ("alarm", "card"), ("alarm", "alarm-soft")]
    weak = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}
