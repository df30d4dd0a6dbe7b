"""Exactly once: a phone that got no answer sends again, and the second time changes nothing."""

import uuid
from datetime import datetime

from app.caseload.received_models import ReceivedOp
from app.core.db import db, insert_into
from app.core.tenancy import current_carrier


def is_first(op_id: uuid.UUID, *, client_id: int, now: datetime) -> bool:
    """Write an operation down; False when this very one came before.

    It is written in the transaction of the change: what was refused counts as never sent. A
    second sending at the same moment waits in the database till the first is over.
    """
    written = (
        insert_into(ReceivedOp)
        .values(carrier_id=current_carrier(), client_id=client_id, op_id=op_id, received_at=now)
        .on_conflict_do_nothing(index_elements=["carrier_id", "client_id", "op_id"])
        .returning(ReceivedOp.id)
    )
    return db.session.scalar(written) is not None
