"""A team lead and a change of carrier: asking everybody, how many said what, and who comes."""

from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import carrier_changes, takeovers, team
from app.caseload.carrier_forms import CallOffForm, ChangeForm
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import Form
from app.core.htmx import done, show
from app.core.i18n import gettext, ngettext
from app.team.forms_changes import TakeOverForm
from app.team.standing import groups_of

changes = Blueprint("team_changes", __name__, url_prefix="/team/carrier-changes")


@changes.get("")
@open_to(Role.TEAM_LEAD)
def overview() -> ResponseReturnValue:
    """Who goes, in numbers; who comes, by the name they are called."""
    return show("team/carrier_changes", **_names())


def _names(sent: Form | None = None) -> dict[str, Any]:
    form = sent if isinstance(sent, ChangeForm) else ChangeForm()
    take = sent if isinstance(sent, TakeOverForm) else TakeOverForm()
    form.to_carrier_id.choices = carrier_changes.successors_of(g.viewer)
    take.offer(team.managers_of(g.viewer))
    return {
        "groups": groups_of(g.viewer),
        "coming": takeovers.coming_to(g.viewer),
        "form": form,
        "take": take,
    }


@changes.post("")
@open_to(Role.TEAM_LEAD, fresh=True)
def propose() -> ResponseReturnValue:
    """Ask everybody with an open case in the towns of the other carrier."""
    form = ChangeForm.read()
    form.to_carrier_id.choices = carrier_changes.successors_of(g.viewer)
    if not form.validate():
        return show("team/carrier_changes", status=422, **_names(form))
    try:
        with transaction():
            asked = carrier_changes.propose_all(form.proposal, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("team/carrier_changes", status=422, **_names(form))
    return _done(ngettext("%(num)d client is asked.", "%(num)d clients are asked.", asked))


@changes.post("/call-off")
@open_to(Role.TEAM_LEAD, fresh=True)
def call_off() -> ResponseReturnValue:
    """The carrier stays the same for all who were asked about this day."""
    form = CallOffForm.read()
    if not form.validate():
        return show("team/carrier_changes", status=422, **_names(form))
    with transaction():
        carrier_changes.call_off_all(form.proposal, by=g.viewer, now=clock.now())
    return _done(gettext("Saved."))


@changes.post("/take-over")
@open_to(Role.TEAM_LEAD, fresh=True)
def take_over() -> ResponseReturnValue:
    """Take over the chosen ones and name who helps them."""
    form = TakeOverForm.read()
    form.offer(team.managers_of(g.viewer))
    if not form.validate():
        return show("team/carrier_changes", status=422, **_names(form))
    chosen, to_id = form.takeover_ids.data or [], form.to_id.data
    try:
        with transaction():
            takeovers.accept(chosen, to_id, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("team/carrier_changes", status=422, **_names(form))
    return _done(gettext("Saved."))


def _done(said: str) -> ResponseReturnValue:
    return done(
        url_for("team_changes.overview"), "team/_carrier_changes.html", said=said, **_names()
    )
