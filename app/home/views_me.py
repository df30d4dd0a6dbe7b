"""What belongs to the person in front: settings, devices, and who looked at her record."""

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.audit.queries import AT_ONCE, readings_of
from app.caseload.team import own_substitutions
from app.core import clock
from app.core.access import PEOPLE, Role, open_to
from app.core.db import transaction
from app.core.forms import small
from app.core.htmx import done
from app.core.i18n import gettext
from app.home.blueprint import home
from app.people import account
from app.people.devices import devices_of
from app.people.queries import get_person
from app.people.sessions import find_device


@home.get("/me")
@open_to(*PEOPLE)
def me() -> ResponseReturnValue:
    """Show everybody their own settings; a client sees more, because more is hers."""
    if g.viewer.role is Role.CLIENT:
        return render_template("home/me.html")
    stand_ins = own_substitutions(g.viewer) if g.viewer.role is Role.MANAGER else []
    return render_template("home/me_staff.html", stand_ins=stand_ins)


@home.get("/me/devices")
@open_to(*PEOPLE, fresh=True)
def devices() -> ResponseReturnValue:
    """List what lets this person in, and the browsers that are signed in now."""
    return render_template(
        "home/devices.html",
        devices=devices_of(g.viewer.person_id),
        own=find_device(g.viewer.session_id),
        is_protected=get_person(g.viewer.person_id).is_protected,
        sessions=account.open_sessions(g.viewer, now=clock.now()),
    )


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
