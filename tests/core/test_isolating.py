"""German names in a text that runs from right to left stay in one piece."""

import pytest

from app.core.i18n import LANGUAGES, catalogue
from app.core.isolating import isolate_latin


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("اذهب إلى Jobcenter، Wohngeld.", ["Jobcenter", "Wohngeld"]),
        ("سيرة (Lebenslauf, Bewerbung) هنا", ["Lebenslauf, Bewerbung"]),
        ("مستوى B2 (Führerscheinstelle)", ["B2", "Führerscheinstelle"]),
        ("تأمين %(provider)s ثم <strong>هنا</strong> &nbsp; 14:00", []),
        ("مثلًا: Mo, Mi 14:00–16:00", ["Mo, Mi 14:00–16:00"]),
        ("Jobcenter", []),
        ("\u2066Kita\u2069 هنا", ["Kita"]),
    ],
)
def test_each_name_for_itself(text: str, kept: list[str]) -> None:
    isolated = isolate_latin(text)
    pieces = [piece.split("\u2069")[0] for piece in isolated.split("\u2066")[1:]]
    assert pieces == kept
    assert isolated.replace("\u2066", "").replace("\u2069", "") == text.translate(
        {0x2066: None, 0x2069: None}
    )


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_only_where_the_script_runs_so_and_never_in_a_placeholder(code: str) -> None:
    texts = [text for key, text in vars(catalogue(code)).get("_catalog", {}).items() if key]
    marked = [text for text in texts if "\u2066" in text]
    assert bool(marked) == (LANGUAGES[code].dir == "rtl")
    for text in marked:
        assert text.count("\u2066") == text.count("\u2069")
        for piece in text.split("\u2066")[1:]:
            assert "%(" not in piece.split("\u2069")[0] or piece.startswith("%("), text
