"""What the worker does for the network: words about needs do not stay for ever."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import transaction
from app.network.counting import WINDOW
from app.network.models import NeedSignal

EVERY = timedelta(days=1)


class ForgetNeedWords:
    """Once a day: what was written about a need goes when nobody is shown it any more."""

    def __init__(self) -> None:
        self._done_at: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look when it is time; a clock that went back counts as time."""
        if self._done_at is not None and self._done_at <= now < self._done_at + EVERY:
            return
        last = clock.local(now).date() - WINDOW
        old = sa.and_(NeedSignal.told_on <= last, NeedSignal.text.is_not(None))
        with transaction() as session:
            session.execute(sa.update(NeedSignal).where(old).values(text=None))
        self._done_at = now
