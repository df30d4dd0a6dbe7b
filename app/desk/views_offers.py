"""Offers for a client's step: the best three with their reasons; one may be put to the step."""

import uuid
from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.desk.blueprint import desk
from app.offers.queries import get_public
from app.plan import queries, rows, service
from app.plan.forms import read_op


@desk.get("/clients/<int:client_id>/steps/<int:step_id>/offers")
@open_to(Role.MANAGER, log=Log.PLAN)
def step_offers(client_id: int, step_id: int) -> ResponseReturnValue:
    """What fits this step of this client, and why."""
    names = _offers(client_id, step_id)
    record_seen(client_id)
    return show("desk/step_offers", **names)


def _offers(client_id: int, step_id: int) -> dict[str, Any]:
    client = get_client(client_id, seen_by=g.viewer)
    card = queries.get_card(step_id, seen_by=g.viewer)
    if card.client_id != client_id:
        raise Missing
    return {"client": client, "card": card}


@desk.post("/clients/<int:client_id>/steps/<int:step_id>/offers")
@open_to(Role.MANAGER)
def choose_offer(client_id: int, step_id: int) -> ResponseReturnValue:
    """Put a public offer to the step; without one, take it off again."""
    chosen, op = _chosen(), read_op(clock.now())
    try:
        with transaction():
            row = rows.get_row(step_id, seen_by=g.viewer)
            if row.client_id != client_id:
                raise Missing
            service.choose_offer(row, chosen, op=op)
    except Refused as why:
        names = _offers(client_id, step_id)
        return show("desk/step_offers", status=422, refusal=why.words, **names)
    here = url_for("desk.step_offers", client_id=client_id, step_id=step_id)
    names = _offers(client_id, step_id)
    return done(here, "desk/_step_offers.html", said=gettext("Saved."), **names)


def _chosen() -> uuid.UUID | None:
    """The public offer that was chosen; what is none, or hidden, is missing."""
    typed = request.form.get("offer")
    if not typed:
        return None
    try:
        return get_public(uuid.UUID(typed)).offer.id
    except ValueError as error:
        raise Missing from error
