"""What printed pages share: words with their script's direction, and codes to scan."""

from collections.abc import Callable
from dataclasses import dataclass

import segno
from markupsafe import Markup

from app.core.i18n import SIMPLE, shown, speaking


@dataclass(frozen=True)
class Text:
    """Some words, their language and the direction of its script."""

    words: str
    lang: str
    dir: str


def said_in(code: str, say: Callable[[], str]) -> Text:
    """Say something in a language, whatever is being spoken."""
    with speaking(code) as spoken:
        written = shown(spoken)
        return Text(say(), "de" if written is SIMPLE else written.code, written.dir)


def drawn_code(address: str, *, border: int = 2) -> Markup:
    """Draw a code that opens one of our addresses; a screen wants a wider border than paper."""
    code = segno.make(address, error="m", micro=False)
    # because: segno writes numbers and our own two words into this SVG, no data of anybody
    return Markup(code.svg_inline(border=border, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704
