"""Write notes: for oneself and whoever stands in, or for the client to read.

For a day the author may put a note right, which leaves a line in the trail; nothing is deleted.
"""

from datetime import datetime

import sqlalchemy as sa

from app.caseload.models import Case
from app.consultations import events, refusals
from app.consultations.models import CaseNote, Consultation, SharedNote
from app.consultations.notes_queries import Note, is_settled
from app.core.access import Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.core.events import publish


def write_case_note(
    client_id: int, body: str, *, talk: Consultation | None = None, by: Viewer, now: datetime
) -> CaseNote:
    """Note something for oneself; a substitute notes it for the manager whose case it is."""
    note = CaseNote(
        client_id=client_id,
        consultation_id=None if talk is None else talk.id,
        author_id=by.person_id,
        kept_for_id=_whose_case(client_id),
        written_at=now,
    )
    note.body = body
    _stored(note, events.CaseNoteWritten, by=by, now=now)
    return note


def _whose_case(client_id: int) -> int:
    return one_or_missing(
        sa.select(Case.manager_id).where(Case.client_id == client_id, Case.ended_on.is_(None))
    )


def write_shared_note(
    client_id: int, body: str, *, talk: Consultation | None = None, by: Viewer, now: datetime
) -> SharedNote:
    """Write something down for the client to read."""
    note = SharedNote(
        client_id=client_id,
        consultation_id=None if talk is None else talk.id,
        author_id=by.person_id,
        body_at=now,
        written_at=now,
    )
    note.body = body
    _stored(note, events.SharedNoteWritten, by=by, now=now)
    return note


def change(note: Note, body: str, *, is_minor: bool = False, by: Viewer, now: datetime) -> None:
    """Put a note right: its author alone, for a day.

    A note for the client becomes another text by that, unless only spelling changed.
    """
    if note.author_id != by.person_id:
        raise Missing
    if is_settled(note.written_at, now):
        raise refusals.TooLateToChange
    if isinstance(note, SharedNote) and note.body != body and not is_minor:
        note.body_version, note.body_at = note.body_version + 1, now
    note.body, note.changed_at = body, now
    fact = events.CaseNoteChanged if isinstance(note, CaseNote) else events.SharedNoteChanged
    _stored(note, fact, by=by, now=now)


def _stored(note: Note, fact: type[events.NoteFact], *, by: Viewer, now: datetime) -> None:
    db.session.add(note)
    db.session.flush()
    publish(fact(occurred_at=now, by=by, client_id=note.client_id, note_id=note.id))
