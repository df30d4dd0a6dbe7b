"""The volunteers' circle and the coordinator's directory: lists of work, no client in reach."""

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to
from app.core.htmx import show
from app.network import views_needs, views_people, views_volunteers
from app.network.blueprint import bp
from app.offers import worklists
from app.offers.care import CHECKING

VIEWS = (views_needs, views_people, views_volunteers)

__all__ = ["VIEWS", "bp"]


@bp.get("/circle")
@open_to(Role.VOLUNTEER, Role.COORDINATOR)
def circle() -> ResponseReturnValue:
    """Offers waiting to be verified, oldest check first; what others proposed."""
    everything = request.args.get("all") == "1"
    return show(
        "network/circle",
        everything=everything,
        waiting=worklists.waiting_for_check(g.viewer, everything=everything),
        checked=worklists.checked_today(g.viewer),
        suggestions=worklists.suggestions(g.viewer),
    )


@bp.get("/network")
@open_to(*CHECKING)
def network() -> ResponseReturnValue:
    """What waits to be checked and published in the viewer's area, and how the directory is."""
    return show(
        "network/network",
        counts=worklists.counts(g.viewer),
        suggestions=worklists.suggestions(g.viewer),
        unfinished=worklists.in_states(g.viewer, "in_check", "draft"),
        reported=worklists.reported(g.viewer),
        hidden=worklists.in_states(g.viewer, "suspended", "expired"),
    )
