"""All views of this feature: importing them puts them on their blueprints; wiring mounts these."""

from app.audit import views_retention_desk
from app.audit.views_desk import requests_desk
from app.audit.views_mine import my_data
from app.audit.views_protection_desk import data_protection
from app.audit.views_retention_desk import retention_desk

VIEWS = (views_retention_desk,)
BLUEPRINTS = (data_protection, my_data, requests_desk, retention_desk)

__all__ = ["BLUEPRINTS", "VIEWS"]
