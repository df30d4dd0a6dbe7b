"""Write down a reading or a copy, in a transaction of its own, before the answer leaves."""

from collections.abc import Sequence
from datetime import datetime

from app.audit.events import DataExported, RecordSeen
from app.caseload.queries import get_self
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


def note_export(*, by: Viewer, now: datetime) -> None:
    """Write down that a client took a copy of everything."""
    client_id = get_self(by).id
    with transaction():  # because: a GET commits nothing, the trail must stay
        publish(DataExported(occurred_at=now, by=by, client_id=client_id))
