"""The client's page of farewell: on her phone, by her passkey, and on paper."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.audit.words import ENTITIES
from app.caseload.case_words import END_REASONS
from app.core.access import Role, open_to
from app.home.blueprint import home
from app.home.farewell import SERVICES, find_farewell


@home.get("/farewell")
@open_to(Role.CLIENT)
def farewell() -> ResponseReturnValue:
    """Say thank you, and what happens now; whose counselling goes on is led to her first page."""
    found = find_farewell(g.viewer)
    if found is None:
        return redirect(url_for("home.home"), 303)
    return render_template(
        "home/farewell.html",
        farewell=found,
        case=found.case,
        services=SERVICES,
        reasons=END_REASONS,
        entities=ENTITIES,
    )
