"""A new appointment, as a manager makes it: one page."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.appointments import queries, service
from app.appointments.blueprints import appointments_desk
from app.appointments.forms_desk import MeetingForm
from app.caseload.queries import find_profile, get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext


@appointments_desk.get("/clients/<int:client_id>/appointments/new")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def new(client_id: int) -> ResponseReturnValue:
    """Show the form of a new appointment, filled with where the last one was."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    form = MeetingForm.read(**usual_place(), step_id=request.args.get("step", type=small))
    return show("appointments/new", client=client, form=form)


def usual_place() -> dict[str, str]:
    """Where this manager met somebody last; before the first time, her own room."""
    last = queries.find_last_place(seen_by=g.viewer)
    if last is not None:
        return {"place": last[0], "address": last[1]}
    profile = find_profile(g.viewer.person_id)
    return {"place": profile.room if profile else "", "address": ""}


@appointments_desk.post("/clients/<int:client_id>/appointments/new")
@open_to(Role.MANAGER)
def make(client_id: int) -> ResponseReturnValue:
    """Make an appointment for a client."""
    client = get_client(client_id, seen_by=g.viewer)
    form = MeetingForm.read()
    if not form.validate():
        return show("appointments/new", status=422, client=client, form=form)
    try:
        with transaction():
            service.make([client], what=form.meeting, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("appointments/new", status=422, client=client, form=form)
    said = gettext("The appointment was made. The reminders are planned.")
    return done(url_for("desk.client", client_id=client.id), said=said)
