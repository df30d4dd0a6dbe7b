"""Appointments at the desk: the caseload's coming ones, a new one, moving and cancelling."""

from itertools import groupby

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.appointments import queries, service
from app.appointments.forms import ChangeForm, MeetingForm
from app.caseload.queries import clients_of, find_profile, get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show, wants_fragment
from app.core.i18n import gettext

appointments_desk = Blueprint("appointments_desk", __name__, url_prefix="/desk")

AT_ONCE = 200  # cards on the list of all


@appointments_desk.get("/appointments")
@open_to(Role.MANAGER)
def appointments() -> ResponseReturnValue:
    """Show the caseload's coming appointments by day, and the answers that need somebody."""
    cards = queries.coming(
        clients_of(g.viewer), seen_by=g.viewer, limit=AT_ONCE, since=queries.start_of_today()
    )
    days = {
        day: list(found) for day, found in groupby(cards, lambda card: card.starts_local.date())
    }
    today = clock.today()
    return show(
        "appointments/desk",
        today=today,
        days={today: days.pop(today, []), **days},
        waiting=queries.replies_waiting(seen_by=g.viewer),
        is_cut=len(cards) == AT_ONCE,
    )


@appointments_desk.get("/clients/<int:client_id>/appointments/new")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def new(client_id: int) -> ResponseReturnValue:
    """Show the form of a new appointment, filled with where the last one was."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    form = MeetingForm.read(**_usual_place(), step_id=request.args.get("step", type=small))
    return show("appointments/new", client=client, form=form)


def _usual_place() -> dict[str, str]:
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


@appointments_desk.get("/appointments/<int:appointment_id>/change")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def change(appointment_id: int) -> ResponseReturnValue:
    """Show one appointment with all there is to it, to move or to cancel it."""
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    first = cards[0]
    record_seen(*(card.client_id for card in cards))
    form = ChangeForm.read(
        starts_local=first.starts_local,
        minutes=first.minutes,
        place=first.place,
        address=first.address,
    )
    return show("appointments/change", cards=cards, form=form)


@appointments_desk.post("/appointments/<int:appointment_id>/change")
@open_to(Role.MANAGER)
def move(appointment_id: int) -> ResponseReturnValue:
    """Give an appointment another time or place."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form = ChangeForm.read()
    if not form.validate():
        return _form_again(appointment_id, form)
    try:
        with transaction():
            service.demand_unchanged(appointment, version=form.version.data)
            service.move(appointment, to=form.when, **form.where, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _form_again(appointment_id, form)
    said = gettext("The appointment was moved. The reminders follow.")
    return done(url_for("appointments_desk.appointments"), said=said)


@appointments_desk.post("/appointments/<int:appointment_id>/cancel")
@open_to(Role.MANAGER)
def cancel(appointment_id: int) -> ResponseReturnValue:
    """Say that an appointment will not take place."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    try:
        with transaction():
            service.cancel(appointment, by=g.viewer, now=clock.now())
    except Refused as why:
        form = ChangeForm()
        form.refuse(why)
        return _form_again(appointment_id, form)
    said = gettext("The appointment was cancelled.")
    return done(url_for("appointments_desk.appointments"), said=said)


def _form_again(appointment_id: int, form: ChangeForm) -> ResponseReturnValue:
    """The same form with what was typed and what is wrong with it."""
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    return show("appointments/change", status=422, cards=cards, form=form)


@appointments_desk.post("/replies/<int:participation_id>/taken-up")
@open_to(Role.MANAGER)
def take_up(participation_id: int) -> ResponseReturnValue:
    """Note that the desk deals with a client's answer."""
    part = queries.get_participation(participation_id, seen_by=g.viewer)
    answer = request.form.get("reply", "")
    with transaction():
        service.take_up_reply(part, answer, by=g.viewer, now=clock.now())
    waiting = queries.get_reply(participation_id, seen_by=g.viewer)
    here, fragment = url_for("appointments_desk.appointments"), "appointments/_waiting_reply.html"
    if waiting.handled_at is None:  # she answers something else by now: that is what is to be read
        return (
            (render_template(fragment, waiting=waiting), 422)
            if wants_fragment()
            else redirect(here, 303)
        )
    said = gettext("You took this answer up.")
    return done(here, fragment, said=said, waiting=waiting)
