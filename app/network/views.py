"""The volunteers' circle and the coordinator's directory: lists of work, no client in reach."""

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to
from app.core.htmx import show
from app.network import (
    views_board,
    views_needs,
    views_people,
    views_received,
    views_several,
    views_texts,
    views_volunteers,
)
from app.network.blueprint import bp
from app.offers import checking, worklists
from app.offers.care import CHECKING
from app.offers.forms import page_of

VIEWS = (
    views_board,
    views_needs,
    views_people,
    views_received,
    views_several,
    views_texts,
    views_volunteers,
)

__all__ = ["VIEWS", "bp"]


@bp.get("/circle")
@open_to(Role.VOLUNTEER, Role.COORDINATOR)
def circle() -> ResponseReturnValue:
    """Offers waiting to be verified, oldest check or nearest first; what others proposed."""
    everything, page = request.args.get("all") == "1", page_of(request.args)
    starts = checking.starts(g.viewer)
    near = next((s for s in starts if s.postal_code == request.args.get("near")), None)
    return show(
        "network/circle",
        everything=everything,
        starts=starts,
        near=near,
        work=checking.waiting_for_check(
            g.viewer, everything=everything, near=near.postal_code if near else "", page=page
        ),
        checked=checking.checked_today(g.viewer),
        done=checking.done_this_month(g.viewer),
        ended=worklists.ended(g.viewer) if g.viewer.organization_id else [],
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
        hidden=worklists.in_states(g.viewer, "suspended"),
        ended=worklists.ended(g.viewer),
        most=worklists.MOST,
    )
