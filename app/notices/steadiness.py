"""Whether time passes as it should: a clock that jumps would send everything at once, or nothing.

The database's clock decides what is due. When it moves by more than five minutes while the machine
counted less, nothing is sent until it has gone steadily for as long.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import transaction
from app.notices.models import WorkerBeat

JUMP = timedelta(minutes=5)
NOTHING = timedelta(0)


class Steadiness:
    """What one worker has seen of the time."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, timedelta] | None = None  # the clock, and the machine's count
        self._steady_from: timedelta = NOTHING  # of the machine's count
        self.jumped_at: datetime | None = None  # None: it goes as it should

    def look(self) -> bool:
        """Read the time; False while it cannot be trusted."""
        now, count = clock.now(), clock.elapsed()
        if self._has_jumped(now, count):
            self.jumped_at, self._steady_from = now, count + JUMP
        elif count >= self._steady_from:
            self.jumped_at = None
        self._seen = (now, count)
        return self.jumped_at is None

    def _has_jumped(self, now: datetime, count: timedelta) -> bool:
        if self._seen is None:
            return _is_before_the_last_beat(now)
        before, counted = self._seen
        return abs((now - before) - (count - counted)) > JUMP


def _is_before_the_last_beat(now: datetime) -> bool:
    """At the start: another worker was already later than it is now."""
    with transaction() as session:
        last = session.scalar(sa.select(sa.func.max(WorkerBeat.at)))
    return last is not None and last > now + JUMP
