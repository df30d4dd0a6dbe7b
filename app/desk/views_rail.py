"""What the layout of staff pages asks of the desk."""

from flask import g

from app.core.access import Role
from app.desk import queries
from app.offers.rail import waiting_counts


def rail_counts() -> dict[str, int]:
    """The numbers beside the places of a manager's or coordinator's rail, in one statement."""
    viewer = g.get("viewer")
    role = viewer.role if viewer else None
    if role is Role.MANAGER:
        return queries.rail_counts(seen_by=viewer)
    return waiting_counts(viewer) if role is Role.COORDINATOR else {}
