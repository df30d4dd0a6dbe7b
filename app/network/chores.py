"""What the worker does for the network: words about needs do not stay for ever."""

from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.db import transaction
from app.network.counting import WINDOW
from app.network.models import NeedSignal


def forget_need_words(now: datetime) -> None:
    """What was written about a need goes when nobody is shown it any more."""
    last = clock.local(now).date() - WINDOW
    old = sa.and_(NeedSignal.told_on <= last, NeedSignal.text.is_not(None))
    with transaction() as session:
        session.execute(sa.update(NeedSignal).where(old).values(text=None))
