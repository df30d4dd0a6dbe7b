"""Offers of other places in one's own directory: a place is told of them, and may decline."""

import uuid

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.network.blueprint import bp
from app.offers import receiving
from app.offers.forms import page_of


@bp.get("/network/from-elsewhere")
@open_to(Role.COORDINATOR)
def received() -> ResponseReturnValue:
    """What waits for an answer first."""
    found = receiving.received(g.viewer, page=page_of(request.args))
    return show("network/received", found=found)


@bp.post("/network/from-elsewhere/<uuid:offer_id>/<any('keep', 'decline', 'undo'):verb>")
@open_to(Role.COORDINATOR)
def answer_received(offer_id: uuid.UUID, verb: str) -> ResponseReturnValue:
    """It stays in the list, it goes, or that was a slip."""
    with transaction():
        if verb == "undo":
            receiving.take_back(offer_id, by=g.viewer, now=clock.now())
        else:
            is_shown = verb == "keep"
            receiving.answer(offer_id, is_shown=is_shown, by=g.viewer, now=clock.now())
    said = {
        "keep": gettext("It stays in your list."),
        "decline": gettext("Your list does not show it now."),
        "undo": gettext("Taken back. Your list shows it."),
    }[verb]
    one = receiving.get_received(offer_id, seen_by=g.viewer)
    return done(url_for("network.received"), "network/_received_offer.html", said=said, one=one)
