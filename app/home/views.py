"""All views of this feature: importing them puts them on the blueprint; wiring mounts it."""

from app.home import (
    views_app,
    views_farewell,
    views_home,
    views_install,
    views_language,
    views_legal,
    views_me,
    views_papers,
    views_referrals,
    views_sharing,
    views_welcome,
)
from app.home.blueprint import home

VIEWS = (
    views_app,
    views_farewell,
    views_home,
    views_install,
    views_language,
    views_legal,
    views_me,
    views_papers,
    views_referrals,
    views_sharing,
    views_welcome,
)

__all__ = ["VIEWS", "home"]
