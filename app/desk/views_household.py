"""A household at one glance: its adults, each with a record of her own, and its children."""

from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import households
from app.caseload.models import Client
from app.caseload.queries import get_client
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.desk import board, words
from app.desk.blueprint import desk
from app.desk.forms_household import ChildForm, MemberForm, NameForm
from app.plan.next_of_many import next_steps_of

HERE = "/households/<int:household_id>"


@desk.get(HERE)
@open_to(Role.MANAGER)
def household(household_id: int) -> ResponseReturnValue:
    """Who lives here; of a sensitive appointment nothing is seen from here."""
    return show("desk/household", **_household(household_id))


def _household(household_id: int, **forms: Any) -> dict[str, Any]:
    card = households.get_household(household_id, seen_by=g.viewer)
    rows = board.rows_of(g.viewer, Client.household_id == household_id, shows_sensitive=False)
    blank = {"name_form": NameForm(data={"label": card.label}), "child_form": ChildForm()}
    return {
        "household": card,
        "rows": rows,
        "steps": next_steps_of([row.client_id for row in rows], seen_by=g.viewer),
        "language_name": words.language_name,
        "member_form": _members(),
        **blank,
        **forms,
    }


def _members() -> MemberForm:
    """The form with the clients who belong to no household."""
    return MemberForm.read().offering(households.alone_of(seen_by=g.viewer))


@desk.post("/clients/<int:client_id>/household")
@open_to(Role.MANAGER)
def found_household(client_id: int) -> ResponseReturnValue:
    """Open a household with this client as its first adult."""
    with transaction():
        client = get_client(client_id, seen_by=g.viewer)
        made = households.found(client, by=g.viewer, now=clock.now())
    return done(_there(made), said=gettext("The household is there. Add who else lives in it."))


def _there(household_id: int) -> str:
    return url_for("desk.household", household_id=household_id)


@desk.post(HERE)
@open_to(Role.MANAGER)
def rename_household(household_id: int) -> ResponseReturnValue:
    """Call it otherwise."""
    households.get_household(household_id, seen_by=g.viewer)
    form = NameForm.read()
    if not form.validate():
        return show("desk/household", status=422, **_household(household_id, name_form=form))
    with transaction():
        households.rename(household_id, form.label.data or "", by=g.viewer, now=clock.now())
    return _changed(household_id)


@desk.post(f"{HERE}/adults")
@open_to(Role.MANAGER)
def add_adult(household_id: int) -> ResponseReturnValue:
    """Another client lives here."""
    households.get_household(household_id, seen_by=g.viewer)
    form = _members()
    if not form.validate():
        return show("desk/household", status=422, **_household(household_id, member_form=form))
    try:
        with transaction():
            client = get_client(form.chosen, seen_by=g.viewer)
            households.join(client, household_id, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("desk/household", status=422, **_household(household_id, member_form=form))
    return _changed(household_id)


@desk.post(f"{HERE}/adults/<int:client_id>/remove")
@open_to(Role.MANAGER)
def remove_adult(household_id: int, client_id: int) -> ResponseReturnValue:
    """A client lives here no more; her record stays as it is."""
    households.get_household(household_id, seen_by=g.viewer)
    with transaction():
        client = get_client(client_id, seen_by=g.viewer)
        households.leave(client, household_id, by=g.viewer, now=clock.now())
    return done(
        url_for("desk.client", client_id=client_id),
        said=gettext("The person belongs to this household no more."),
    )


@desk.post(f"{HERE}/children")
@open_to(Role.MANAGER)
def add_child(household_id: int) -> ResponseReturnValue:
    """A child lives here."""
    households.get_household(household_id, seen_by=g.viewer)
    form = ChildForm.read()
    if not form.validate():
        return show("desk/household", status=422, **_household(household_id, child_form=form))
    with transaction():
        year = form.birth_year.data or 0
        households.add_child(household_id, year, by=g.viewer, now=clock.now())
    return _changed(household_id)


@desk.post(f"{HERE}/children/<int:child_id>/remove")
@open_to(Role.MANAGER)
def remove_child(household_id: int, child_id: int) -> ResponseReturnValue:
    """A child lives here no more."""
    households.get_household(household_id, seen_by=g.viewer)
    with transaction():
        households.remove_child(household_id, child_id, by=g.viewer, now=clock.now())
    return _changed(household_id)


def _changed(household_id: int) -> ResponseReturnValue:
    return done(
        _there(household_id),
        "desk/_household.html",
        said=gettext("The household is changed."),
        **_household(household_id),
    )
