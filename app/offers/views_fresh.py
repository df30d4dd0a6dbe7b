"""All pages of looking after the directory: one blueprint in several files."""

from app.offers import views_merge, views_provider, views_report, views_similar
from app.offers.views_desk import bp

VIEWS = (views_merge, views_provider, views_report, views_similar)

__all__ = ["VIEWS", "bp"]
