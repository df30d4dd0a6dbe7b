"""What the worker does besides sending, about once a minute: saved offers, rules of the zone."""

from datetime import datetime, timedelta

from app.appointments.zones import put_right
from app.carriers.one_by_one import carrier_ids
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices.models import ZoneRules
from app.notices.replanning import replan
from app.notices.saved import follow_moves, moved_since

LOOK_BACK = timedelta(days=30)  # of the first look after a start: while nobody worked, offers moved
OVERLAP = timedelta(minutes=5)  # a change may be committed later than it is dated


class FollowOffers:
    """Brings each carrier's ledger in line with offers that changed since the last look."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Look, and remember when."""
        before = self._looked_at
        since = now - LOOK_BACK if before is None or before > now else before - OVERLAP
        with transaction():
            moved = moved_since(since)
        for carrier_id in carrier_ids() if moved else ():
            with carrier_opened(carrier_id), transaction():
                follow_moves(moved, now=now)
        self._looked_at = now


def follow_zone_rules(now: datetime) -> None:
    """When the zone has other rules than the ledger was reckoned with, reckon anew.

    What people agreed on is the wall time; the instant follows from it.
    """
    mark = clock.rules_mark()
    with transaction() as session:
        held = session.get(ZoneRules, clock.ZONE)
        if held is None:
            session.add(ZoneRules(zone=clock.ZONE, mark=mark))
            return
        if held.mark == mark:
            return
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id), transaction():
            put_right(now=now)
            replan(now=now)
    with transaction() as session:
        session.merge(ZoneRules(zone=clock.ZONE, mark=mark))
