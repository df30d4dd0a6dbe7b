"""Whom a manager may refer, and to what: the public offers of the client's town."""

import sqlalchemy as sa

from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core.access import Viewer
from app.core.db import db
from app.core.ids import find_uuid
from app.core.names import folded
from app.desk.queries import Named
from app.offers.finding import public
from app.offers.models import Offer, Organization


def offers_near(client: Client, *, chosen: str = "") -> list[tuple[str, str]]:
    """Id and name of each public offer of her municipality, by name; one statement.

    Also the one that was chosen, wherever it is.
    """
    is_chosen = Offer.id == find_uuid(chosen)  # nothing chosen: no offer is without an id
    rows = db.session.execute(
        sa.select(Offer.id, Offer.name, Organization.name.label("organization"))
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(public(), sa.or_(Offer.municipality_ags == client.municipality_ags, is_chosen))
        .order_by(Offer.name, Offer.id)
    )
    return [(str(row.id), ", ".join(filter(None, (row.name, row.organization)))) for row in rows]


def names_of(*, seen_by: Viewer) -> list[Named]:
    """The clients of this manager, by name; one statement."""
    rows = db.session.execute(
        sa.select(Client.id.label("client_id"), Client.given_name, Client.family_name).where(
            Client.id.in_(clients_of(seen_by))
        )
    )
    found = [Named(**row._mapping) for row in rows]
    return sorted(found, key=lambda one: (folded(one.full_name), one.client_id))
