"""Who types finds: perf_15's small brother."""

import pytest

from app.offers.search import fold, search_text, words_of
from app.offers.wish import Wish

FOUND = [
    ("دَوْرة لغة", "دورة"),  # harakat
    ("دورة اللغة الألمانية", "الالمانيه"),  # hamza, ta marbuta
    ("دورهٔ زبان فارسی", "فارسي"),  # Persian ye as an Arabic keyboard types it
    ("کلاس کودکان", "كودكان"),  # Persian kaf
    ("Bäckerei", "backerei"),
    ("Bäckerei", "Baeckerei"),
    ("Straßenfest", "strassenfest"),
    ("STRASSE", "straße"),
    ("Aufenthaltserlaubnis", "erlaubnis"),  # compound
    ("Frauensprachcafé", "Sprachcafe"),  # compound and accent
    ("Sprachkurs", "Spra"),  # typing
    ("İş ve meslek", "is"),
    ("ışık", "isik"),
    ("Kursên zimanê", "kursen"),
    ("Мовні курси й розмови", "розмови"),
    ("ቋንቋ ጀርመን", "ጀርመን"),
    ("Sprach\u00adcafé", "sprachcafe"),  # soft hyphen
    ("می\u200cخواهم", "میخواهم"),  # Persian half-space
    ("Sprachcafe\u0301", "sprachcafé"),  # decomposed
]


@pytest.mark.parametrize(("text", "query"), FOUND)
def test_what_is_typed_is_found(text: str, query: str) -> None:
    held = search_text("Angebot", text, None)
    assert all(word in held for word in words_of(query)), (held, words_of(query))


def test_other_words_are_not_found() -> None:
    assert "kochen" not in search_text("Sprachcafé", "Deutsch sprechen")


def test_words_come_once_and_not_in_masses() -> None:
    assert words_of("Kurs kurs  KURS Deutsch") == ("kurs", "deutsch")
    assert len(words_of(" ".join(f"w{n}" for n in range(99)))) == 6
    assert words_of("  ") == ()


def test_folding_twice_changes_nothing() -> None:
    assert all(fold(fold(text)) == fold(text) for text, _query in FOUND)


def test_conditions_can_be_dropped() -> None:
    wish = Wish(query="kurs", topic="work", is_free=True)
    assert wish.conditions == ("query", "topic", "is_free")
    assert wish.without("topic", "query").conditions == ("is_free",)
