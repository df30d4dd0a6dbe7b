"""All pages of looking after the directory: one blueprint in several files."""

from app.offers import views_provider, views_report
from app.offers.views_desk import bp

VIEWS = (views_provider, views_report)

__all__ = ["VIEWS", "bp"]
