"""What files left open: fields that two sides changed, offers that a list holds no more."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.exchange import queries, settling
from app.exchange.views import bp

imports = bp  # all of its pages, mounted once


@bp.get("/decisions")
@open_to(Role.COORDINATOR)
def decisions() -> ResponseReturnValue:
    """The first of them; others follow as these are decided."""
    return show("exchange/decisions", refusal="", **_names())


def _names() -> dict[str, Any]:
    return {
        "conflicts": queries.open_conflicts(g.viewer),
        "withdrawn": queries.withdrawn_offers(g.viewer),
    }


@bp.post("/conflicts/<int:conflict_id>/<any('file', 'here'):side>")
@open_to(Role.COORDINATOR)
def settle(conflict_id: int, side: str) -> ResponseReturnValue:
    """One of the two counts."""
    conflict, entry, source = queries.get_conflict(conflict_id, seen_by=g.viewer)
    try:
        with transaction():
            settling.settle(
                conflict, entry, source, take_file=side == "file", by=g.viewer, now=clock.now()
            )
    except Refused as why:
        return show("exchange/decisions", status=422, refusal=why.words, **_names())
    return _decided(gettext("Decided."))


@bp.post("/withdrawn/<int:entry_id>/<any('archive', 'keep'):verb>")
@open_to(Role.COORDINATOR)
def end(entry_id: int, verb: str) -> ResponseReturnValue:
    """An offer that its list holds no more is archived, or stays."""
    entry = queries.get_withdrawn(entry_id, seen_by=g.viewer)
    act = settling.archive if verb == "archive" else settling.keep
    try:
        with transaction():
            act(entry, by=g.viewer, now=clock.now())
    except Refused as why:
        return show("exchange/decisions", status=422, refusal=why.words, **_names())
    return _decided(gettext("Archived.") if verb == "archive" else gettext("It stays."))


def _decided(said: str) -> ResponseReturnValue:
    here = url_for("imports.decisions")
    return done(here, "exchange/_decisions.html", said=said, refusal="", **_names())
