"""A colleague confirms a device in place of a lost one, when nobody was expected."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.htmx import done
from app.core.i18n import gettext
from app.people import seconds
from app.people.blueprint import people


@people.get("/desk/confirmations")
@open_to(Role.MANAGER, Role.TEAM_LEAD)
def confirmations() -> ResponseReturnValue:
    """Show who asks for a second look."""
    waiting = seconds.waiting_for(g.viewer, now=clock.now())
    return render_template("people/confirmations.html", waiting=waiting)


@people.post("/desk/confirmations/<int:enrolment_id>")
@open_to(Role.MANAGER, Role.TEAM_LEAD, fresh=True)
def confirm_as_second(enrolment_id: int) -> ResponseReturnValue:
    """Say that the right person holds this device."""
    with transaction():
        seconds.confirm(enrolment_id, by=g.viewer, now=clock.now())
    return done(url_for("people.confirmations"), said=gettext("The device is confirmed."))
