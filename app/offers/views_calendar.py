"""The dates of a public offer as a file for any calendar."""

import uuid

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to_all
from app.core.errors import Missing
from app.offers import queries
from app.offers.calendar import written

bp = Blueprint("offers_calendar", __name__)


@bp.get("/offers/<uuid:offer_id>/calendar.ics")
@open_to_all()
def download(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Hand the times of an offer to the calendar of this phone."""
    address = f"{current_app.config['PUBLIC_URL']}/offers/{offer_id}"
    made = written(queries.get_public(offer_id), today=clock.today(), address=address)
    if made is None:
        raise Missing
    answer = Response(made, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="offer.ics"'
    return answer
