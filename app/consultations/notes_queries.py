"""Notes and who reads them. A case note: its author, whoever stands in, and by reason the lead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.caseload.models import Case, Client, ManagerProfile
from app.caseload.queries import clients_of, managers_seen_by
from app.caseload.team import demand_lead
from app.caseload.texts_queries import translations_of
from app.consultations.models import CaseNote, SharedNote
from app.core import clock
from app.core.access import Viewer
from app.core.db import db, one_or_missing
from app.core.translating import FreeText, Translated
from app.people.accounts import name_of_person
from app.people.models import Person

CHANGEABLE = timedelta(days=1)
Note = CaseNote | SharedNote


@dataclass(frozen=True, kw_only=True)
class NoteCard:
    """One note, as lists show it."""

    id: int
    body: str | None  # None: the client's key is gone
    author_id: int
    author: str
    written_at: datetime
    changed_at: datetime | None
    lang: str = "de"
    version: int = 1  # of its words
    words: FreeText | None = None  # of a note for the client: in all its languages

    def may_change(self, viewer: Viewer) -> bool:
        """True for the author, for a day."""
        return self.author_id == viewer.person_id and not is_settled(self.written_at, clock.now())


def is_settled(written_at: datetime, now: datetime) -> bool:
    """True when a note can no longer be changed."""
    return now - written_at >= CHANGEABLE


def _readable_case_notes(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Kept for this manager, or for one she stands in for today; of clients she looks after."""
    return sa.and_(
        CaseNote.client_id.in_(clients_of(viewer)),
        CaseNote.kept_for_id.in_(managers_seen_by(viewer)),
    )


def case_notes_of(client_id: int, *, seen_by: Viewer) -> list[NoteCard]:
    """The case notes this manager may read, newest first."""
    return _read(CaseNote, CaseNote.client_id == client_id, _readable_case_notes(seen_by))


def case_notes_by_reason(client_id: int, *, seen_by: Viewer) -> list[NoteCard]:
    """All case notes of a client, for a team lead who has said why; it stands in the trail."""
    demand_lead(seen_by)
    return _read(CaseNote, CaseNote.client_id == client_id)


def client_of_case(case_id: int, *, seen_by: Viewer) -> Client:
    """Whose case it is, as the team lead's lists name her; else Missing."""
    demand_lead(seen_by)
    return one_or_missing(
        sa.select(Client).join(Case, Case.client_id == Client.id).where(Case.id == case_id)
    )


def shared_notes_of(client_ids: sa.Select[int], *, seen_by: Viewer) -> list[NoteCard]:
    """What was written for these clients to read, newest first, with its translations."""
    cards = _read(
        SharedNote,
        SharedNote.client_id.in_(client_ids),
        SharedNote.client_id.in_(clients_of(seen_by)),
    )
    made = translations_of("shared_note", [card.id for card in cards])
    return [replace(card, words=_words(card, made.get(card.id, ()))) for card in cards]


def _words(card: NoteCard, made: tuple[Translated, ...]) -> FreeText | None:
    return None if card.body is None else FreeText(card.body, card.lang, card.version, made)


def _read(model: type[Any], *conditions: sa.ColumnElement[bool]) -> list[NoteCard]:
    author = sa.func.coalesce(ManagerProfile.full_name, name_of_person())
    rows: Sequence[Any] = db.session.execute(
        sa.select(model, author.label("author"))
        .join(Person, Person.id == model.author_id)
        .outerjoin(ManagerProfile, ManagerProfile.person_id == model.author_id)
        .where(*conditions)
        .order_by(model.written_at.desc(), model.id.desc())
    ).all()
    return [
        NoteCard(
            id=row[0].id,
            body=row[0].body,
            author_id=row[0].author_id,
            author=row.author,
            written_at=row[0].written_at,
            changed_at=row[0].changed_at,
            lang=getattr(row[0], "body_lang", "de"),
            version=getattr(row[0], "body_version", 1),
        )
        for row in rows
    ]


def get_case_note(note_id: int, client_id: int, *, seen_by: Viewer) -> CaseNote:
    """A case note this manager may read; else Missing."""
    return one_or_missing(
        sa.select(CaseNote).where(
            CaseNote.id == note_id,
            CaseNote.client_id == client_id,
            _readable_case_notes(seen_by),
        )
    )


def get_shared_note(note_id: int, client_id: int, *, seen_by: Viewer) -> SharedNote:
    """A shared note of a client of this manager; else Missing."""
    return one_or_missing(
        sa.select(SharedNote).where(
            SharedNote.id == note_id,
            SharedNote.client_id == client_id,
            SharedNote.client_id.in_(clients_of(seen_by)),
        )
    )
