"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.home import views_app, views_home, views_language, views_legal, views_me
from app.home.blueprint import home

VIEWS = (views_app, views_home, views_language, views_legal, views_me)

__all__ = ["VIEWS", "home"]
