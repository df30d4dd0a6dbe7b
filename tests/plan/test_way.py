"""The drawn way: stones in order, inside the drawing, not one on another."""

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


def test_without_stones_there_is_no_line() -> None:
    assert drawn_way([]).line == ""
    assert drawn_way(["now"]).line.startswith("M")
