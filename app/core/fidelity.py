"""What a translation must keep of its original, and which direction marks may stay in a text."""

import re
import unicodedata
from collections import Counter

# Overrides turn letters round; embeddings are the old isolates. Nobody needs them in a sentence.
_OVERRIDES = re.compile("[\u202a-\u202e]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ISOLATES = "\u2066\u2067\u2068"
_CLOSE = "\u2069"
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
_NUMBER = re.compile(r"\d{2,}")  # a single digit may well become a word


def kept_safe(text: str | None) -> str | None:
    """Strip blanks, controls and overrides; marks that isolate stay, each closed in its line.

    Translators need them: a German office name inside an Arabic sentence.
    """
    if text is None:
        return None
    plain = _CONTROLS.sub("", _OVERRIDES.sub("", text.replace("\r\n", "\n")))
    return "\n".join(_closed(line) for line in plain.split("\n")).strip()


def _closed(line: str) -> str:
    """Close what was opened; leave out what closes nothing."""
    kept, depth = [], 0
    for letter in line:
        if letter == _CLOSE and depth == 0:
            continue
        depth += (letter in _ISOLATES) - (letter == _CLOSE)
        kept.append(letter)
    return "".join(kept) + _CLOSE * depth


def lost(original: str, translation: str) -> list[str]:
    """What the translation must hold and does not: names to fill in, numbers of two digits or more.

    Digits of every script count as the same, and a telephone number may be spaced differently.
    """
    wanted, given = (Counter(_PLACEHOLDER.findall(text)) for text in (original, translation))
    digits = _digits(translation)
    numbers = (_digits(number) for number in _NUMBER.findall(_PLACEHOLDER.sub(" ", original)))
    return [*(wanted - given), *(n for n in dict.fromkeys(numbers) if n not in digits)]


def invented(original: str, translation: str) -> list[str]:
    """Names to fill in that the original does not have: they would stand there as they are."""
    wanted, given = (Counter(_PLACEHOLDER.findall(text)) for text in (original, translation))
    return list(given - wanted)


def _digits(text: str) -> str:
    """The digits of a text one after the other, as 0 to 9."""
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdecimal())
