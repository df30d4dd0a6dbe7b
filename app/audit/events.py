"""Facts of the trail itself."""

from dataclasses import dataclass

from app.core.access import Log
from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RecordSeen(DomainEvent):
    """Staff opened one client's record; the client can read that they did."""

    log: Log
