"""What the layout of staff pages asks of the desk."""

from flask import g

from app.core.access import Role
from app.desk import queries


def rail_counts() -> dict[str, int]:
    """The numbers beside the places of a manager's rail: one statement a page.

    Layout and page may both ask; a piece of a page shows no rail and does not.
    """
    viewer = g.get("viewer")
    if viewer is None or viewer.role is not Role.MANAGER:
        return {}
    if "rail_counts" not in g:
        g.rail_counts = queries.rail_counts(seen_by=viewer)
    return dict(g.rail_counts)
