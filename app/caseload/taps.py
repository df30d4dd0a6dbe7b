"""What a client tapped, known by the number her phone gave it: sent twice, it acts once."""

import uuid
from datetime import datetime

from flask import g, request

from app.caseload import received
from app.caseload.queries import get_self


def is_new_tap(now: datetime) -> bool:
    """Write the tap of the client in front down; False when this very one came before.

    Asked in the transaction of the change. A page that gives no number is always new.
    """
    try:
        op_id = uuid.UUID(request.form.get("op_id", ""))
    except ValueError:
        return True
    return received.is_first(op_id, client_id=get_self(g.viewer).id, now=now)
