"""Volunteers: the coordinator invites them and keeps what must be known; staff may ask them."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Missing
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.network.blueprint import bp
from app.network.forms import HelpForm, NewVolunteerForm, VolunteerForm, typed_of
from app.people import staff, volunteers


@bp.get("/network/volunteers")
@open_to(Role.COORDINATOR, Role.MANAGER, Role.TEAM_LEAD)
def volunteer_list() -> ResponseReturnValue:
    """Who helps in the area, with which languages, in what."""
    found = volunteers.volunteers_of(g.viewer)
    return show("network/volunteers", volunteers=found, today=clock.today())


@bp.get("/network/volunteers/invite")
@open_to(Role.COORDINATOR, fresh=True)
def new_volunteer() -> ResponseReturnValue:
    """Show the empty form."""
    return show("network/new_volunteer", form=NewVolunteerForm.read())


@bp.post("/network/volunteers/invite")
@open_to(Role.COORDINATOR, fresh=True)
def invite_volunteer() -> ResponseReturnValue:
    """Make the account, then go on to its first device."""
    form = NewVolunteerForm.read()
    if not g.viewer.area_ags:
        raise Missing
    if not form.validate():
        return show("network/new_volunteer", status=422, form=form)
    now = clock.now()
    with transaction():
        person_id = staff.invite(form.new_role(g.viewer.area_ags), by=g.viewer, now=now)
        volunteers.set_profile(person_id, form.help, form.promise, by=g.viewer, now=now)
    return done(url_for("staff.phone", person_id=person_id), said=gettext("The account was made."))


@bp.get("/network/volunteers/<int:person_id>")
@open_to(Role.COORDINATOR)
def volunteer(person_id: int) -> ResponseReturnValue:
    """What is kept of one volunteer."""
    found = volunteers.get_volunteer(person_id, seen_by=g.viewer)
    form = VolunteerForm.read(**typed_of(found))
    return show("network/volunteer", volunteer=found, form=form)


@bp.post("/network/volunteers/<int:person_id>")
@open_to(Role.COORDINATOR)
def change_volunteer(person_id: int) -> ResponseReturnValue:
    """Write it anew."""
    found, form = volunteers.get_volunteer(person_id, seen_by=g.viewer), VolunteerForm.read()
    if not form.validate():
        return show("network/volunteer", status=422, volunteer=found, form=form)
    with transaction():
        volunteers.set_profile(person_id, form.help, form.promise, by=g.viewer, now=clock.now())
    return done(url_for("network.volunteer_list"), said=gettext("Saved."))


@bp.get("/circle/profile")
@open_to(Role.VOLUNTEER)
def own_help() -> ResponseReturnValue:
    """What the volunteer in front offers."""
    form = HelpForm.read(**vars(volunteers.get_own_help(g.viewer)))
    return show("network/own_help", form=form)


@bp.post("/circle/profile")
@open_to(Role.VOLUNTEER)
def change_own_help() -> ResponseReturnValue:
    """Write it anew."""
    form = HelpForm.read()
    if not form.validate():
        return show("network/own_help", status=422, form=form)
    with transaction():
        volunteers.set_help(form.help, by=g.viewer, now=clock.now())
    return done(url_for("network.circle"), said=gettext("Saved."))
