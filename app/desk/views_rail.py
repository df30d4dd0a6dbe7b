"""What the layout of staff pages asks of the desk."""

from flask import g

from app.core.access import Role
from app.desk import queries


def rail_counts() -> dict[str, int]:
    """The numbers beside the places of a manager's rail, in one statement."""
    viewer = g.get("viewer")
    if viewer is None or viewer.role is not Role.MANAGER:
        return {}
    return queries.rail_counts(seen_by=viewer)
