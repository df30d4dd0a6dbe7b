"""Case notes for a team lead: only with a reason, which the client reads in her own language."""

from flask import g
from flask.typing import ResponseReturnValue

from app.consultations import notes_queries
from app.consultations.blueprints import case_notes_lead
from app.consultations.forms import ReasonForm
from app.core.access import Log, Role, open_to, record_seen
from app.core.htmx import show


@case_notes_lead.get("/clients/<int:client_id>/case-notes")
@open_to(Role.TEAM_LEAD, fresh=True)
def ask(client_id: int) -> ResponseReturnValue:
    """Ask for the reason, and say that the client reads it."""
    client = notes_queries.client_of_team(client_id, seen_by=g.viewer)
    return show("consultations/by_reason", client=client, form=ReasonForm.read(), notes=None)


@case_notes_lead.post("/clients/<int:client_id>/case-notes")
@open_to(Role.TEAM_LEAD, fresh=True, log=Log.NOTES)
def read(client_id: int) -> ResponseReturnValue:
    """Show the notes once; who, when and why stands in the client's trail before the answer."""
    client = notes_queries.client_of_team(client_id, seen_by=g.viewer)
    form = ReasonForm.read()
    if not form.validate():
        return show("consultations/by_reason", status=422, client=client, form=form, notes=None)
    record_seen(client.id, because=form.reason.data)
    notes = notes_queries.case_notes_by_reason(client.id, seen_by=g.viewer)
    return show("consultations/by_reason", client=client, form=form, notes=notes)
