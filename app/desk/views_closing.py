"""The course of one case at the desk: until when, longer, and its end with everything open."""

from collections.abc import Callable
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.caseload import cases
from app.caseload.case_words import STATES_AT_DESK
from app.caseload.models import Case, Client
from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Missing, Refused
from app.core.forms import Form
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.desk import closing as ending
from app.desk.blueprint import desk
from app.desk.forms_closing import ClosingForm, EndForm, ExtensionForm


@desk.get("/clients/<int:client_id>/closing")
@open_to(Role.MANAGER, log=Log.RECORD)
def closing(client_id: int) -> ResponseReturnValue:
    """How far the case is, and what is open when it ends."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("desk/closing", **_names(client))


def _names(client: Client, *forms: Form) -> dict[str, Any]:
    """What page and fragment need; a refused form is shown as it was sent."""
    sent = {type(form): form for form in forms}
    case = cases.get_open(client.id, seen_by=g.viewer)
    return {
        "client": client,
        "case": case,
        "states": STATES_AT_DESK,
        "items": ending.checklist(client.id, seen_by=g.viewer),
        "end_form": sent.get(EndForm) or EndForm(data={"planned_end_on": case.planned_end_on}),
        "extension_form": sent.get(ExtensionForm) or ExtensionForm(),
        "form": sent.get(ClosingForm) or ClosingForm(data={"ended_on": clock.today()}),
        "plain_form": sent.get(Form),
    }


@desk.post('/clients/<int:client_id>/closing/<any("begun", "closing"):to>')
@open_to(Role.MANAGER)
def walk_case(client_id: int, to: str) -> ResponseReturnValue:
    """The first talk is over, or the end begins."""
    verb = cases.begin if to == "begun" else cases.begin_closing
    return _changed(client_id, Form(), lambda case: verb(case, by=g.viewer, now=clock.now()))


@desk.post("/clients/<int:client_id>/closing/planned-end")
@open_to(Role.MANAGER)
def plan_end(client_id: int) -> ResponseReturnValue:
    """Write down until when it is meant to go on."""
    form = EndForm.read()
    return _changed(
        client_id,
        form,
        lambda case: cases.plan_end(case, form.day, by=g.viewer, now=clock.now()),
    )


@desk.post("/clients/<int:client_id>/closing/extension")
@open_to(Role.MANAGER)
def extend(client_id: int) -> ResponseReturnValue:
    """Let it go on longer than planned, for a reason."""
    form = ExtensionForm.read()
    return _changed(
        client_id,
        form,
        lambda case: cases.extend(
            case,
            until=form.day,
            reason=form.reason.data or "",
            by=g.viewer,
            now=clock.now(),
        ),
    )


def _changed(client_id: int, form: Form, change: Callable[[Case], None]) -> ResponseReturnValue:
    """Do one change of the case, or show the page again with what is wrong."""
    client = get_client(client_id, seen_by=g.viewer)
    case = cases.get_open(client.id, seen_by=g.viewer)
    if not form.validate():
        return show("desk/closing", status=422, **_names(client, form))
    try:
        with transaction():
            change(case)
    except Refused as why:
        return _refused(client, form, why)
    to = url_for("desk.closing", client_id=client.id)
    return done(to, "desk/_closing.html", said=gettext("Saved."), **_names(client))


@desk.post("/clients/<int:client_id>/closing")
@open_to(Role.MANAGER, fresh=True)
def close_case(client_id: int) -> ResponseReturnValue:
    """End the case, with a tick for each thing that stays open."""
    if _is_closed(client_id):  # a second tap
        return _to_closed()
    client = get_client(client_id, seen_by=g.viewer)
    case, form = cases.get_open(client.id, seen_by=g.viewer), ClosingForm.read()
    if not form.validate():
        return show("desk/closing", status=422, **_names(client, form))
    ticked = form.left.data or []
    try:
        with transaction():
            ending.close(case, form.ending, ticked, by=g.viewer, now=clock.now())
    except Refused as why:
        return _refused(client, form, why)
    return _to_closed()


def _refused(client: Client, form: Form, why: Refused) -> ResponseReturnValue:
    """Say why not: on the same page, or where she finds herself when the case has gone."""
    if _is_closed(client.id):  # two taps at once
        return _to_closed()
    if cases.find_open(client.id, seen_by=g.viewer) is None:  # somebody else has it now
        return done(url_for("desk.clients"), said=str(why.words))
    form.refuse(why)
    return show("desk/closing", status=422, **_names(client, form))


def _is_closed(client_id: int) -> bool:
    return any(one.client_id == client_id for one in ending.closed_lately(seen_by=g.viewer))


def _to_closed() -> ResponseReturnValue:
    return done(url_for("desk.closed"), said=gettext("The case is closed."))


@desk.get("/closed")
@open_to(Role.MANAGER)
def closed() -> ResponseReturnValue:
    """What was closed in the last days, to take a mistake back."""
    return render_template("desk/closed.html", closed=ending.closed_lately(seen_by=g.viewer))


@desk.post("/closed/<int:case_id>/undo")
@open_to(Role.MANAGER)
def undo_closing(case_id: int) -> ResponseReturnValue:
    """It was a mistake: the case goes on."""
    try:
        with transaction():
            case = cases.undo(case_id, by=g.viewer, now=clock.now())
    except Refused as why:
        raise Missing from why  # it was taken back at this very moment
    said = gettext("The case goes on.")
    return done(url_for("desk.closing", client_id=case.client_id), said=said)
