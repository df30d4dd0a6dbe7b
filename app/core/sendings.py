"""A name for each sending of a form: sent twice, it counts once."""

import uuid

from flask import g


def new_op_id() -> uuid.UUID:
    """A name nobody else has; forms of one answer count on, which weighs less."""
    g.op_ids = g.op_ids + 1 if "op_ids" in g else uuid.uuid4().int
    return uuid.UUID(int=g.op_ids)
