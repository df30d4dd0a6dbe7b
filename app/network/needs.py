"""Needs that nobody serves yet: told by anybody, kept without a person."""

from datetime import datetime

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db
from app.core.events import publish
from app.network.events import NeedTold
from app.network.models import NeedSignal


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
