"""What tests of reminders may ask for besides the app."""

from collections.abc import Iterator

import pytest

from app.core import clock
from tests.push_stubs.service import Service


@pytest.fixture
def service() -> Iterator[Service]:
    """A push service that goes by our clock, which tests move."""
    with Service(now=lambda: clock.now().timestamp()) as running:
        yield running
