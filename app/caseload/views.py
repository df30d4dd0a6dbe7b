"""All views of this feature: importing them puts them on the blueprint; wiring mounts it.

`my_contact` is what layouts ask of the caseload.
"""

from flask import g

from app.caseload import (
    queries,
    views_carrier_desk,
    views_consents_desk,
    views_entry,
    views_handover,
    views_new,
    views_phone,
    views_situation_desk,
    views_titles,
)
from app.caseload.blueprint import caseload_desk
from app.caseload.views_card import my_card
from app.caseload.views_carrier_change import my_carrier
from app.caseload.views_consents import my_consents
from app.caseload.views_situation import my_situation
from app.core.access import Role

VIEWS = (
    views_carrier_desk,
    views_consents_desk,
    views_entry,
    views_handover,
    views_new,
    views_phone,
    views_situation_desk,
    views_titles,
)

__all__ = [
    "VIEWS",
    "caseload_desk",
    "my_card",
    "my_carrier",
    "my_consents",
    "my_contact",
    "my_situation",
]


def my_contact() -> queries.Contact | None:
    """Who helps the client in front; layouts show it on every client page."""
    viewer = g.get("viewer")
    if viewer is None or viewer.role is not Role.CLIENT:
        return None
    return queries.find_contact(seen_by=viewer)
