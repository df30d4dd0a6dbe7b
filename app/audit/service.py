"""Write down a reading, in a transaction of its own, before the answer leaves."""

from app.audit.events import RecordSeen
from app.core import clock
from app.core.access import Log, Viewer
from app.core.db import transaction
from app.core.events import publish


def follow_reading(viewer: Viewer, client_id: int, log: Log) -> None:
    """Publish that this viewer read this client's record."""
    with transaction():  # because: a GET commits nothing, the trail must stay
        publish(RecordSeen(occurred_at=clock.now(), by=viewer, client_id=client_id, log=log))
