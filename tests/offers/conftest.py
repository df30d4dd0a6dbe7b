"""What the tests of offers share."""

from collections.abc import Iterator

import pytest
import time_machine

TUESDAY = "2026-11-24 13:30:00+00:00"


@pytest.fixture
def tuesday() -> Iterator[None]:
    """A Tuesday in November, half past two in the afternoon: whole offers are open."""
    with time_machine.travel(TUESDAY, tick=False):
        yield
