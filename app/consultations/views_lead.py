"""Case notes for a team lead: only with a reason, which the client reads in her own language."""

from flask import g
from flask.typing import ResponseReturnValue

from app.caseload import rest
from app.caseload.models import Client
from app.consultations import notes_queries
from app.consultations.blueprints import case_notes_lead
from app.consultations.forms import ReasonForm
from app.consultations.notes_queries import NoteCard
from app.core.access import Log, Role, open_to, record_seen
from app.core.htmx import show


@case_notes_lead.get("/cases/<int:case_id>/notes")
@open_to(Role.TEAM_LEAD, fresh=True)
def ask(case_id: int) -> ResponseReturnValue:
    """Ask for the reason, and say that the client reads it."""
    client = notes_queries.client_of_case(case_id, seen_by=g.viewer)
    return _page(case_id, client, ReasonForm())


def _page(
    case_id: int,
    client: Client,
    form: ReasonForm,
    *,
    status: int = 200,
    notes: list[NoteCard] | None = None,
) -> ResponseReturnValue:
    return show(
        "consultations/by_reason",
        status=status,
        case_id=case_id,
        client=client,
        form=form,
        notes=notes,
    )


@case_notes_lead.post("/cases/<int:case_id>/notes")
@open_to(Role.TEAM_LEAD, fresh=True, log=Log.NOTES)
def read(case_id: int) -> ResponseReturnValue:
    """Show the notes once; who, when and why stands in the client's trail before the answer."""
    client = notes_queries.client_of_case(case_id, seen_by=g.viewer)
    form = ReasonForm.read()
    if not form.validate():
        return _page(case_id, client, form, status=422)
    rest.demand_awake(client.id)
    record_seen(client.id, because=form.reason.data)
    notes = notes_queries.case_notes_by_reason(client.id, seen_by=g.viewer)
    return _page(case_id, client, form, notes=notes)
