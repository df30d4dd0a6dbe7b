"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.home import views_home
from app.home.blueprint import home

VIEWS = (views_home,)

__all__ = ["VIEWS", "home"]
