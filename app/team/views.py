"""What a team lead sees and does: the managers, who stands in, whose case it is, the week."""

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload import reassigning, returning, substitutions, team
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext, ngettext
from app.team.forms import ReassignForm, SubstitutionForm
from app.team.week import DAYS, get_week

bp = Blueprint("team", __name__, url_prefix="/team")


@bp.get("")
@open_to(Role.TEAM_LEAD)
def managers() -> ResponseReturnValue:
    """The managers with their open cases, and who stands in for whom."""
    return show(
        "team/managers",
        managers=team.managers_of(g.viewer),
        stand_ins=team.substitutions_of_team(g.viewer),
        returning=returning.waiting_to_return(g.viewer),
    )


@bp.post("/returning/<int:client_id>")
@open_to(Role.TEAM_LEAD, fresh=True)
def reopen(client_id: int) -> ResponseReturnValue:
    """Give somebody who wants help again to a manager."""
    try:
        with transaction():
            to_id = request.form.get("to_id", 0, type=small)
            returning.reopen(client_id, to_id, by=g.viewer, now=clock.now())
    except reassigning.SomebodyElse as why:
        return done(url_for("team.managers"), said=str(why.words))
    return done(url_for("team.managers"), said=gettext("A new case is open."))


@bp.get("/week")
@open_to(Role.TEAM_LEAD)
def week() -> ResponseReturnValue:
    """Devices let in and readings of the last days, as numbers."""
    return show("team/week", weeks=get_week(g.viewer, now=clock.now()), days=DAYS)


@bp.get("/managers/<int:person_id>")
@open_to(Role.TEAM_LEAD)
def cases(person_id: int) -> ResponseReturnValue:
    """The open cases of one manager, to give them to another."""
    form = ReassignForm.read()
    return _cases(person_id, form)


def _cases(person_id: int, form: ReassignForm, *, status: int = 200) -> ResponseReturnValue:
    """The list and the form below it."""
    manager = team.get_manager(person_id, seen_by=g.viewer)
    form.offer(team.managers_of(g.viewer), from_id=person_id)
    return show(
        "team/cases",
        status=status,
        manager=manager,
        cases=team.cases_of(manager, seen_by=g.viewer),
        form=form,
    )


@bp.post("/managers/<int:person_id>")
@open_to(Role.TEAM_LEAD, fresh=True)
def reassign(person_id: int) -> ResponseReturnValue:
    """Give the chosen cases to another manager."""
    form = ReassignForm.read()
    form.offer(team.managers_of(g.viewer), from_id=person_id)
    if not form.validate():
        return _cases(person_id, form, status=422)
    try:
        with transaction():
            moved = reassigning.reassign(form.chosen, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _cases(person_id, form, status=422)
    said = ngettext(
        "%(num)d client has a new manager.", "%(num)d clients have a new manager.", moved
    )
    return done(url_for("team.managers"), said=said)


def _substitution_form() -> SubstitutionForm:
    form = SubstitutionForm.read(valid_from=clock.today())
    form.offer(team.managers_of(g.viewer))
    return form


@bp.get("/substitutions/new")
@open_to(Role.TEAM_LEAD, fresh=True)
def new_substitution() -> ResponseReturnValue:
    """Show the empty form."""
    return show("team/substitution", form=_substitution_form())


@bp.post("/substitutions/new")
@open_to(Role.TEAM_LEAD, fresh=True)
def make_substitution() -> ResponseReturnValue:
    """Let one manager stand in for another."""
    form = _substitution_form()
    if not form.validate():
        return show("team/substitution", status=422, form=form)
    try:
        with transaction():
            substitutions.make(form.filled(), by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("team/substitution", status=422, form=form)
    return done(url_for("team.managers"), said=gettext("The substitution is set."))


@bp.post("/substitutions/<int:substitution_id>/end")
@open_to(Role.TEAM_LEAD)
def end_substitution(substitution_id: int) -> ResponseReturnValue:
    """End it now. No fresh passkey is asked for: seeing less must be quick."""
    with transaction():
        substitutions.end(substitution_id, by=g.viewer, now=clock.now())
    return done(url_for("team.managers"), said=gettext("The substitution has ended."))
