"""What a client reads: when she talked with whom about what, and what was written down for her."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.caseload.queries import clients_of
from app.consultations import notes_queries, queries
from app.consultations.blueprints import my_talks
from app.core.access import Role, open_to
from app.core.forms import small


@my_talks.get("/talks")
@open_to(Role.CLIENT)
def talks() -> ResponseReturnValue:
    """Her talks, newest first, and the notes for her."""
    mine = clients_of(g.viewer)
    found = queries.talks_of(mine, seen_by=g.viewer, before=request.args.get("before", type=small))
    older = found[-1].id if len(found) == queries.AT_ONCE else None
    notes = notes_queries.shared_notes_of(mine, seen_by=g.viewer)
    return render_template("consultations/my_talks.html", talks=found, older=older, notes=notes)
