"""The day and the caseload."""

from flask import g, request
from flask.typing import ResponseReturnValue

from app.core.access import Role, open_to
from app.core.errors import Missing
from app.core.forms import SHORT, small, tidy
from app.core.htmx import show
from app.desk import board, queries, words
from app.desk.answers import plan_answers
from app.desk.blueprint import desk
from app.desk.ending import SHOWN, cases_turning
from app.desk.filters import FILTERS
from app.desk.views_rail import rail_counts


@desk.get("")
@open_to(Role.MANAGER)
def today() -> ResponseReturnValue:
    """Who needs me today: a list of what waits, in words."""
    turning = cases_turning(seen_by=g.viewer)
    return show(
        "desk/today",
        day=queries.get_day(seen_by=g.viewer),
        arrived=[one for one in turning if one.came_from],
        ending=[one for one in turning if not one.came_from][:SHOWN],
        plan_answers=plan_answers(seen_by=g.viewer),
        rail=rail_counts(),
    )


@desk.get("/clients")
@open_to(Role.MANAGER)
def clients() -> ResponseReturnValue:
    """The caseload: one row a client, narrowed by what is missing."""
    kind = request.args.get("show", "all")
    if kind not in FILTERS:
        raise Missing
    page = request.args.get("page", 1, type=small)
    return _show(board.get_board(seen_by=g.viewer, kind=kind, page=page))


@desk.post("/clients")
@open_to(Role.MANAGER)
def search_clients() -> ResponseReturnValue:
    """Find clients by name. By POST, because a name must never stand in an address."""
    sought = (tidy(request.form.get("name")) or "")[:SHORT]
    if not sought:
        return _show(board.get_board(seen_by=g.viewer))
    return _show(board.find_board(sought, seen_by=g.viewer))


def _show(found: board.Board) -> ResponseReturnValue:
    return show("desk/clients", board=found, filters=FILTERS, language_name=words.language_name)
