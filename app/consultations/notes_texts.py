"""Notes for the client as texts to be translated."""

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.caseload.texts import Source
from app.caseload.texts_queries import Wording, translations_of
from app.consultations.models import SharedNote
from app.consultations.notes_queries import get_shared_note
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.translating import FreeText


def note_source(note_id: int, client_id: int, *, seen_by: Viewer) -> Source:
    """One note for the client; raise Missing when her key is gone, too."""
    note = get_shared_note(note_id, client_id, seen_by=seen_by)
    if note.body is None:
        raise Missing
    made = translations_of("shared_note", [note.id]).get(note.id, ())
    words = FreeText(note.body, note.body_lang, note.body_version, made)
    return Source(
        entity="shared_note", entity_id=note.id, client_id=client_id, words=words, field="body"
    )


def wordings_of(viewer: Viewer) -> list[Wording]:
    """The notes that this manager's clients read, without their words."""
    rows = db.session.execute(
        sa.select(
            sa.literal("shared_note").label("entity"),
            SharedNote.id.label("entity_id"),
            SharedNote.client_id,
            sa.null().label("text"),
            SharedNote.body_lang.label("lang"),
            SharedNote.body_version.label("version"),
            SharedNote.body_at.label("changed_at"),
            sa.literal("body").label("field"),
        ).where(SharedNote.client_id.in_(clients_of(viewer)))
    )
    return [Wording(**row._mapping) for row in rows]
