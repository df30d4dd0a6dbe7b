"""What belongs to the person in front: settings, devices, and who looked at her record."""

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit.queries import AT_ONCE, readings_of
from app.core import clock
from app.core.access import PEOPLE, Role, open_to
from app.core.db import transaction
from app.core.forms import small
from app.core.htmx import done
from app.core.i18n import gettext
from app.home.blueprint import home
from app.people import account


@home.get("/me")
@open_to(*PEOPLE)
def me() -> ResponseReturnValue:
    """Show everybody their own settings; a client sees more, because more is hers."""
    is_client = g.viewer.role is Role.CLIENT
    return render_template("home/me.html" if is_client else "home/me_staff.html")


@home.get("/me/devices")
@open_to(*PEOPLE, fresh=True)
def devices() -> ResponseReturnValue:
    """List the browsers that are signed in as this person."""
    sessions = account.open_sessions(g.viewer, now=clock.now())
    return render_template("home/devices.html", sessions=sessions)


@home.post("/me/devices/<int:session_id>/end")
@open_to(*PEOPLE)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out another browser. No fresh passkey is asked for: locking must be quick."""
    with transaction():
        account.end_session(session_id, by=g.viewer, now=clock.now())
    return done(url_for("home.devices"), said=gettext("This device is signed out."))


@home.get("/me/readings")
@open_to(Role.CLIENT, fresh=True)
def readings() -> ResponseReturnValue:
    """Show a client who of the staff opened her record, newest first."""
    found = readings_of(g.viewer, before=request.args.get("before", type=small))
    older = found[-1].id if len(found) == AT_ONCE else None
    return render_template("home/readings.html", readings=found, older=older)
