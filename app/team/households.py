"""A household at the new carrier: who comes first brings a copy, who lives with her finds it."""

import sqlalchemy as sa

from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.household_models import HouseholdChild
from app.caseload.models import Client, Household
from app.core.db import db
from app.core.tenancy import carrier_opened


def household_there(client: Client, to: int) -> int | None:
    """The number of her household at the other carrier; None when she lives in none."""
    if client.household_id is None:
        return None
    label = db.session.get_one(Household, client.household_id).label
    children = db.session.execute(
        sa.select(HouseholdChild.birth_year, HouseholdChild.added_at).where(
            HouseholdChild.household_id == client.household_id
        )
    ).all()
    before = _gone_before(client, to)
    with carrier_opened(to):
        known = db.session.scalar(
            sa.select(Client.household_id)
            .join(Takeover, Takeover.client_id == Client.id)
            .where(Takeover.uid.in_(before), Client.household_id.is_not(None))
            .limit(1)
        )
        if known is not None:
            return known
        made = Household(label=label)
        db.session.add(made)
        db.session.flush()
        for child in children:
            db.session.add(HouseholdChild(household_id=made.id, **child._mapping))
        db.session.flush()
        return made.id


def _gone_before(client: Client, to: int) -> list[object]:
    """The changes of those who lived with her and went there already."""
    return list(
        db.session.scalars(
            sa.select(CarrierChange.uid)
            .join(Client, Client.id == CarrierChange.client_id)
            .where(
                Client.household_id == client.household_id,
                CarrierChange.to_carrier_id == to,
                CarrierChange.outcome == "moved",
            )
        )
    )
