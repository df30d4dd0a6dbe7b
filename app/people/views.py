"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.people import views_enter, views_in_person, views_roles, views_signin
from app.people.blueprint import people

VIEWS = (views_enter, views_in_person, views_roles, views_signin)

__all__ = ["VIEWS", "people"]
