"""A manager's open hours: weekly times, days that are left out, and what clients see of them."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.appointments import hours, hours_queries
from app.appointments.blueprints import appointments_desk
from app.appointments.forms_hours import ClosureForm, HoursForm
from app.appointments.models import OpenHours, OpenHoursClosure
from app.caseload.queries import find_profile
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import Form
from app.core.htmx import done, show
from app.core.i18n import gettext


@appointments_desk.get("/open-hours")
@open_to(Role.MANAGER)
def open_hours() -> ResponseReturnValue:
    """Show the weekly times with their next dates, and what is left out."""
    return _page(_new_form(), ClosureForm())


def _new_form() -> HoursForm:
    profile = find_profile(g.viewer.person_id)
    return HoursForm(data={"place": profile.room if profile else "", "valid_from": clock.today()})


@appointments_desk.post("/open-hours", endpoint="add_hours")
@open_to(Role.MANAGER)
def add() -> ResponseReturnValue:
    """Open one more weekly time."""
    form = HoursForm.read()
    return _changed(
        form,
        lambda: hours.add(form.text, by=g.viewer, now=clock.now()),
        lambda: _page(form, ClosureForm(), 422),
    )


@appointments_desk.get("/open-hours/<int:hours_id>")
@open_to(Role.MANAGER)
def edit_hours(hours_id: int) -> ResponseReturnValue:
    """Show one weekly time to be changed."""
    row = hours_queries.get_hours(hours_id, seen_by=g.viewer)
    return show("appointments/edit_hours", form=HoursForm(obj=row), row=row)


@appointments_desk.post("/open-hours/<int:hours_id>", endpoint="change_hours")
@open_to(Role.MANAGER)
def change(hours_id: int) -> ResponseReturnValue:
    """Put another time, place or season in."""
    row, form = hours_queries.get_hours(hours_id, seen_by=g.viewer), HoursForm.read()
    return _changed(
        form,
        lambda: hours.change(row, form.text, by=g.viewer, now=clock.now()),
        lambda: show("appointments/edit_hours", status=422, form=form, row=row),
    )


@appointments_desk.post("/open-hours/<int:hours_id>/end", endpoint="end_hours")
@open_to(Role.MANAGER)
def end(hours_id: int) -> ResponseReturnValue:
    """End a weekly time."""
    return _taken_away(hours_queries.get_hours(hours_id, seen_by=g.viewer))


@appointments_desk.post("/open-hours/closed", endpoint="close_days")
@open_to(Role.MANAGER)
def close() -> ResponseReturnValue:
    """Leave days out."""
    form = ClosureForm.read()
    return _changed(
        form,
        lambda: hours.close(*form.days, by=g.viewer, now=clock.now()),
        lambda: _page(_new_form(), form, 422),
    )


@appointments_desk.post("/open-hours/closed/<int:closure_id>/end", endpoint="open_days")
@open_to(Role.MANAGER)
def open_again(closure_id: int) -> ResponseReturnValue:
    """Open days again that were left out."""
    return _taken_away(hours_queries.get_closure(closure_id, seen_by=g.viewer))


def _taken_away(row: OpenHours | OpenHoursClosure) -> ResponseReturnValue:
    with transaction():
        hours.take_away(row, by=g.viewer, now=clock.now())
    return _saved()


def _changed(
    form: Form, change: Callable[[], Any], again: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """Do what was typed as one change; what cannot be is said on the same page."""
    if not form.validate():
        return again()
    try:
        with transaction():
            change()
    except Refused as why:
        form.refuse(why)
        return again()
    return _saved()


def _saved() -> ResponseReturnValue:
    here = url_for("appointments_desk.open_hours")
    return done(here, said=gettext("Saved. Clients see it at once."))


def _page(form: HoursForm, closure: ClosureForm, status: int = 200) -> ResponseReturnValue:
    return show(
        "appointments/open_hours",
        status=status,
        form=form,
        closure=closure,
        times=hours_queries.of_manager(g.viewer),
        closures=hours_queries.closures_of(g.viewer),
    )
