"""What a manager may refer a client to: the public offers of her town."""

import sqlalchemy as sa

from app.caseload.models import Client
from app.core.db import db
from app.offers.finding import public
from app.offers.models import Offer, Organization


def offers_near(client: Client) -> list[tuple[str, str]]:
    """Id and name of each public offer of her municipality, by name; one statement."""
    rows = db.session.execute(
        sa.select(Offer.id, Offer.name, Organization.name.label("organization"))
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(public(), Offer.municipality_ags == client.municipality_ags)
        .order_by(Offer.name, Offer.id)
    )
    return [(str(row.id), ", ".join(filter(None, (row.name, row.organization)))) for row in rows]
