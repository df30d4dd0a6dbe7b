"""Text can be read: each colour that carries words has 4.5 : 1 on each ground, light and dark."""

import re

import pytest

from app.core.assets import STATIC
from app.core.words import TOPICS

TOKENS = (STATIC / "css" / "tokens.css").read_text("utf-8")
LIGHT, DARK = TOKENS.split("@media", 1)
GROUNDS = ("paper", "card", "sun-soft", "way-soft")
WORDS = ("ink", "soft")


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How much two colours differ, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert round(contrast("#fff", "#000000"), 1) == 21.0
    assert contrast("#777", "#fff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(block: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", block))
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [(topic, ground) for topic in TOPICS for ground in ("paper", "card")]
    pairs += [("way", "paper"), ("way", "card"), ("way", "way-soft"), ("on-way", "way")]
    pairs += [("alarm", "paper"), ("alarm", "card"), ("alarm", "alarm-soft")]
    weak = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}
