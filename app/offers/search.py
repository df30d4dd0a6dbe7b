"""Folding words so that who types finds: without marks, case, or kinds of the same letter.

Knows nothing of the rest of the house: the same function folds what is stored and what is asked.
"""

import unicodedata
from dataclasses import dataclass, replace

# Letters that several keyboards write differently and readers take for the same.
_SAME = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
        "ı": "i",
    }
)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_MOST_WORDS = 6  # more are not looked at: nobody types them, and each costs a scan


def fold(text: str) -> str:
    """Return the text in the form in which it is stored and searched."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    # marks above letters, and what is not seen at all: soft hyphens, joiners, direction marks
    bare = "".join(
        letter
        for letter in plain
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join(bare.translate(_SAME).split())


def search_text(*parts: str | None) -> str:
    """Fold all parts of one offer in one language into what is searched.

    Words with an umlaut stand there twice, so that `Baecker` finds `Bäcker` as `Backer` does.
    """
    text = " ".join(part for part in parts if part)
    composed = unicodedata.normalize("NFC", text.casefold())
    spelled_out = [w.translate(_SPELLED_OUT) for w in composed.split() if set(w) & set("äöü")]
    return fold(" ".join([text, *spelled_out]))


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of what somebody typed, each once."""
    return tuple(dict.fromkeys(fold(query).split()))[:_MOST_WORDS]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody looks for; an empty value is no condition."""

    query: str = ""
    topic: str = ""
    town: str = ""  # AGS of a municipality, or of a district: a prefix
    language: str = ""  # in which it is given
    is_free: bool = False
    when: str = ""  # now, week

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words."""
        return words_of(self.query)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Names of the conditions that are set, in the order people meet them."""
        named = ("query", "topic", "town", "language", "is_free", "when")
        return tuple(name for name in named if getattr(self, name))

    def on(self, topic: str) -> "Wish":
        """The same wish on one topic."""
        return replace(self, topic=topic)

    def without(self, *conditions: str) -> "Wish":
        """The same wish with these conditions dropped."""
        bare = Wish()
        return replace(self, **{name: getattr(bare, name) for name in conditions})
