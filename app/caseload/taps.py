"""What a client tapped, known by the number her phone gave it: sent twice, it acts once."""

from datetime import datetime

from flask import g

from app.caseload import received
from app.caseload.queries import get_self
from app.core.sendings import find_op_id


def is_new_tap(now: datetime) -> bool:
    """Write the tap of the client in front down; False when this very one came before.

    Asked in the transaction of the change. A page that gives no number is always new.
    """
    op_id = find_op_id()
    return op_id is None or received.is_first(op_id, client_id=get_self(g.viewer).id, now=now)
