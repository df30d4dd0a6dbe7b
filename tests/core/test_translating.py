"""How good a translation is: derived, the first that holds; a minor edit outdates nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.translating import FreeText, Status, Translated, status_of, written_in

LANGS = ("ar", "ti", "en", "fa")
texts = st.one_of(st.none(), st.just(""), st.text(min_size=1, max_size=8))
versions = st.integers(1, 4)
made = st.builds(
    Translated,
    lang=st.sampled_from(LANGS),
    text=texts,
    source_lang=st.sampled_from(("de", *LANGS)),
    source_version=versions,
    version=versions,
    origin=st.sampled_from(("human", "machine", "provider")),
    in_translation=st.booleans(),
    is_checked=st.booleans(),
)
rows = st.lists(made, max_size=4, unique_by=lambda one: one.lang)
free_texts = st.builds(lambda v, t: FreeText("Rad", "de", v, tuple(t)), versions, rows)


@given(one=st.none() | made, version=versions, is_outdated=st.booleans())
def test_the_first_that_holds_wins(one: Translated | None, version: int, is_outdated: bool) -> None:
    """The five lines of DOMAIN.md 7, written down a second time as a table."""
    holds = [
        (Status.MISSING, one is None or not one.text),
        (Status.IN_TRANSLATION, bool(one and one.in_translation)),
        (Status.OUTDATED, bool(one and (one.source_version < version or is_outdated))),
        (Status.MACHINE_TRANSLATED, bool(one and one.origin == "machine" and not one.is_checked)),
        (Status.UP_TO_DATE, True),
    ]
    wanted = next(status for status, does in holds if does)
    assert status_of(one, source_version=version, source_is_outdated=is_outdated) is wanted


@given(text=free_texts)
def test_a_major_edit_outdates_all_and_a_minor_one_nothing(text: FreeText) -> None:
    before = {lang: text.status_in(lang) for lang in LANGS}
    minor = replace(text, text="Fahrrad")
    assert {lang: minor.status_in(lang) for lang in LANGS} == before
    newest = max([text.version, *(one.source_version for one in text.translations)]) + 1
    major = replace(text, text="Auto", version=newest)
    up_to_date = {lang for lang in LANGS if major.status_in(lang) in _GOOD}
    assert not up_to_date  # each leads to an original that is older, or to none


_GOOD = (Status.UP_TO_DATE, Status.MACHINE_TRANSLATED)


@given(text=free_texts, lang=st.sampled_from(LANGS), version=versions)
def test_only_what_is_made_of_the_new_original_is_good_after_it(
    text: FreeText, lang: str, version: int
) -> None:
    fresh = Translated(lang=lang, text="x", source_lang="de", source_version=version)
    others = tuple(
        replace(one, source_lang="de", source_version=version - 1)
        for one in text.translations
        if one.lang != lang
    )
    now = FreeText("Auto", "de", version, (*others, fresh))
    good = {code for code in LANGS if now.status_in(code) in _GOOD}
    assert good == {lang}


@given(text=free_texts, reader=st.sampled_from((*LANGS, "de", "de-simple", "fa-AF", "uk")))
def test_a_reader_always_gets_a_text_and_is_told_what_it_is(text: FreeText, reader: str) -> None:
    """Whatever rows there are, rings of them too, the answer comes and hides nothing."""
    shown = text.shown_in(reader)
    assert shown.text
    if shown.lang == "de":
        is_hers = reader in ("de", "de-simple")
        assert shown.status is (Status.UP_TO_DATE if is_hers else Status.MISSING)
    else:
        assert shown.lang == reader.split("-")[0]
        assert shown.status is text.status_in(shown.lang) is not Status.MISSING


def test_an_outdated_source_outdates_the_whole_chain() -> None:
    en = Translated(lang="en", text="bike", source_lang="de", source_version=1, version=3)
    ar = Translated(lang="ar", text="دراجة", source_lang="en", source_version=3)
    ti = Translated(lang="ti", text="ብሽክለታ", source_lang="ar", source_version=1)
    text = FreeText("Rad", "de", 1, (en, ar, ti))
    assert {text.status_in(lang) for lang in ("en", "ar", "ti")} == {Status.UP_TO_DATE}
    newer = replace(text, version=2)
    assert {newer.status_in(lang) for lang in ("en", "ar", "ti")} == {Status.OUTDATED}
    reworded = replace(text, translations=(replace(en, version=4), ar, ti))
    assert reworded.status_in("en") is Status.UP_TO_DATE
    assert {reworded.status_in(lang) for lang in ("ar", "ti")} == {Status.OUTDATED}


@pytest.mark.parametrize("source", ["en", "ar", "uk"])
def test_what_leads_to_no_original_is_outdated(source: str) -> None:
    """Made from a text that is gone, from itself, or in a ring."""
    en = Translated(lang="en", text="bike", source_lang="ar", source_version=1)
    ar = Translated(lang="ar", text="دراجة", source_lang=source, source_version=1)
    assert FreeText("Rad", "de", 1, (en, ar)).status_in("ar") is Status.OUTDATED


def test_a_reader_of_simple_german_writes_german() -> None:
    assert [written_in(code) for code in ("de-simple", "fa-AF")] == ["de", "fa-AF"]
