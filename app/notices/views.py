"""The client's views of this feature: importing them puts them on the blueprint."""

from app.notices import views_choices, views_devices
from app.notices.blueprint import notices

VIEWS = (views_choices, views_devices)

__all__ = ["VIEWS", "notices"]
