"""Keep a number, room or name in one piece, whichever way the script around it runs."""

import re

from markupsafe import Markup, escape

_RTL = re.compile("[\u0590-\u08ff]")
_MARKED = re.compile("[\u2066-\u2069]")
_NO_WORD = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&#?\w+;)")  # places for values, tags, entities
# From a Latin letter to the last one before another script, a bracket or the end of a sentence;
# a time of the day is inside: Mo, Mi 14:00–16:00.
_LATIN = re.compile(
    r"[A-Za-zÀ-ž](?:(?:[\wÀ-ž .,/&'’+§–-]|(?<=\d):(?=\d))*[A-Za-zÀ-ž0-9])?", re.ASCII
)


def isolated(text: str, direction: str = "ltr") -> Markup:
    """Wrap a number, phone, room or name so that it reads right inside any script."""
    return Markup(f'<bdi dir="{direction}">{escape(text)}</bdi>')  # noqa: S704  # because: escaped


def isolate_plain(text: str) -> str:
    """The same where HTML has no say (push, titles): U+2068 ... U+2069."""
    return f"\u2068{text}\u2069"


def isolate_latin(text: str) -> str:
    """Keep each German name inside a text that runs from right to left in one piece.

    Plain marks, so that it also holds where HTML has no say: U+2066 ... U+2069.
    """
    if not _RTL.search(text) or _MARKED.search(text):
        return text
    pieces = _NO_WORD.split(text)
    pieces[::2] = [_LATIN.sub("\u2066\\g<0>\u2069", piece) for piece in pieces[::2]]
    return "".join(pieces)
