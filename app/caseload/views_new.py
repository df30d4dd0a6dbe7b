"""A manager opens a case for somebody new."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload import queries, service
from app.caseload.blueprint import caseload_desk
from app.caseload.forms import NewClientForm
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


def _form() -> NewClientForm:
    """The form with the municipalities the carrier works for."""
    form = NewClientForm.read()
    form.municipality_ags.choices = [(t.ags, t.name) for t in queries.towns_of(g.viewer)]
    return form


@caseload_desk.get("/new")
@open_to(Role.MANAGER)
def new_client() -> ResponseReturnValue:
    """Show the empty form."""
    return show("caseload/new_client", form=_form())


@caseload_desk.post("/new")
@open_to(Role.MANAGER)
def add_client() -> ResponseReturnValue:
    """Open the case, then go on to setting up the phone."""
    form = _form()
    if not form.validate():
        return show("caseload/new_client", status=422, form=form)
    try:
        with transaction():
            client = service.add_client(form.filled(), by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return show("caseload/new_client", status=422, form=form)
    to = url_for("caseload_desk.phone", client_id=client.id)
    return done(to, said=gettext("The client was added."))
