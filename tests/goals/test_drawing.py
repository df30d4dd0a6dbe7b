"""perf_02, perf_04: drawing with everything in place beside drawing as Jinja and Flask-Babel do.

The margins are wide; `make bench PERF="perf_02 perf_04"` holds the promise itself.
"""

import pytest
from flask import Flask

from tests.bench import quickness

pytestmark = [pytest.mark.sqlite_only, pytest.mark.alone]


@pytest.mark.perf_04
def test_drawing_is_much_quicker_than_plain_jinja(app: Flask) -> None:
    assert quickness.drawing(app, rounds=3).value >= 3


@pytest.mark.perf_02
def test_a_plan_is_much_quicker_than_the_naive_one(app: Flask) -> None:
    found = quickness.beside_naive(app, rounds=2)
    assert found.value >= 3  # 4.6 alone on the machine; the naive page reads as quickly as ours
    assert found.holds, "the same bytes"
