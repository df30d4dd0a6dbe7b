"""What runs by itself touches rows one carrier at a time."""

import sqlalchemy as sa

from app.carriers.models import Carrier
from app.core.db import transaction


def carrier_ids() -> list[int]:
    """Every carrier there is, read in a transaction of its own."""
    with transaction() as session:
        return list(session.scalars(sa.select(Carrier.id).order_by(Carrier.id)))
