"""Checking several offers with one tap: for who called at, or went to, many on one day."""

import uuid

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext, ngettext
from app.network.blueprint import bp
from app.offers import checking
from app.offers.worklists import MOST


@bp.get("/circle/several")
@open_to(Role.VOLUNTEER, Role.COORDINATOR)
def several() -> ResponseReturnValue:
    """What waits for a check, to be ticked; what was reported is looked at one by one."""
    return _page()


def _page(refusal: str = "", *, status: int = 200) -> ResponseReturnValue:
    rows = checking.to_tick(g.viewer)
    return show("network/several", status=status, rows=rows, most=MOST, refusal=refusal)


@bp.post("/circle/several")
@open_to(Role.VOLUNTEER, Role.COORDINATOR)
def assure_several() -> ResponseReturnValue:
    """All that are ticked are still right."""
    ticked = _ticked()
    if not ticked:
        return _page(gettext("Tick at least one offer."), status=422)
    with transaction():
        noted = checking.assure_several(ticked, by=g.viewer, now=clock.now())
    said = ngettext(
        "%(num)d offer is noted as still right today.",
        "%(num)d offers are noted as still right today.",
        noted,
    )
    return done(url_for("network.circle"), said=said)


def _ticked() -> set[uuid.UUID]:
    try:
        return {uuid.UUID(text) for text in request.form.getlist("offers[]")}
    except ValueError as error:
        raise Missing from error
