"""While somebody types: what is alike stands on the screen and is read out."""

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core.access import open_to_all
from app.core.errors import Missing
from app.core.forms import SHORT, tidy
from app.core.htmx import show
from app.core.ids import find_uuid
from app.core.limits import address as caller
from app.core.limits import count_try
from app.offers.doubles import alike
from app.offers.views import HOUR, bp, may_suggest

ASKED = 600  # an hour: somebody who types stops often


@bp.post("/offers/similar")
@open_to_all(polls=True)
def similar() -> ResponseReturnValue:
    """Names are no part of an address, so this is a POST that changes nothing."""
    if not may_suggest(g.viewer):
        raise Missing
    who = f"person {g.viewer.person_id}" if g.viewer else caller()
    count_try("look for doubles", who=who, limit=ASKED, seconds=HOUR)
    typed = {name: (tidy(text) or "")[:SHORT] for name, text in request.form.items()}
    itself = find_uuid(typed.get("itself"))  # the offer that is being changed
    found = alike(typed, g.viewer, town=typed.get("town", ""), apart_from=itself)
    return show("offers/similar", alike=found)
