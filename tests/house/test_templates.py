"""Templates: texts translated, addresses real, fragments alone, htmx as the house uses it."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from jinja2 import Environment, nodes

from tests.house.htmx import htmx
from tests.house.markup import MARK, Markup, taken_apart
from tests.house.sources import ROOT, Source, templates

ALL = list(templates())
LETTERS = re.compile(r"[^\W\d_]{2,}")
OUR_NAMES = {"Schrittweise", "Deutsch"}
WORDS_BEGIN = re.compile(r"[A-ZÄÖÜ][a-zäöüß]{2,}")
ON_GERMAN_PHONES = {"Teilen", "Zum Home-Bildschirm", "Zum Startbildschirm hinzufügen"}
POINTING = {"arrow-right", "chevron-left", "chevron-right", "external-link", "log-out", "route"}
POINTING |= {"send", "undo-2"}
SPOKEN = ("alt", "title", "aria-label", "aria-description", "placeholder", "label")
Rule = Callable[[Source], Iterator[str]]


@functools.cache
def tree_of(source: Source) -> nodes.Template:
    """A template as Jinja reads it, once for all rules."""
    return Environment(autoescape=True).parse(source.text)


def literals(source: Source) -> Iterator[str]:
    """Words a reader sees must come from a catalogue, or be German on purpose."""
    markup = taken_apart(source)
    advice = 'not translated: write {{ _("...") }}; lang="de" for German, translate="no" for names'
    for words in markup.words:
        if words.is_as_written or {"style", "script"} & set(words.path):
            continue
        if set(LETTERS.findall(words.text)) - OUR_NAMES and not source.is_excused(words.line):
            yield source.at(words.line, f"{advice} ({words.text[:40]!r})")
    for element in markup.elements:
        for name in SPOKEN:
            value = MARK.sub("", element.attributes.get(name, ""))
            if LETTERS.search(value) and not element.is_as_written and value not in OUR_NAMES:
                yield source.at(element.line, f"{advice} ({name}={value!r})")


def spoken(source: Source) -> Iterator[str]:
    """Words in an expression are words all the same: `{{ button("Save") }}` is not translated.

    What is compared, looked up or a pattern of a filter is no text of ours.
    """
    if source.name.startswith("app/templates/style/"):
        return  # because: the style page shows invented people; nobody translates them
    for node in _said(tree_of(source)):
        if WORDS_BEGIN.match(node.value) and node.value not in ON_GERMAN_PHONES:
            advice = f'not translated: write _("...") ({node.value[:40]!r})'
            yield source.at(node.lineno, advice)


def _said(node: nodes.Node) -> Iterator[nodes.Const]:
    """Texts of an expression that may reach a reader as they are."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in ("_", "ngettext"):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    parts: Iterable[nodes.Node]
    if isinstance(node, nodes.Filter):
        parts = [node.node] if node.node else []
    elif isinstance(node, (nodes.Compare, nodes.Getitem, nodes.Test)):
        parts = []
    else:
        parts = node.iter_child_nodes()
    for part in parts:
        yield from _said(part)


def constants(source: Source) -> Iterator[str]:
    """What is no constant cannot be extracted, and its translation would not be escaped."""
    for call in tree_of(source).find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        texts = {"_": 1, "ngettext": 2}.get(name, 0)
        given = [one for one in call.args[:texts] if isinstance(one, nodes.Const)]
        if len(given) < texts:
            yield source.at(call.lineno, f"{name}() takes constants; for data use t()")


def directions(source: Source) -> Iterator[str]:
    """A text in another language says which way it runs, or it turns what stands beside it.

    <bdi> finds out by itself; what is only heard, and an <option>, turns nothing.
    """
    for element in taken_apart(source).elements:
        given = element.attributes
        is_apart = element.tag in ("bdi", "html", "option") or "visually-hidden" in given.get(
            "class", ""
        )
        if "lang" in given and "dir" not in given and not is_apart:
            yield source.at(element.line, f'<{element.tag} lang> needs dir="ltr", "rtl" or "auto"')


def commas(source: Source) -> Iterator[str]:
    """Arabic and Ethiopic scripts have a comma of their own."""
    written = [words for words in taken_apart(source).words if not words.is_as_written]
    found = [words.line for words in written if re.search(r"(?:^|\s),(?:\s|$)", words.text)]
    looped = r"""["'], ["'] if not loop|join\(["'], ["']\)"""
    found += [number for number, line in enumerate(source.lines, 1) if re.search(looped, line)]
    yield from (source.at(number, "a Latin comma: write {{ comma() }}") for number in found)


def inline(source: Source) -> Iterator[str]:
    """The content policy allows no inline script or style."""
    for element in taken_apart(source).elements:
        names = set(element.attributes)
        if "style" in names or any(name.startswith("on") for name in names):
            yield source.at(element.line, "no style= or on...=: use a class, a data-* or app.js")
        is_data = element.attributes.get("type") == "application/ld+json"
        if element.tag == "script" and "src" not in names and not is_data:
            yield source.at(element.line, "no inline script: put it under app/static/js")
        if element.tag == "style" and source.name != "app/templates/layouts/base.html":
            yield source.at(element.line, "no inline style: put it under app/static/css")
        if element.attributes.get("href") in ("", "#"):
            yield source.at(
                element.line, 'no href="#": a link leads somewhere, else it is a button'
            )


def csrf(source: Source) -> Iterator[str]:
    """Every form that changes something carries the token."""
    for element in taken_apart(source).elements:
        is_post = element.tag == "form" and element.attributes.get("method") == "post"
        if is_post and not any("csrf" in expression for expression in element.inside):
            yield source.at(element.line, "a post form holds {{ csrf() }} of components/field")


def fragment(source: Source) -> Iterator[str]:
    """A fragment stands alone: it extends nothing and has one root element with an id."""
    if not source.name.rsplit("/", 1)[1].startswith("_"):
        return
    if "{% extends" in source.text or "{%- extends" in source.text:
        yield source.at(1, "a fragment extends nothing: the page includes it")
    source = _macro_behind(source)
    first, last = (Markup(source, branch=branch) for branch in ("first", "last"))
    for markup in (first, last):
        roots = list(markup.roots())
        may_be_empty = markup is last and not markup.elements
        if not may_be_empty and (len(roots) != 1 or any(not w.path for w in markup.words)):
            tags = ", ".join(root.tag for root in roots) or "none"
            yield source.at(1, f"a fragment has one root element; here: {tags}")
        elif roots and "id" not in roots[0].attributes:
            yield source.at(roots[0].line, "the root of a fragment has a stable id")


def _macro_behind(source: Source) -> Source:
    """A fragment that only calls a component stands or falls with that macro."""
    called = re.search(r"^\{\{-? ?(\w+)\(", source.text, re.MULTILINE)
    if taken_apart(source).elements or not called:
        return source
    imported = re.search(rf'from "([^"]+)" import [^%]*\b{called[1]}\b', source.text)
    if not imported:
        return source
    text = (ROOT / "app/templates" / imported[1]).read_text("utf-8")
    body = re.search(rf"macro {called[1]}\(.*?%\}}(.*?)\{{%-? ?endmacro", text, re.DOTALL)
    return Source(f"app/templates/{imported[1]}", body[1] if body else "")


def icons(source: Source) -> Iterator[str]:
    """An icon outside the sprite is an empty square; one that points turns with the script."""
    sprite = (ROOT / "app/static/icons/sprite.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', sprite))
    for number, line in enumerate(source.lines, 1):
        for name in re.findall(r"""\bicon\(\s*["']([\w-]+)["']""", line):
            if name not in known:
                yield source.at(number, f"no icon {name!r} in icons/sprite.svg: add its <symbol>")
        for name in re.findall(r"""\bicon\(\s*["']([\w-]+)["']\s*\)""", line):
            if name in POINTING:
                yield source.at(number, f"{name} points: icon({name!r}, turns=true)")


def addresses(source: Source) -> Iterator[str]:
    """A name or a secret in an address ends in logs and histories."""
    for element in taken_apart(source).elements:
        href = element.attributes.get("href", "")
        if "@" in href and href.startswith("mailto:"):
            yield source.at(element.line, "no e-mail in this product")
        if href.startswith(("http://", "https://", "//")) and not source.is_excused(element.line):
            yield source.at(element.line, "no foreign address written into a template")


def too_long(source: Source) -> Iterator[str]:
    """Long templates hide their structure."""
    if len(source.lines) > 120 and "because:" not in source.line(1):
        yield source.at(120, f"{len(source.lines)} lines, at most 120: cut out a fragment or macro")


RULES = (
    literals,
    spoken,
    constants,
    directions,
    commas,
    inline,
    htmx,
    csrf,
    fragment,
    icons,
    addresses,
    too_long,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_templates_keep(rule: Rule) -> None:
    said = [words for source in ALL for words in rule(source)]
    assert not said, "\n".join(said)


FRAME = '<form method="post" action="/a" data-hx-post="/a"'
AIM = 'data-hx-target="#a" data-hx-swap="outerHTML"'
PLANTED: list[tuple[Rule, str]] = [
    (literals, "<p>Hello you</p>"),
    (literals, '<img alt="A tree">'),
    (literals, '{% if x %}<p lang="de">Gut</p>{% else %}<p>Good</p>{% endif %}'),
    (spoken, '{{ button("Save") }}'),
    (spoken, '{{ "Good" if x else _("Bad") }}'),
    (spoken, '{% set word = "Open" %}'),
    (constants, "{{ _(title) }}"),
    (constants, '{{ _("Hello " ~ name) }}'),
    (constants, '{{ ngettext("%(num)d day", days, n) }}'),
    (directions, '<p lang="ar">{{ a }}</p>'),
    (directions, '<span lang="{{ a }}">{{ b }}</span>'),
    (commas, "<p>{{ a }}, {{ b }}</p>"),
    (commas, '{% for a in b %}{{ ", " if not loop.first }}{{ a }}{% endfor %}'),
    (commas, '{{ days | join(", ") }}'),
    (inline, '<p style="color: red">'),
    (inline, '<button onclick="x()">'),
    (inline, "<script>alert(1)</script>"),
    (inline, '<a href="#">'),
    (htmx, '<p hx-get="/a">'),
    (htmx, f'<button data-hx-post="/a" {AIM}>'),
    (htmx, f'<form method="post" action="/b" data-hx-post="/a" {AIM}>'),
    (htmx, '<a href="/a" data-hx-get="/a" data-hx-target="#a">'),
    (htmx, f'<a href="{{{{ a }}}}" data-hx-get="{{{{ b }}}}" {AIM}>'),
    (htmx, f'<a href="/a" data-hx-get="/a" {AIM} data-hx-trigger="click[x]">'),
    (csrf, '<form method="post" action="/a"><input name="b"></form>{{ csrf() }}'),
    (fragment, '<p id="a"></p><p id="b"></p>'),
    (fragment, "<p>{{ a }}</p>"),
    (fragment, '{% extends "x" %}<p id="a"></p>'),
    (fragment, '{% if a %}<p id="a"></p>{% else %}<p></p>{% endif %}'),
    (icons, '{{ icon("unicorn") }}'),
    (icons, '{{ icon("undo-2") }}'),
    (addresses, '<a href="https://example.org">'),
    (too_long, "<br>\n" * 121),
]


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_a_planted_fault_is_caught(rule: Rule, text: str) -> None:
    assert list(rule(Source("app/templates/x/_x.html", text)))


def test_what_is_right_passes() -> None:
    text = (
        '{% from "a" import b %}\n{% macro m() %}<i>{{ c }}</i>{% endmacro %}'
        f'<section id="a"><p>{{{{ _("Hello") }}}} 12</p><p lang="de" dir="ltr">Gut</p>'
        f"{FRAME} {AIM}>"
        "{{ csrf() }}</form></section>"
    )
    assert [said for rule in RULES for said in rule(Source("app/templates/x/_x.html", text))] == []
