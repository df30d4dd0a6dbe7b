"""A volunteer has no carrier: her client's yes opens one, for one tie and one request."""

import uuid

from app.caseload.ties_queries import Helped, carriers_of_ties, find_carrier_of, helped_by
from app.core.access import Viewer
from app.core.errors import Missing
from app.core.tenancy import carrier_opened, open_carrier


def people_helped(viewer: Viewer) -> list[Helped]:
    """Whom this volunteer helps now, in whatever carrier; none of them stays open."""
    found = []
    for carrier_id in carriers_of_ties(viewer):
        with carrier_opened(carrier_id):
            found += helped_by(viewer)
    return sorted(found, key=lambda one: one.call_name)


def open_tie(uid: uuid.UUID, viewer: Viewer) -> Helped:
    """Open the tie's carrier for the rest of this request; Missing when she shares nothing now.

    The trail of this reading is written into that carrier, so it stays open till the answer.
    """
    carrier_id = find_carrier_of(uid, viewer)
    if carrier_id is None:
        raise Missing
    open_carrier(carrier_id)
    for helped in helped_by(viewer, uid):
        return helped
    open_carrier(None)
    raise Missing
