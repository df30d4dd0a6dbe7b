"""The drawn way: where each stone lies and how the way winds between them.

Lines are written from point to point, as SVG's small letters mean it: what repeats on the way
repeats in the page, and so hardly weighs there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

ROW = 7  # stones in a row; the eighth lies where the way turns back
STEP, RISE, WAVE, EDGE = 42, 56, 8, 24  # units of the drawing
PULL = 18  # how far a bend reaches


@dataclass(frozen=True, kw_only=True)
class Stone:
    """One stone: its place and whether it is done, now or still open."""

    x: int
    y: int
    state: str
    heading: int  # 1 forward, -1 back, 0 where the way turns

    @property
    def radius(self) -> int:
        """The stone she stands on is larger."""
        return 10 if self.state == "now" else 8


@dataclass(frozen=True, kw_only=True)
class Way:
    """A drawing: its size, its line (SVG path data), its stones, and their rings."""

    width: int
    height: int
    line: str
    stones: tuple[Stone, ...]
    rings: tuple[tuple[str, str], ...]  # all stones of a state in one line

    @property
    def done(self) -> int:
        """How many stones are done."""
        return sum(stone.state == "done" for stone in self.stones)


def drawn_way(states: Sequence[str]) -> Way:
    """Lay the stones from the start below, forward and back, row above row."""
    return _drawn(tuple(states))


@lru_cache(256)  # many plans have the same stones
def _drawn(states: tuple[str, ...]) -> Way:
    rows = len(states) // (ROW + 1) + 1
    height = 2 * EDGE + (rows - 1) * RISE
    start = EDGE if rows < 3 else EDGE + STEP  # only a third row turns at the start's side
    stones = tuple(
        _laid(number, state, start=start, height=height) for number, state in enumerate(states)
    )
    return Way(
        width=start + ROW * STEP + EDGE,
        height=height,
        line=_line(stones),
        stones=stones,
        rings=tuple(_rings(stones)),
    )


def _laid(number: int, state: str, *, start: int, height: int) -> Stone:
    row, place = divmod(number, ROW + 1)
    heading = 1 if row % 2 == 0 else -1
    along = place if heading == 1 else ROW - 1 - place
    floor = height - EDGE - row * RISE
    if place == ROW:
        return Stone(x=start + along * STEP, y=floor - RISE // 2, state=state, heading=0)
    wave = WAVE if place % 2 == 0 else -WAVE
    return Stone(x=start + along * STEP, y=floor + wave, state=state, heading=heading)


def _line(stones: Sequence[Stone]) -> str:
    """One smooth line through all stones."""
    if not stones:
        return ""
    parts = [f"M{stones[0].x} {stones[0].y}"]
    for here, there in pairwise(stones):
        x, y = there.x - here.x, there.y - here.y
        rise_here = 0 if here.heading else -PULL
        rise_there = 0 if there.heading else PULL
        parts.append(
            f"c{here.heading * PULL} {rise_here} "
            f"{x - there.heading * PULL} {y + rise_there} {x} {y}"
        )
    return "".join(parts)


def _rings(stones: Sequence[Stone]) -> Iterator[tuple[str, str]]:
    """Each state with the rings of its stones."""
    for state in dict.fromkeys(stone.state for stone in stones):
        own = [stone for stone in stones if stone.state == state]
        r = own[0].radius
        ring = f"a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0"
        steps = [f"m{there.x - here.x} {there.y - here.y}{ring}" for here, there in pairwise(own)]
        yield state, f"M{own[0].x - r} {own[0].y}{ring}{''.join(steps)}"
