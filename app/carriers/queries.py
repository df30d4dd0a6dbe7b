"""Who employs managers: public facts, as printed in the imprint."""

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.core.db import db


def all_carriers() -> list[Carrier]:
    """Every carrier by name."""
    return list(db.session.scalars(sa.select(Carrier).order_by(Carrier.name)))
