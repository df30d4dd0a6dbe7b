"""When to remind, in short words: d3 three days before, h2 two hours before, l7 a week before a
right lapses. One row of the ledger bears such a word, or the name of its news: changed, cancelled.
"""

import re
from dataclasses import dataclass
from datetime import time

_PARTS = re.compile(r"([a-z]+)(\d*)")
_LONGEST = {"d": 365, "h": 12}


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """When one kind of thing is reminded of; `at` is the wall time of whole days before."""

    offsets: tuple[str, ...]
    at: time


# What we propose; a carrier may set something else.
PROPOSED = {
    "appointment": Rhythm(offsets=("d3", "d1", "h2"), at=time(17)),
    "step": Rhythm(offsets=("d30", "d14", "d7", "d1"), at=time(10)),
    "title": Rhythm(offsets=("d90", "d60", "d30", "d14"), at=time(10)),
    "entitlement": Rhythm(offsets=("d30", "d14", "d7", "d1"), at=time(10)),
    "offer": Rhythm(offsets=("d1",), at=time(17)),
}
_DAYS = ("d90", "d60", "d30", "d14", "d7", "d3", "d1")
# What a carrier may choose from.
OFFERED = {
    "appointment": ("d7", "d3", "d2", "d1", "h4", "h3", "h2", "h1"),
    "step": _DAYS,
    "title": _DAYS,
    "entitlement": _DAYS,
    "offer": ("d3", "d2", "d1"),
}


def base(offset: str) -> str:
    """The word itself: d1 of d1.2 (planned for the second time), now of now-17 (round 17)."""
    return offset.partition(".")[0].partition("-")[0]


def family(offset: str) -> str:
    """What it says: d, h and l remind; now, changed, cancelled, proposed, answered are news."""
    return _split(offset)[0]


def number(offset: str) -> int:
    """How many days or hours before; 0 for news."""
    return int(_split(offset)[1] or 0)


def is_planned(offset: str) -> bool:
    """True for what is reckoned from a date; news has no place in a rhythm."""
    return family(offset) in ("d", "h", "l")


def is_sane(offset: str) -> bool:
    """True for a word that planning understands."""
    found = re.fullmatch(r"([dh])([1-9]\d{0,2})", offset)
    return found is not None and int(found[2]) <= _LONGEST[found[1]]


def _split(offset: str) -> tuple[str, str]:
    found = _PARTS.match(offset)
    return (found[1], found[2]) if found else ("", "")
