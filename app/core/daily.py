"""A chore of the worker that is done once a day."""

from collections.abc import Callable
from datetime import date, datetime

from app.core import clock


class Daily:
    """Does its work when the worker starts, and in the first minute of each day after.

    A day is one in Berlin; a clock that went back counts as another day.
    """

    def __init__(self, work: Callable[[datetime], None]) -> None:
        self._work = work
        self._done_on: date | None = None

    def __call__(self, now: datetime) -> None:
        """Cheap to ask every minute; work that failed is tried again at the next asking."""
        today = clock.local(now).date()
        if self._done_on != today:
            self._work(now)
            self._done_on = today
