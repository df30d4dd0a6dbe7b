"""The drawn way: where each stone lies and how the way winds between them."""

from collections.abc import Sequence
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


@dataclass(frozen=True, kw_only=True)
class Way:
    """A drawing: its size, its line (SVG path data) and its stones."""

    width: int
    height: int
    line: str
    stones: tuple[Stone, ...]

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
    return Way(width=start + ROW * STEP + EDGE, height=height, line=_line(stones), stones=stones)


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
        rise_here = 0 if here.heading else -PULL
        rise_there = 0 if there.heading else PULL
        parts.append(
            f"C{here.x + here.heading * PULL} {here.y + rise_here} "
            f"{there.x - there.heading * PULL} {there.y + rise_there} {there.x} {there.y}"
        )
    return "".join(parts)
