"""Texts in the languages of clients: one with its translations, and what is still to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from app.caseload import texts_queries
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.caseload.texts import Source
from app.caseload.texts_queries import Wording
from app.consultations import notes_texts
from app.core.access import Viewer
from app.core.db import db
from app.core.i18n import DEFAULT, Language, find_language
from app.core.translating import FreeText, Status, written_in
from app.desk.queries import Named
from app.people.models import Person
from app.plan import wording_queries, wording_versions

PAGE_SIZE = 25
TO_DO = (Status.MISSING, Status.OUTDATED)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Reader(Named):
    """A client and the language she reads."""

    language_code: str

    @property
    def language(self) -> Language:
        """The language she reads."""
        return find_language(self.language_code) or DEFAULT


@dataclass(frozen=True, kw_only=True)
class Todo:
    """A text that its reader does not get as it is meant."""

    reader: Reader
    wording: Wording
    status: Status
    in_translation: bool  # nothing is there yet, but somebody is at it


@dataclass(frozen=True, kw_only=True)
class Todos:
    """One page of them, the oldest first."""

    rows: Sequence[Todo]
    found: int  # on all pages
    page: int
    pages: int


def get_todos(*, seen_by: Viewer, page: int = 1) -> Todos:
    """What of this manager's clients' texts is missing or outdated; seven statements.

    In Python, because how good a translation is has one definition, and own words are few.
    """
    readers = _readers(seen_by)
    made = texts_queries.translations_for(seen_by)
    wordings = (
        *wording_queries.wordings_of(seen_by),
        *wording_versions.proposed_wordings(seen_by),
        *notes_texts.wordings_of(seen_by),
    )
    found = [
        todo
        for one in wordings
        if (reader := readers.get(one.client_id)) is not None
        and (todo := _todo(one, reader, made)).status in TO_DO
    ]
    found.sort(key=lambda todo: (todo.wording.changed_at or _LONG_AGO, todo.wording.entity_id))
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Todos(rows=shown, found=len(found), page=page, pages=pages)


def _readers(seen_by: Viewer, *where: sa.ColumnElement[bool]) -> dict[int, Reader]:
    rows = db.session.execute(
        sa.select(
            Client.id.label("client_id"),
            Client.given_name,
            Client.family_name,
            Person.ui_language.label("language_code"),
        )
        .join(Person, Person.id == Client.person_id)
        .where(Client.id.in_(clients_of(seen_by)), *where)
    )
    return {row.client_id: Reader(**row._mapping) for row in rows}


def _todo(one: Wording, reader: Reader, made: texts_queries.Made) -> Todo:
    """How this text is in its reader's language."""
    own = made.get((one.entity, one.entity_id, one.field), ())
    words = FreeText(one.text or "…", one.lang, one.version, own)
    at_it = words.by_language.get(written_in(reader.language.code))
    return Todo(
        reader=reader,
        wording=one,
        status=words.shown_in(reader.language.code).status,
        in_translation=at_it is not None and at_it.in_translation,
    )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One text with every language it is wanted in: its reader's first."""

    source: Source
    reader: Reader
    languages: tuple[Language, ...]


def sheet_of(source: Source, *, seen_by: Viewer) -> Sheet:
    """What the page of one text shows. Her wish is wanted in German."""
    reader = _readers(seen_by, Client.id == source.client_id)[source.client_id]
    wanted = (written_in(reader.language.code), DEFAULT.code, *source.words.by_language)
    codes = (code for code in dict.fromkeys(wanted) if code != source.words.lang)
    known = (find_language(code) for code in codes)
    return Sheet(
        source=source,
        reader=reader,
        languages=tuple(language for language in known if language is not None),
    )
