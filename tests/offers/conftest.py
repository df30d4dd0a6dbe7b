"""What the tests of offers share."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock

TUESDAY = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@pytest.fixture
def tuesday() -> Iterator[None]:
    """A Tuesday in November, half past two in the afternoon: whole offers are open."""
    clock.shift(TUESDAY - clock.now())
    yield
    clock.shift(timedelta(0))
