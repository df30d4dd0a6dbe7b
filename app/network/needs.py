"""Needs that nobody serves yet: told by anybody, kept without a person."""

from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.access import SYSTEM, Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.network.events import NeedTold, NeedWordsRemoved
from app.network.models import NeedSignal
from app.offers.care import in_area


def tell(topic: str, municipality_ags: str, text: str, *, now: datetime) -> None:
    """Keep that somebody misses an offer. Whoever is signed in is not written down either."""
    made = NeedSignal(
        topic=topic,
        municipality_ags=municipality_ags,
        text=text or None,
        told_on=clock.local(now).date(),
    )
    db.session.add(made)
    db.session.flush()
    # because: a need is anonymous; the trail shows our own job as the one who wrote
    publish(NeedTold(occurred_at=now, by=SYSTEM, need_id=made.id))


def remove_words(need_id: int, *, by: Viewer, now: datetime) -> None:
    """Take away what somebody wrote; the need itself goes on counting. Twice is once."""
    mine = NeedSignal.id == need_id, in_area(NeedSignal.municipality_ags, by)
    found = db.session.scalar(sa.select(NeedSignal).where(*mine))
    if found is None:
        raise Missing
    if found.text is not None:
        found.text = None
        publish(NeedWordsRemoved(occurred_at=now, by=by, need_id=need_id))
