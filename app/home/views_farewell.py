"""The client's page of farewell: on her phone, by her passkey, and on paper."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.audit.words import ENTITIES
from app.caseload import returning
from app.caseload.case_words import END_REASONS
from app.caseload.consents_spoken import spoken
from app.caseload.purposes import PURPOSES, RETURN
from app.caseload.queries import get_self
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done
from app.core.i18n import gettext
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
        purpose=PURPOSES[RETURN],
        has_asked=found.case.is_over and returning.has_asked(found.case.client_id),
        case=found.case,
        services=SERVICES,
        reasons=END_REASONS,
        entities=ENTITIES,
    )


@home.post("/farewell/return")
@open_to(Role.CLIENT, fresh=True)
def ask_to_return() -> ResponseReturnValue:
    """She wants help again; the touch of her passkey shows that it is herself."""
    try:
        with transaction():
            returning.ask(get_self(g.viewer), word=spoken())
    except Refused as why:
        return done(url_for("home.home"), said=str(why.words))
    return done(url_for("home.farewell"), said=gettext("Thank you. Somebody will help you."))
