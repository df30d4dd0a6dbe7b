"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.desk import views_client, views_lists
from app.desk.blueprint import desk
from app.desk.views_rail import rail_counts

VIEWS = (views_lists, views_client)

__all__ = ["VIEWS", "desk", "rail_counts"]
