"""Write down a reading, in a transaction of its own, before the answer leaves."""

from collections.abc import Sequence

from app.audit.events import RecordSeen
from app.core import clock
from app.core.access import Log, Viewer
from app.core.db import transaction
from app.core.events import publish


def follow_reading(
    viewer: Viewer, client_ids: Sequence[int], log: Log, reason: str | None = None
) -> None:
    """Publish that this viewer read the records of these clients."""
    now = clock.now()
    with transaction():  # because: a GET commits nothing, the trail must stay
        for client_id in client_ids:
            publish(
                RecordSeen(occurred_at=now, by=viewer, client_id=client_id, log=log, reason=reason)
            )
