"""Plain text out of the HTML of others: no markup stays, nothing that could run is kept."""

import html
import re

import nh3

from app.core.forms import tidy

# What makes a line of its own; of it nh3 makes well-formed tags without attributes. Everything
# else goes, scripts and styles with what stands in them.
_LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_MARKUP = re.compile(r"<[/!a-zA-Z]")
_ITEM = re.compile(r"\s*<li>(?:\s*<(?:p|div)>)*\s*")
_TAG = re.compile(r"\s*</?[a-z0-9]+>\s*")
_BLANKS = re.compile(r"[^\S\n]+")
_GAPS = re.compile(r"\n\s*\n\s*")


def bare(text: str) -> str:
    """A text, of which only the words stay if markup stands in it."""
    return plain_text(text) if _MARKUP.search(text) else text


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, one line for each block, a dash before each item."""
    lines = nh3.clean(markup.replace("\n", " "), tags=set(_LINES), attributes={})
    lines = _TAG.sub("\n", _ITEM.sub("\n- ", lines))
    text = _BLANKS.sub(" ", html.unescape(lines))
    return tidy(_GAPS.sub("\n", text)) or ""
