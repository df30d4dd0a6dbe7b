"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.people import (
    views_enter,
    views_in_person,
    views_leaving,
    views_own,
    views_roles,
    views_second,
    views_signin,
    views_staff,
    views_staff_phone,
)
from app.people.blueprint import people, staff

VIEWS = (
    views_enter,
    views_in_person,
    views_leaving,
    views_own,
    views_roles,
    views_second,
    views_signin,
    views_staff,
    views_staff_phone,
)

__all__ = ["VIEWS", "people", "staff"]
