"""CSS: logical properties only, classes instead of ids, few bytes."""

import re
from collections.abc import Iterator

import brotli
import pytest

from app.core.assets import ARRIVING, CRITICAL, LATER, css_of
from tests.house.sources import Source, files

BUDGET = 6_000  # bytes, brotli, of all that pages of clients are dressed with
INLINED = 3_000  # of it what travels inside a page
PHYSICAL = re.compile(
    r"(?<![\w-])("
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*"
    r"|(?:min-|max-)?(?:width|height)|left|right|top|bottom"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r")\s*:"
    r"|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)"
)
# Four values of which the second and the last differ; corners of which any two do.
SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-width)\s*:\s*([^;}]+)")
CORNERS = re.compile(r"(?<![\w-])border-radius\s*:\s*([^;}]+)")
AIMED = re.compile(
    r"(?<![\w-])(?:transform-origin|background-position|object-position|background)\s*:"
    r"[^;}]*\b(?:left|right)\b|\btranslateX\("
)
FLIPS = {
    "width": "inline-size",
    "height": "block-size",
    "left": "inset-inline-start",
    "right": "inset-inline-end",
    "top": "inset-block-start",
    "bottom": "inset-block-end",
}


def complaints(source: Source) -> Iterator[str]:
    """What does not turn with the direction of reading, and what cannot be overridden."""
    for number, line in enumerate(source.lines, 1):
        if source.is_excused(number):
            continue
        declarations = re.sub(r"@(media|container|supports)[^{]*", "", line)
        for found in PHYSICAL.finditer(declarations):
            name = found[0].rstrip(": ")
            advice = FLIPS.get(name, "its logical form (-inline-start, -block-end, start, end)")
            yield source.at(number, f"{name} does not turn in Arabic: write {advice}")
        for found in SIDES.finditer(declarations):
            if len(parts := found[1].split()) == 4 and parts[1] != parts[3]:
                yield source.at(
                    number, f"{found[0]!r} does not turn in Arabic: -inline-start, -end"
                )
        for found in CORNERS.finditer(declarations):
            if len(set(found[1].split())) > 1 and "/" not in found[1]:
                yield source.at(number, f"{found[0]!r} does not turn: border-start-start-radius")
        if AIMED.search(declarations):
            yield source.at(number, "left and right do not turn in Arabic: mirror it by [dir]")
        selector = declarations.split("{")[0] if "{" in declarations else ""
        if re.search(r"#[A-Za-z]", selector):
            yield source.at(number, "no ids in CSS: one class per component")


@pytest.mark.parametrize("source", list(files("*.css", "app/static/css")), ids=lambda s: s.name)
def test_css_turns_with_the_direction_of_reading(source: Source) -> None:
    assert not list(complaints(source)), "\n".join(complaints(source))


def test_the_css_stays_small() -> None:
    size = len(brotli.compress(css_of((*CRITICAL, *LATER)).encode()))
    assert size <= BUDGET, f"{size} bytes; move what is rare to a file of its own"
    for files_ in ((), *ARRIVING.values()):
        inlined = len(brotli.compress(css_of((*CRITICAL, *files_)).encode()))
        assert inlined <= INLINED, f"{CRITICAL + files_}: {inlined} bytes; move some to later.css"


def test_each_stylesheet_of_ours_is_served_once() -> None:
    assert {name for names in ARRIVING.values() for name in names} < set(LATER)
    assert not set(CRITICAL) & set(LATER)


@pytest.mark.parametrize(
    "line",
    [
        ".x { margin-left: 1rem; }",
        ".x{padding-top:0}",
        ".x { left: 0; }",
        ".x { width: 10rem; }",
        ".x { max-height: 1rem; }",
        ".x { text-align: right; }",
        ".x { border-top-left-radius: 1px; }",
        ".x { margin: 0 1rem 0 0; }",
        ".x { inset: 0 auto auto 0; }",
        ".x { border-radius: 1rem 0 0 1rem; }",
        ".x { transform-origin: left top; }",
        ".x { transform: translateX(1rem); }",
        "#main { color: red; }",
    ],
)
def test_a_planted_fault_is_caught(line: str) -> None:
    assert list(complaints(Source("x.css", line)))


@pytest.mark.parametrize(
    "line",
    [
        "@media (min-width: 60rem) { .x { margin-inline-start: 1rem; } }",
        ".x { margin: 1rem -.75rem -.75rem; padding: 0 1rem 2rem; border-radius: 50%; }",
        ".x { text-align: start; inset-inline-end: 0; color: #ffeedd; stroke-width: 2; }",
        ".x { width: 1px; } /* because: an SVG inside, it does not turn */",
    ],
)
def test_what_is_right_passes(line: str) -> None:
    assert list(complaints(Source("x.css", line))) == []
