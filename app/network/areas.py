"""Names of municipalities and districts by their keys."""

from collections.abc import Collection

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core.db import db


def names_of(areas: Collection[str]) -> dict[str, str]:
    """Key -> name, of municipalities (8 digits) and districts (5) alike; one statement."""
    town = sa.select(Municipality.ags, Municipality.name).where(Municipality.ags.in_(areas))
    district = sa.select(Municipality.district_ags, Municipality.district_name).where(
        Municipality.district_ags.in_(areas)
    )
    return {ags: name for ags, name in db.session.execute(town.union(district))}
