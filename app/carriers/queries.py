"""Who employs managers: public facts, as printed in the imprint."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Carrier, Municipality, ServiceAgreement
from app.core.db import db


def all_carriers() -> list[Carrier]:
    """Every carrier by name."""
    return list(db.session.scalars(sa.select(Carrier).order_by(Carrier.name)))


def hold(carrier_id: int | None) -> None:
    """Whoever changes what must fit together in one carrier waits for who came before."""
    own = sa.select(Carrier.id).where(Carrier.id == carrier_id)
    db.session.execute(own.with_for_update(key_share=True))


def served_by(carrier_id: int, *, on: date) -> list[Municipality]:
    """The municipalities whose Integrationsmanagement a carrier does on a day, by name."""
    return list(
        db.session.scalars(
            sa.select(Municipality)
            .join(ServiceAgreement, ServiceAgreement.municipality_ags == Municipality.ags)
            .where(*_serves(carrier_id, on))
            .order_by(Municipality.name)
            .distinct()
        )
    )


def is_served(ags: Any, carrier_id: Any, on: Any) -> sa.Exists:
    """The same as a condition on a municipality's key, whatever its columns belong to."""
    return sa.exists(ServiceAgreement.id).where(
        ServiceAgreement.municipality_ags == ags, *_serves(carrier_id, on)
    )


def _serves(carrier_id: Any, on: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ServiceAgreement.carrier_id == carrier_id,
        ServiceAgreement.valid_from <= on,
        sa.or_(ServiceAgreement.valid_to.is_(None), ServiceAgreement.valid_to >= on),
    )
