"""Until when a client's papers are valid, for herself."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.caseload.title_words import COURSES, REPORTERS, TITLES
from app.caseload.titles import papers_of
from app.core.access import Role, open_to
from app.home.blueprint import home


@home.get("/me/papers")
@open_to(Role.CLIENT)
def papers() -> ResponseReturnValue:
    """Show until when her title and her course entitlements are valid, and who said so."""
    words = {"titles": TITLES, "courses": COURSES, "reporters": REPORTERS}
    return render_template("home/papers.html", papers=papers_of(seen_by=g.viewer), words=words)
