"""Groups at the desk: who comes, who comes as well, who does not come any more."""

from collections.abc import Collection, Sequence
from datetime import date

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import choosing, groups, queries, series
from app.appointments.blueprints import appointments_desk
from app.appointments.forms_series import GroupForm, PeopleForm, TakeOutForm
from app.appointments.models import Appointment
from app.appointments.views_desk_new import made_words, make_or_show, usual_place
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


@appointments_desk.get("/groups/new")
@open_to(Role.MANAGER)
def new_group() -> ResponseReturnValue:
    """Show the form of a group meeting: who comes, then what a new appointment asks."""
    return _show_new(GroupForm.read(**usual_place()), 200)


@appointments_desk.post("/groups/new")
@open_to(Role.MANAGER)
def make_group() -> ResponseReturnValue:
    """Make a group meeting; before that, find names or show the dates of a series."""
    form = GroupForm.read()
    clients = choosing.get_clients(form.clients.data or (), seen_by=g.viewer)
    if form.find.data:
        return _show_new(form, 200)
    if not form.validate():
        return _show_new(form, 422)
    try:
        dates = make_or_show(clients, form)
    except Refused as why:
        form.refuse(why)
        return _show_new(form, 422)
    if dates:
        return _show_new(form, 200, dates=dates)
    return done(url_for("appointments_desk.appointments"), said=made_words(form))


def _show_new(form: GroupForm, status: int, *, dates: Sequence[date] = ()) -> ResponseReturnValue:
    return show(
        "appointments/new_group", status=status, form=form, people=_choices(form), dates=dates
    )


def _choices(form: PeopleForm, *, without: Collection[int] = ()) -> list[choosing.Choice]:
    return choosing.choices(
        chosen=form.clients.data or (),
        words=form.words.data or "",
        without=without,
        seen_by=g.viewer,
    )


@appointments_desk.get("/appointments/<int:appointment_id>/people")
@open_to(Role.MANAGER, log=Log.APPOINTMENT)
def people(appointment_id: int) -> ResponseReturnValue:
    """Show who is in a group, and who could come as well."""
    return _show_people(appointment_id, PeopleForm.read(), 200)


@appointments_desk.post("/appointments/<int:appointment_id>/people", endpoint="add_people")
@open_to(Role.MANAGER)
def add_people(appointment_id: int) -> ResponseReturnValue:
    """Take more clients into a group, or find their names."""
    appointment = queries.get_appointment(appointment_id, seen_by=g.viewer)
    form = PeopleForm.read()
    clients = choosing.get_clients(form.clients.data or (), seen_by=g.viewer)
    if form.find.data:
        return _show_people(appointment_id, form, 200)
    try:
        with transaction():
            for number, one in enumerate(_dates(appointment, is_all=form.is_all.data)):
                groups.add(one, clients, by=g.viewer, now=clock.now(), is_more=number > 0)
    except Refused as why:
        form.refuse(why)
        return _show_people(appointment_id, form, 422)
    return done(_page_of(appointment_id), said=gettext("Saved. Only who is new is told."))


@appointments_desk.post("/participations/<int:participation_id>/take-out")
@open_to(Role.MANAGER)
def take_out(participation_id: int) -> ResponseReturnValue:
    """Take one client out of a group; she is told, the others are not."""
    appointment, part = queries.get_noted(participation_id, seen_by=g.viewer)
    form, now = TakeOutForm.read(), clock.now()
    try:
        with transaction():
            dates = _dates(appointment, is_all=form.is_all.data)
            groups.take_out(dates, part.client_id, by=g.viewer, now=now)
    except Refused as why:
        people_form = PeopleForm()
        people_form.refuse(why)
        return _show_people(appointment.id, people_form, 422)
    return done(_page_of(appointment.id), said=gettext("Saved. Nobody else is told."))


def _dates(appointment: Appointment, *, is_all: bool) -> list[Appointment]:
    return series.this_and_after(appointment) if is_all else [appointment]


def _show_people(appointment_id: int, form: PeopleForm, status: int) -> ResponseReturnValue:
    cards = queries.get_cards(appointment_id, seen_by=g.viewer)
    record_seen(*(card.client_id for card in cards))
    inside = [card.client_id for card in cards if not card.is_cancelled]
    people = _choices(form, without=inside)
    return show("appointments/people", status=status, cards=cards, form=form, people=people)


def _page_of(appointment_id: int) -> str:
    return url_for("appointments_desk.people", appointment_id=appointment_id)
