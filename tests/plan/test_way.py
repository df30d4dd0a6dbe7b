"""The drawn way: stones in order, inside the drawing, not one on another."""

import re
from itertools import pairwise

import pytest

from app.plan.way import drawn_way


@pytest.mark.parametrize("number", [1, 2, 7, 8, 9, 12, 16, 40])
def test_every_stone_has_its_own_place_inside_the_drawing(number: int) -> None:
    way = drawn_way(["open"] * number)
    places = [(stone.x, stone.y) for stone in way.stones]
    assert len(set(places)) == number
    for (x, y), (other_x, other_y) in pairwise(places):
        assert (x - other_x) ** 2 + (y - other_y) ** 2 >= 24**2  # radius 8 and a line around it
    assert all(12 <= x <= way.width - 12 and 12 <= y <= way.height - 12 for x, y in places)


def test_the_way_begins_below_and_turns_back_above() -> None:
    way = drawn_way(["done"] * 7 + ["now"] + ["open"] * 4)
    first, turn, after = way.stones[0], way.stones[7], way.stones[8]
    assert turn.x == max(stone.x for stone in way.stones)
    assert first.y > turn.y > after.y
    assert after.x < turn.x
    assert way.done == 7


def test_rings_lie_where_the_stones_lie_and_the_line_goes_through_them() -> None:
    way = drawn_way(["done"] * 5 + ["now"] + ["open"] * 20)
    drawn = []
    for state, line in way.rings:
        x, y = 0, 0
        radius = 10 if state == "now" else 8
        for kind, right, down in re.findall(r"([Mm])(-?\d+) (-?\d+)", line):
            x, y = (0, 0) if kind == "M" else (x, y)
            x, y = x + int(right), y + int(down)
            drawn.append((x + radius, y, state))
    assert drawn == [(stone.x, stone.y, stone.state) for stone in way.stones]
    (start, *bends) = re.findall(r"[Mc][^Mc]+", way.line)
    x, y = map(int, start[1:].split())
    passed = [(x, y)]
    for bend in bends:
        *_, right, down = map(int, bend[1:].split())
        x, y = x + right, y + down
        passed.append((x, y))
    assert passed == [(stone.x, stone.y) for stone in way.stones]


def test_without_stones_there_is_no_line() -> None:
    assert drawn_way([]).line == ""
    assert drawn_way(["now"]).line.startswith("M")
