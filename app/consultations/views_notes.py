"""Notes at the desk: for oneself on a page of their own, for the client beside her talks."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.caseload.models import Client
from app.caseload.queries import get_client
from app.consultations import notes, notes_queries, queries
from app.consultations.blueprints import consultations_desk
from app.consultations.forms import NoteForm
from app.consultations.models import CaseNote, Consultation, SharedNote
from app.consultations.notes_queries import Note
from app.consultations.views_desk import client_talks
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import small
from app.core.htmx import done, show
from app.core.i18n import gettext


@consultations_desk.get("/clients/<int:client_id>/case-notes")
@open_to(Role.MANAGER, log=Log.NOTES)
def case_notes(client_id: int) -> ResponseReturnValue:
    """What this manager, or the one she stands in for, noted about a client."""
    client = get_client(client_id, seen_by=g.viewer)
    record_seen(client.id)
    return show("consultations/case_notes", **_case_notes(client, NoteForm.read()))


def _case_notes(client: Client, form: NoteForm) -> dict[str, Any]:
    talk = _talk(client)
    found = notes_queries.case_notes_of(client.id, seen_by=g.viewer)
    return {"client": client, "notes": found, "form": form, "talk": talk}


def _talk(client: Client) -> Consultation | None:
    """The talk a note is about, where one is named."""
    named = request.values.get("talk", type=small)
    return queries.find_talk(named, client.id, seen_by=g.viewer)


@consultations_desk.post("/clients/<int:client_id>/case-notes")
@open_to(Role.MANAGER)
def write_case_note(client_id: int) -> ResponseReturnValue:
    """Note something that only she and whoever stands in for her reads."""
    client = get_client(client_id, seen_by=g.viewer)
    form = NoteForm.read()
    if not form.validate():
        return show("consultations/case_notes", status=422, **_case_notes(client, form))
    with transaction():
        talk, body = _talk(client), form.body.data or ""
        notes.write_case_note(client.id, body, talk=talk, by=g.viewer, now=clock.now())
    here = url_for("consultations_desk.case_notes", client_id=client.id)
    names = _case_notes(client, NoteForm())
    said = gettext("The note is written down.")
    return done(here, "consultations/_case_notes.html", said=said, **names)


@consultations_desk.post("/clients/<int:client_id>/shared-notes")
@open_to(Role.MANAGER)
def write_shared_note(client_id: int) -> ResponseReturnValue:
    """Write something down for the client to read."""
    client = get_client(client_id, seen_by=g.viewer)
    form = NoteForm.read()
    if not form.validate():
        return show("consultations/client", status=422, **client_talks(client, note_form=form))
    with transaction():
        talk, body = _talk(client), form.body.data or ""
        notes.write_shared_note(client.id, body, talk=talk, by=g.viewer, now=clock.now())
    here = url_for("consultations_desk.consultations", client_id=client.id)
    said = gettext("The client can read the note now.")
    return done(here, "consultations/_client.html", said=said, **client_talks(client))


@consultations_desk.get("/clients/<int:client_id>/case-notes/<int:note_id>")
@open_to(Role.MANAGER, log=Log.NOTES)
def case_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """One case note, to put it right."""
    note = notes_queries.get_case_note(note_id, client_id, seen_by=g.viewer)
    return _opened(note)


@consultations_desk.get("/clients/<int:client_id>/shared-notes/<int:note_id>")
@open_to(Role.MANAGER, log=Log.RECORD)
def shared_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """One note for the client, to put it right."""
    note = notes_queries.get_shared_note(note_id, client_id, seen_by=g.viewer)
    return _opened(note)


def _opened(note: Note) -> ResponseReturnValue:
    record_seen(note.client_id)
    return _form(note, NoteForm.read(body=note.body))


def _form(note: Note, form: NoteForm, *, status: int = 200) -> ResponseReturnValue:
    return show(
        "consultations/note",
        status=status,
        client=get_client(note.client_id, seen_by=g.viewer),
        form=form,
        is_shared=isinstance(note, SharedNote),
        back=_list_of(note),
    )


def _list_of(note: Note) -> str:
    """The page this note stands on."""
    page = "case_notes" if isinstance(note, CaseNote) else "consultations"
    return url_for(f"consultations_desk.{page}", client_id=note.client_id)


@consultations_desk.post("/clients/<int:client_id>/case-notes/<int:note_id>")
@open_to(Role.MANAGER)
def change_case_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """Put one's own case note right, for a day."""
    return _change(notes_queries.get_case_note(note_id, client_id, seen_by=g.viewer))


@consultations_desk.post("/clients/<int:client_id>/shared-notes/<int:note_id>")
@open_to(Role.MANAGER)
def change_shared_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """Put one's own note for the client right, for a day."""
    return _change(notes_queries.get_shared_note(note_id, client_id, seen_by=g.viewer))


def _change(note: Note) -> ResponseReturnValue:
    form = NoteForm.read()
    if not form.validate():
        return _form(note, form, status=422)
    try:
        with transaction():
            words, is_minor = form.body.data or "", form.is_minor.data
            notes.change(note, words, is_minor=is_minor, by=g.viewer, now=clock.now())
    except Refused as why:
        form.refuse(why)
        return _form(note, form, status=422)
    return done(_list_of(note), said=gettext("The note was changed."))
