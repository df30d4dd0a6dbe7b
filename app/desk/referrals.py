"""What a manager may refer a client to: the public offers of her town."""

import uuid

import sqlalchemy as sa

from app.caseload.models import Client
from app.core.db import db
from app.offers.finding import public
from app.offers.models import Offer, Organization


def offers_near(client: Client, *, chosen: str = "") -> list[tuple[str, str]]:
    """Id and name of each public offer of her municipality, by name; one statement.

    Also the one that was chosen, wherever it is.
    """
    try:
        is_chosen = Offer.id == uuid.UUID(chosen)
    except ValueError:
        is_chosen = sa.false()
    rows = db.session.execute(
        sa.select(Offer.id, Offer.name, Organization.name.label("organization"))
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(public(), sa.or_(Offer.municipality_ags == client.municipality_ags, is_chosen))
        .order_by(Offer.name, Offer.id)
    )
    return [(str(row.id), ", ".join(filter(None, (row.name, row.organization)))) for row in rows]
