"""Folding words so that who types finds: without marks, case, or kinds of the same letter.

Knows nothing of the rest of the house: the same function folds what is stored and what is asked.
"""

import re
import unicodedata

SHORTEST_MISTAKEN = 5  # letters: in shorter words one other letter makes another word
_MOST_WORDS = 6  # more are not looked at: nobody types them, and each costs a scan
_LONGEST_WORD = 40  # letters: what is longer is no word anybody types

# Letters that several keyboards write differently, or that readers take for the same.
_ARABIC = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیېۍے", "ي"),
    **dict.fromkeys("ةەہھۀ", "ه"),
    "ک": "ك",
    "ګ": "گ",
    "ـ": None,
    "ء": None,
}
_OTHERS = {"ı": "i", "ґ": "г", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
_APOSTROPHES = dict.fromkeys("'’‘ʼʻ`´′", None)
# Rows of the Ethiopic table that are spoken alike: seven orders each.
_GEEZ = {
    chr(row + order): chr(plain + order)
    for plain, rows in ((0x1200, (0x1210, 0x1280)), (0x1230, (0x1220,)))
    for row in rows
    for order in range(7)
} | {
    chr(row + order): chr(plain + order)
    for plain, row in ((0x12A0, 0x12D0), (0x1338, 0x1340))
    for order in range(7)
}
# The first order of these is written for the fourth and back: አብ and ኣብ are one word.
_FOURTH = {"ሃ": "ሀ", "ሓ": "ሀ", "ኃ": "ሀ", "ኣ": "አ", "ዓ": "አ"}
_SAME = str.maketrans(_ARABIC | _OTHERS | _APOSTROPHES | _GEEZ | _FOURTH)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPELLED = re.compile("([aou])e")


def fold(text: str) -> str:
    """Return the text in the form in which it is stored and searched."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SAME)).translate(_SAME)
    return " ".join(plain.translate(_BARE).split())


class _Bare(dict[int, str]):
    """Each letter as it counts: no marks, nothing unseen, signs part words, digits are ours.

    A letter is looked at when it is first met: texts are folded by the ten thousand.
    """

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kind = unicodedata.category(letter)
        if kind == "Mn" or kind == "Cf":  # marks; soft hyphens, joiners, direction marks
            bare = ""
        elif kind == "Nd":
            bare = str(unicodedata.digit(letter))
        else:
            bare = " " if kind[0] in "PSZC" else letter
        self[code] = bare
        return bare


_BARE = _Bare()


def search_text(*parts: str | None) -> str:
    """Fold all parts of one offer into what is searched.

    A word that can be written in several ways stands there in each of them, so that `Baecker`
    finds `Bäcker` and the other way round, and `Sprachcafé` finds `Sprach-Café`.
    """
    text = " ".join(part for part in parts if part)
    return " ".join([fold(text), *(fold(word) for word in _other_spellings(text))])


def _other_spellings(text: str) -> list[str]:
    """Umlauts spelled out, ae oe ue without their e, words in parts as one."""
    words = unicodedata.normalize("NFC", text.casefold()).split()
    joined = [word.replace("-", "") for word in words if "-" in word.strip("-")]
    words += joined
    spelled_out = [word.translate(_SPELLED_OUT) for word in words if set(word) & set("äöü")]
    without_e = [_SPELLED.sub(r"\1", word) for word in words if _SPELLED.search(word)]
    return list(dict.fromkeys([*joined, *spelled_out, *without_e]))


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of what somebody typed, each once."""
    words = (word[:_LONGEST_WORD] for word in fold(query).split())
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def vocabulary(text: str) -> set[str]:
    """The words of a folded text that somebody may have meant who mistyped."""
    return {w for w in text.split() if SHORTEST_MISTAKEN <= len(w) <= _LONGEST_WORD}


def halves(word: str) -> tuple[str, str, str]:
    """Three pieces of which one is left whole by any single mistake in the word.

    A mistake hits the first half or the second; only two letters in the wrong order can hit
    both, and then the pair in the middle stands the other way round.
    """
    middle = len(word) // 2
    turned = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return word[:middle], word[middle:], turned


def is_near(word: str, other: str) -> bool:
    """True when one letter is wrong, missing, too much, or two neighbours are turned round."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    first = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if first is None:
        return True  # one has a letter more at its end
    rest, others = word[first:], other[first:]
    turned = rest[1:2] + rest[:1] + rest[2:]
    return others in (rest[1:], turned) or others[1:] in (rest[1:], rest)


def meant(typed: str, known: str) -> str | None:
    """The piece of a known word that was probably meant: all of it, its beginning or its end.

    None when the word holds what was typed: then there is no mistake.
    """
    if typed in known or len(known) < SHORTEST_MISTAKEN:
        return None
    if is_near(typed, known):
        return known
    if len(typed) < SHORTEST_MISTAKEN:  # one letter is missing, or it is another word
        return None
    sizes = [size for size in (len(typed), len(typed) + 1, len(typed) - 1) if size < len(known)]
    pieces = [piece for size in sizes for piece in (known[:size], known[-size:])]
    return next((piece for piece in pieces if is_near(typed, piece)), None)
