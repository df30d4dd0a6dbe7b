"""A language nobody speaks: accented, a third longer, each text inside brackets nobody sees.

It takes the place of English, so every page can be shown in it as in any other language. What
stands outside the brackets never went through a catalogue.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from babel.support import NullTranslations
from flask import Flask

from app.core import i18n
from app.core.folding import SpokenEnvironment

STANDS_IN_FOR = "en"
OPEN, CLOSE = "\u2063", "\u2064"  # they take no room
ACCENTS = str.maketrans("aceinosuyACEINOSUY", "áçéíñóšúýÁÇÉÍÑÓŠÚÝ")
# what is no word: a place for a value, a tag, an entity
_NO_WORD = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")
_WORD = re.compile(r"\w{4,}")


def pretended(text: str) -> str:
    """The text as it would look in a language with longer words.

    >>> pretended("In %(num)d days").strip(OPEN + CLOSE)
    'Íñ %(num)d dáýšé'
    """
    pieces = _NO_WORD.split(str(text))
    pieces[::2] = [_WORD.sub(_longer, piece.translate(ACCENTS)) for piece in pieces[::2]]
    return f"{OPEN}{''.join(pieces)}{CLOSE}"


def _longer(word: re.Match[str]) -> str:
    found = word[0]
    return found + "éòåüéòåü"[: max(1, round(len(found) * 0.3))]


class Pseudo(NullTranslations):
    """A catalogue that knows every text."""

    def gettext(self, message: str) -> str:
        """Any text, pretended."""
        return pretended(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """One form or the other, pretended."""
        return pretended(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


@contextmanager
def spoken_by(app: Flask, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While this lasts the application speaks the pretended language instead of English."""
    environment = app.jinja_env
    assert isinstance(environment, SpokenEnvironment)
    real = i18n.catalogue

    def catalogue(code: str) -> Any:
        return Pseudo() if code == STANDS_IN_FOR else real(code)

    with patch.context() as changed:
        changed.setattr("app.core.i18n.catalogue", catalogue)
        changed.setattr("app.core.folding.catalogue", catalogue)
        changed.setitem(environment.__dict__, "spoken", {})
        yield
