"""Templates read as HTML: expressions become marks, statements vanish, line numbers stay."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from jinja2 import Environment

from tests.house.sources import Source

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
MARK = re.compile("\ue000(\\d+)\ue001")
_ATTRIBUTES = re.compile(r"_(attributes|class)\b")
_ENVIRONMENT = Environment(autoescape=True)


@dataclass
class Element:
    """A start tag as written; attribute values hold marks where an expression stands."""

    tag: str
    attributes: dict[str, str]
    line: int
    depth: int
    path: tuple[str, ...]  # tags around it
    is_as_written: bool  # inside lang="de" or translate="no": not for the catalogues
    inside: list[str] = field(default_factory=list)  # expressions between its tags


@dataclass
class Words:
    """Letters that stand in the page as they are."""

    text: str
    line: int
    path: tuple[str, ...]
    is_as_written: bool


class Markup(HTMLParser):
    """One template, taken apart."""

    def __init__(self, source: Source, *, branch: str = "all") -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.expressions: list[str] = []
        self.elements: list[Element] = []
        self.words: list[Words] = []
        self._open: list[Element] = []
        self.feed(self._html(branch))
        self.close()

    def _html(self, branch: str) -> str:
        """The template without its statements; `branch` keeps the first or the last of each if."""
        out: list[str] = []
        inside: list[str] | None = None
        keep = _Branches(branch)
        for _line, kind, value in _ENVIRONMENT.lex(self.source.text):
            if kind.endswith("_begin") and kind != "raw_begin":
                inside = []
            elif kind.endswith("_end") and kind != "raw_end":
                self._close(kind, "".join(inside or []), keep, out)
                inside = None
            elif inside is not None:
                inside.append(value)
            elif kind == "data" and keep.is_open:
                out.append(value)
                continue
            out.append("\n" * value.count("\n"))
        return "".join(out)

    def _close(self, kind: str, inner: str, keep: "_Branches", out: list[str]) -> None:
        if kind == "block_end":
            keep.read(inner.strip())
        elif kind == "variable_end" and keep.is_open:
            self.expressions.append(" ".join(inner.split()))
            out.append(f"\ue000{len(self.expressions) - 1}\ue001")

    def filled(self, value: str) -> str:
        """A value with its expressions written out: {{ ... }}."""
        return MARK.sub(lambda mark: "{{ " + self.expressions[int(mark[1])] + " }}", value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; an expression may stand right behind the tag's name."""
        tag = MARK.sub("", tag)
        attributes = {name: value or "" for name, value in attrs}
        around = self._open[-1] if self._open else None
        own = attributes.get("lang") == "de" or attributes.get("translate") == "no"
        as_written = own or (around is not None and around.is_as_written)
        path = (*around.path, around.tag) if around else ()
        element = Element(tag, attributes, self.getpos()[0], len(self._open), path, as_written)
        self.elements.append(element)
        for value in attributes.values():
            self._note(value)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself (SVG)."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of this name."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Note letters."""
        self._note(data)
        around = self._open[-1] if self._open else None
        text = MARK.sub(" ", data).strip()
        if text:
            path = (*around.path, around.tag) if around else ()
            as_written = around is not None and around.is_as_written
            self.words.append(Words(text, self.getpos()[0], path, as_written))

    def _note(self, value: str) -> None:
        for mark in MARK.finditer(value):
            for element in self._open:
                element.inside.append(self.expressions[int(mark[1])])

    def roots(self) -> Iterator[Element]:
        """Elements that stand in no other."""
        return (element for element in self.elements if element.depth == 0)


class _Branches:
    """Which branches of the ifs around here are looked at: all, the first, or the last ones."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.stack: list[tuple[bool, bool]] = []  # is it an if, is this branch kept

    @property
    def is_open(self) -> bool:
        return all(kept for _is_if, kept in self.stack)

    def read(self, statement: str) -> None:
        word = statement.split()[0] if statement else ""
        if word == "if":
            self.stack.append((True, self.wanted != "last"))
        elif word in ("elif", "else") and self.stack and self.stack[-1][0]:
            self.stack[-1] = (True, self.wanted != "first" and not (word == "elif" and self._last))
        elif word == "block" and _ATTRIBUTES.search(statement):
            self.stack.append((False, False))  # fills attributes of the layout's tag
        elif word in ("for", "macro", "call", "filter", "with", "block") or _is_long_set(statement):
            is_elsewhere = word in ("macro", "set")  # stands where it is called, not here
            self.stack.append((False, self.wanted == "all" or not is_elsewhere))
        elif word == "else":
            return
        elif word.startswith("end") and self.stack:
            self.stack.pop()

    @property
    def _last(self) -> bool:
        return self.wanted == "last"


def _is_long_set(statement: str) -> bool:
    """{% set x %}...{% endset %}, not {% set x = ... %}."""
    return statement.startswith("set ") and "=" not in statement


@functools.cache
def taken_apart(source: Source) -> Markup:
    """A template as HTML, read once for all rules."""
    return Markup(source)
