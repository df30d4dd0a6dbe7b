"""Catalogues: fresh, complete where promised, placeholders equal; planted gaps are found."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from dennis.linter import Linter

from app.core import catalogues, coverage, i18n
from app.core.audiences import client_files, referenced, staff_only
from app.core.i18n import LANGUAGES, TRANSLATIONS
from tests.house.sources import templates

GERMAN, ENGLISH, ARABIC, SIMPLE = (LANGUAGES[code] for code in ("de", "en", "ar", "de-simple"))
FILES = frozenset({"app/templates/home/home.html"})
Write = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """Every text of the code."""
    return catalogues.extract()


@pytest.fixture(scope="module")
def files() -> frozenset[str]:
    """Every file whose texts a client may read."""
    return client_files()


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_the_catalogue_is_fresh_and_complete(
    code: str, texts: Catalog, files: frozenset[str]
) -> None:
    said = coverage.complaints(LANGUAGES[code], texts, files=files)
    assert not said, "\n".join(said)


def test_placeholders_survive_translation() -> None:
    """A second opinion, by dennis: errors alone."""
    linter = Linter(["python-format"], ["E101", "E102", "E103", "E104", "E201"])
    found = [
        f"{path}: {message.msg} {message.poentry.msgid!r}"
        for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
        for message in linter.verify_file(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_two_extractions_give_the_same_bytes(texts: Catalog, tmp_path: Path) -> None:
    assert set(catalogues.update(tmp_path, texts)) == set(LANGUAGES)
    assert catalogues.update(tmp_path, catalogues.extract()) == []
    written = catalogues.path_of(GERMAN, tmp_path).read_text("utf-8")
    assert "-Date:" not in written
    assert ".html:" not in written, "no line numbers: they make every change a diff"


# At 360 px a button has room for as many letters beside its icon; between words it wraps.
WIDEST = 20
BUTTON = re.compile(r"""<(?:button\b|a\b[^>]*class="button").*?</(?:button|a)>""", re.DOTALL)


def on_buttons() -> set[str]:
    """Every text that stands on a button."""
    buttons = (found[0] for source in templates() for found in BUTTON.finditer(source.text))
    return {text for one in buttons for _, text in re.findall(r"""\b_\((["'])(.+?)\1""", one)}


def too_wide(texts: Iterable[str], code: str) -> list[str]:
    """Words that run over the space of their button; Ethiopic letters are half as wide again."""
    said = i18n.catalogue(code)
    size = 1.5 if code == "ti" else 1
    words = ((word, text) for text in texts for word in said.gettext(text).split())
    return [f"{code}: {word!r} of {text!r}" for word, text in words if len(word) * size > WIDEST]


def test_no_word_is_wider_than_its_button() -> None:
    texts = on_buttons()
    assert len(texts) > 200
    assert not [words for code in LANGUAGES for words in too_wide(texts, code)]
    assert too_wide(["Unfallversicherungsträger"], "de"), "a planted word is found"


def small(*entries: tuple[str | tuple[str, str], str]) -> Catalog:
    """The texts of an invented application: msgid and the file it stands in."""
    found = Catalog(charset="utf-8")
    for msgid, file in entries:
        found.add(msgid, None, [(file, 0)])
    return found


HOME, DESK = "app/templates/home/home.html", "app/templates/desk/today.html"
TEXTS = small(("Hello %(name)s", HOME), (("%(num)d day", "%(num)d days"), HOME), ("Board", DESK))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Fill a language's catalogue of TEXTS by replacing an empty translation."""

    def fill(code: str, translations: str) -> Path:
        language = LANGUAGES[code]
        catalogues.update(tmp_path, TEXTS)
        path = catalogues.path_of(language, tmp_path)
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, locale=language.babel)
        for line in translations.splitlines():
            key, *forms = line.split(" = ")
            message = catalogue.get(key)
            assert message is not None, key
            said = tuple(forms[0].split(" | "))
            message.string = said if isinstance(message.id, tuple) else said[0]
        path.write_text(catalogues.written(catalogue), "utf-8")
        return path

    return fill


WHOLE = "Hello %(name)s = Hallo %(name)s\n%(num)d day = %(num)d Tag | %(num)d Tage\nBoard = Tafel"


@pytest.mark.parametrize(
    ("code", "translations", "is_right"),
    [
        ("de", WHOLE, True),
        ("de", WHOLE.replace("Tafel", " "), False),
        ("de", WHOLE.replace(" | %(num)d Tage", " | "), False),
        ("de", WHOLE.replace("Hallo %(name)s", "Hallo %(nam)s"), False),
        ("de", WHOLE.replace("Hallo %(name)s", "Hallo"), False),
        ("de", WHOLE.replace("Hallo %(name)s", "Hallo 50 % %(name)s"), False),
        ("de", WHOLE.replace("Hallo %(name)s", "Hallo 50 %% %(name)s"), True),
        ("de-simple", WHOLE.replace("\nBoard = Tafel", ""), True),
        ("de-simple", "Board = Tafel", False),
        ("en", "", True),
        ("fr", "", False),
    ],
)
def test_planted_gaps_are_found(
    write: Write, tmp_path: Path, code: str, translations: str, is_right: bool
) -> None:
    write(code, translations)
    said = coverage.complaints(LANGUAGES[code], TEXTS, tmp_path, FILES)
    assert (said == []) is is_right, said


def test_a_language_that_is_not_ready_may_have_gaps(write: Write, tmp_path: Path) -> None:
    write("fr", "")
    later = replace(LANGUAGES["fr"], is_ready=False)
    assert coverage.complaints(later, TEXTS, tmp_path, FILES) == []


def test_a_plural_is_whole_or_not_there(write: Write, tmp_path: Path) -> None:
    write("fr", "%(num)d day = %(num)d jour | ")
    later = replace(LANGUAGES["fr"], is_ready=False)
    assert "fill them all" in coverage.complaints(later, TEXTS, tmp_path, FILES)[0]


def test_a_stale_catalogue_is_found(write: Write, tmp_path: Path) -> None:
    write("de", WHOLE)
    more = small(("Hello %(name)s", HOME), ("Board", DESK), ("New", HOME))
    assert "flask strings update" in coverage.complaints(GERMAN, more, tmp_path, FILES)[0]


def test_a_text_keeps_its_translation_and_loses_it_when_it_changes(
    write: Write, tmp_path: Path
) -> None:
    write("de", WHOLE)
    catalogues.update(tmp_path, small(("Hello %(name)s", HOME), ("Boards", DESK)))
    text = catalogues.path_of(GERMAN, tmp_path).read_text("utf-8")
    assert "Hallo" in text
    assert "Tafel" not in text


def test_a_moved_text_makes_no_catalogue_stale(write: Write, tmp_path: Path) -> None:
    path = write("de", WHOLE)
    text = path.read_text("utf-8")
    path.write_text(text.replace(DESK, "app/templates/desk/board.html"), "utf-8")
    assert coverage.complaints(GERMAN, TEXTS, tmp_path, FILES) == []
    assert catalogues.update(tmp_path, TEXTS) == ["de"], "the places are brought up to date"
    path.write_text(text.replace("#: ", "#. What nobody wrote\n#: ", 1), "utf-8")
    assert "flask strings update" in coverage.complaints(GERMAN, TEXTS, tmp_path, FILES)[0]


def test_arabic_needs_all_six_forms(write: Write, tmp_path: Path) -> None:
    five = " | ".join(["%(num)d"] * 5)
    write("ar", f"Hello %(name)s = %(name)s\n%(num)d day = {five} | ")
    whole, half = coverage.complaints(ARABIC, TEXTS, tmp_path, FILES)[::-1]
    assert "1 of 2" in whole
    assert "5 of 6" in half


def test_what_clients_reach_is_theirs() -> None:
    links = {
        "layouts/base.html": set[str](),
        "layouts/client.html": {"layouts/base.html"},
        "layouts/desk.html": {"layouts/base.html"},
        "home/home.html": {"layouts/client.html", "home/_screen.html"},
        "home/_screen.html": set[str](),
        "plan/_orphan.html": set[str](),
        "desk/client.html": {"layouts/desk.html", "home/_screen.html", "desk/_row.html"},
        "desk/_row.html": set[str](),
    }
    assert staff_only(links) == {"layouts/desk.html", "desk/client.html", "desk/_row.html"}
    both = '{% extends "layouts/desk.html" if viewer else "layouts/client.html" %}'
    links["network/need.html"] = referenced(both) | {"network/_need.html", "desk/_row.html"}
    links["network/_need.html"] = set()
    assert staff_only(links) == {"layouts/desk.html", "desk/client.html"}


def test_the_real_client_pages_are_seen() -> None:
    found = client_files()
    assert "app/templates/layouts/client.html" in found
    assert "app/templates/layouts/desk.html" not in found
    assert "app/core/words.py" in found
