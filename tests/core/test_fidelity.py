"""What a translation must keep, and which direction marks may stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.fidelity import invented, kept_safe, lost

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("original", "translation", "gone"),
    [
        ("Ruf 07151 5001-12 an", "اتصل ٠٧١٥١ ٥٠٠١ ١٢", []),
        ("Ruf 07151 500112 an", "call 0715 500112", ["07151"]),
        ("Kurs bis 24.11.", "course until 24 November", ["11"]),
        ("2 Fotos", "صورتان", []),  # a dual has no digit
        ("%(name)s ruft an", "calls", ["%(name)s"]),
        ("Hallo {name}, Zimmer 112", "Hallo {name}, 112", []),
    ],
)
def test_numbers_and_names_survive(original: str, translation: str, gone: list[str]) -> None:
    assert lost(original, translation) == gone


def test_a_name_to_fill_in_that_nobody_fills_is_found() -> None:
    assert invented("Hallo", "Hello {name} %(day)s") == ["{name}", "%(day)s"]


@given(st.text(alphabet=st.sampled_from([*MARKS, "a", "ب", "\n", "\x07", "1"]), max_size=30))
def test_no_override_stays_and_what_is_opened_is_closed(text: str) -> None:
    safe = kept_safe(text) or ""
    assert not set(safe) & set("\u202a\u202b\u202c\u202d\u202e\x07")
    for line in safe.split("\n"):
        depth = 0
        for letter in line:
            depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
            assert depth >= 0
        assert depth == 0
    assert kept_safe(safe) == safe
    plain = str.maketrans("", "", MARKS + "\x07")
    assert safe.translate(plain).strip() == text.translate(plain).strip()


def test_an_office_name_stays_apart_in_arabic() -> None:
    text = "اذهب إلى \u2068Bürgerbüro\u2069 غداً"
    assert kept_safe(text) == text
