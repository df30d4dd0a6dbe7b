"""A new appointment, as a manager makes it: one page; of a series the dates are shown first."""

from collections.abc import Sequence
from datetime import date

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.appointments import places, series, service
from app.appointments.blueprints import appointments_desk
from app.appointments.forms_series import NewMeetingForm
from app.caseload.models import Client
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
    form = NewMeetingForm.read(**usual_place(), step_id=request.args.get("step", type=small))
    return show("appointments/new", client=client, form=form)


def usual_place() -> dict[str, str]:
    """Where this manager met somebody last; before the first time, her own room."""
    last = places.find_last_place(seen_by=g.viewer)
    if last is not None:
        return {"place": last[0], "address": last[1]}
    profile = find_profile(g.viewer.person_id)
    return {"place": profile.room if profile else "", "address": ""}


@appointments_desk.post("/clients/<int:client_id>/appointments/new")
@open_to(Role.MANAGER)
def make(client_id: int) -> ResponseReturnValue:
    """Make an appointment for a client, or show the dates of a series before it is made."""
    client = get_client(client_id, seen_by=g.viewer)
    form = NewMeetingForm.read()
    if not form.validate():
        return show("appointments/new", status=422, client=client, form=form)
    try:
        dates = make_or_show([client], form)
    except Refused as why:
        form.refuse(why)
        return show("appointments/new", status=422, client=client, form=form)
    if dates:
        return show("appointments/new", client=client, form=form, dates=dates)
    return done(url_for("desk.client", client_id=client.id), said=made_words(form))


def make_or_show(clients: Sequence[Client], form: NewMeetingForm) -> list[date]:
    """Make what the form says and return nothing; dates nobody has looked at yet are returned."""
    what, now = form.meeting, clock.now()
    if not form.is_series:
        with transaction():
            service.make(clients, what=what, by=g.viewer, now=now)
        return []
    what.when.instant(now=now)
    dates = form.all_dates
    if not form.was_shown(dates):
        form.dates.data = dates
        return dates
    with transaction():
        chosen, rhythm = form.chosen_of(dates), form.rhythm.data
        series.make_all(clients, what=what, dates=chosen, rhythm=rhythm, by=g.viewer, now=now)
    return []


def made_words(form: NewMeetingForm) -> str:
    """The sentence after it."""
    one = gettext("The appointment was made. The reminders are planned.")
    several = gettext("The appointments were made. The reminders are planned.")
    return several if form.is_series else one
