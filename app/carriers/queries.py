"""Who employs managers: public facts, as printed in the imprint."""

from datetime import date

import sqlalchemy as sa

from app.carriers.models import Carrier, Municipality, ServiceAgreement
from app.core.db import db


def all_carriers() -> list[Carrier]:
    """Every carrier by name."""
    return list(db.session.scalars(sa.select(Carrier).order_by(Carrier.name)))


def served_by(carrier_id: int, *, on: date) -> list[Municipality]:
    """The municipalities whose Integrationsmanagement a carrier does on a day, by name."""
    return list(
        db.session.scalars(
            sa.select(Municipality)
            .join(ServiceAgreement, ServiceAgreement.municipality_ags == Municipality.ags)
            .where(
                ServiceAgreement.carrier_id == carrier_id,
                ServiceAgreement.valid_from <= on,
                sa.or_(ServiceAgreement.valid_to.is_(None), ServiceAgreement.valid_to >= on),
            )
            .order_by(Municipality.name)
            .distinct()
        )
    )
