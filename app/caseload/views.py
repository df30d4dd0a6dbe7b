"""What layouts ask of the caseload."""

from flask import g

from app.caseload import queries
from app.core.access import Role


def my_contact() -> queries.Contact | None:
    """Who helps the client in front; layouts show it on every client page."""
    viewer = g.get("viewer")
    if viewer is None or viewer.role is not Role.CLIENT:
        return None
    return queries.find_contact(seen_by=viewer)
