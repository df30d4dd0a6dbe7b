"""Who types finds: folding, and what was probably meant."""

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db, transaction
from app.core.i18n import LANGUAGES
from app.offers.finding import Search
from app.offers.models import SearchText, SearchWord
from app.offers.search import fold, halves, is_near, meant, search_text, vocabulary, words_of
from app.offers.wish import Wish
from tests.offers.recall import MISTYPED, RECALL
from tests.offers.shop import whole_offer

WORD = st.text("abcdeärßый", min_size=5, max_size=9)


def test_the_lists_know_all_languages() -> None:
    assert {code for code, _text, _queries in RECALL} == set(LANGUAGES)
    assert {code for code, _text, _queries in MISTYPED} == set(LANGUAGES)


@pytest.mark.perf_15
@pytest.mark.parametrize(("code", "text", "queries"), RECALL)
def test_what_is_typed_is_found(code: str, text: str, queries: tuple[str, ...]) -> None:
    held = search_text("Angebot", text, None)
    missed = [q for q in queries if not all(word in held for word in words_of(q))]
    assert not missed, (code, held, missed)


@pytest.mark.perf_15
@pytest.mark.parametrize(("code", "text", "queries"), MISTYPED)
def test_what_is_mistyped_is_guessed(code: str, text: str, queries: tuple[str, ...]) -> None:
    known = vocabulary(search_text(text))
    for typed in map(fold, queries):
        near = [w for w in known if any(piece in w for piece in halves(typed))]
        assert any(meant(typed, word) for word in near), (code, typed, known)


@pytest.mark.perf_15
@pytest.mark.usefixtures("app")
def test_it_is_found_among_all_the_others() -> None:
    """One of each language, right and mistyped: the pure tests above know the rest."""
    asked = {
        (code, listed is RECALL): (text, queries[0])
        for listed in (RECALL, MISTYPED)
        for code, text, queries in listed
    }
    keys = {
        one: whole_offer("X", names={} if one[0] == "de" else {one[0]: text}, description=text).id
        for one, (text, _typed) in asked.items()
    }
    for (code, is_right), (_text, typed) in asked.items():
        found = Search(Wish(query=typed), reader=code, towns=[]).find()
        assert keys[code, is_right] in {card.id for card in found.cards}, (code, typed)
        assert is_right or found.also


def test_other_words_are_not_found() -> None:
    assert "kochen" not in search_text("Sprachcafé", "Deutsch sprechen")


def test_words_come_once_and_not_in_masses() -> None:
    assert words_of("Kurs kurs  KURS Deutsch") == ("kurs", "deutsch")
    assert len(words_of(" ".join(f"w{n}" for n in range(99)))) == 6
    assert words_of("  ") == words_of("!?–·") == ()
    assert words_of('"; DROP % _ ( OR') == ("drop", "or")


def test_folding_twice_changes_nothing() -> None:
    assert all(fold(fold(text)) == fold(text) for _code, text, _queries in RECALL)


@given(WORD, st.data())
def test_one_mistake_is_near_and_leaves_a_piece(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    wrong = (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    )
    for typed in wrong:
        assert typed in word or (is_near(typed, word) and meant(typed, word) == word)
        assert typed == word or any(piece in word for piece in halves(typed))
    assert not is_near(word, word)
    assert not is_near(word + "xx", word)


def test_two_mistakes_are_another_word() -> None:
    assert meant("sprxchkxrs", "sprachkurs") is None
    assert meant("garten", "karten") == "karten"
    assert meant("erlaubnsi", "aufenthaltserlaubnis") == "erlaubnis"
    assert meant("sprachkusr", "sprachkurse") == "sprachkurs"
    assert meant("sprache", "sprache") is None


def test_conditions_can_be_dropped() -> None:
    wish = Wish(query="kurs", topic="work", is_free=True, town="08119079", km=10, sort="near")
    assert wish.conditions == ("query", "topic", "town", "is_free")
    assert wish.without("topic", "query").conditions == ("town", "is_free")
    assert wish.without("town") == Wish(query="kurs", topic="work", is_free=True)


@pytest.mark.sqlite_only
def test_all_that_is_searched_can_be_made_anew(app: Flask) -> None:
    whole_offer("Sprachcafé", names={"ti": "ናይ ቋንቋ ካፈ"})
    with transaction() as session:
        session.execute(sa.update(SearchText).values(name="", text="alt"))
        session.add(SearchWord(word="gestern"))
    assert app.test_cli_runner().invoke(args=["offers", "index"]).output == "1 offers\n"
    assert Search(Wish(query="ቋንቋ sprachcafe"), reader="ti", towns=[]).find().total == 1
    assert Search(Wish(query="alt"), reader="ti", towns=[]).find().total == 0
    assert "gestern" not in set(db.session.scalars(sa.select(SearchWord.word)))
