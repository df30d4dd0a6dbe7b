"""A name for each sending of a form: sent twice, it counts once."""

import uuid

from flask import abort, request

from app.core.direct import direct_g
from app.core.ids import find_uuid


def new_op_id() -> str:
    """A name nobody else has; forms of one answer count on, which weighs less."""
    here = direct_g()
    known: int | None = here.get("op_ids")
    here.op_ids = number = uuid.uuid4().int if known is None else known + 1
    return f"{number:032x}"


def find_op_id() -> uuid.UUID | None:
    """The name that came with this sending; None from a page that gives none."""
    return find_uuid(request.form.get("op_id", ""))


def get_op_id() -> uuid.UUID:
    """The same where our own pages always give one: what comes without is malformed."""
    return find_op_id() or abort(400)
