"""Translations of personal texts, read along with the rows they belong to: no statement more."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from app.caseload.queries import clients_of
from app.caseload.texts_models import PersonalTranslation
from app.core.access import Viewer
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.translating import Translated

_NAMES = ("field", "lang", "source_lang", "source_version", "version", "origin", "in_translation")
_IS_CHECKED = PersonalTranslation.checked_on.is_not(None)
_COLUMNS = (
    *(getattr(PersonalTranslation, name).label(f"text_{name}") for name in _NAMES),
    PersonalTranslation.changed_at.label("text_changed_at"),
    _IS_CHECKED.label("text_is_checked"),
)


def with_translations(
    statement: sa.Select[*tuple[Any, ...]],
    entity: str,
    entity_id: Any,
    *,
    fields: tuple[str, ...] = ("own_words",),
    also: sa.ColumnElement[bool] | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """The same rows, each once for every translation of its texts: for translated().

    `also`: further translations that are of the row, as said_of() names them.
    """
    which = said_of(entity, entity_id, *fields)
    return (
        statement.add_columns(*_COLUMNS, *PersonalTranslation.text.parts)
        .outerjoin(PersonalTranslation, which if also is None else sa.or_(which, also))
        .outerjoin(ClientKey, ClientKey.client_id == PersonalTranslation.client_id)
    )


def said_of(entity: str, entity_id: Any, *fields: str) -> sa.ColumnElement[bool]:
    """The translations of these fields of a row."""
    return sa.and_(
        PersonalTranslation.entity == entity,
        PersonalTranslation.entity_id == entity_id,
        PersonalTranslation.field.in_(fields),
    )


def translated(
    rows: Iterable[Any], *, but: Collection[str] = ()
) -> Iterator[tuple[dict[str, Any], tuple[Translated, ...]]]:
    """Each row of with_translations() once, by its id, with its translations.

    `but`: columns that the rows have besides.
    """
    found: dict[int, tuple[dict[str, Any], list[Translated]]] = {}
    names: list[str] = []
    for row in rows:
        if not names:
            names = [name for name in row._fields if not name.startswith("text_")]
            names = [name for name in names if name not in but]
            own = itemgetter(*map(row._fields.index, names))
        if row.id not in found:
            found[row.id] = (dict(zip(names, own(row), strict=True)), [])
        if row.text_lang is not None:
            found[row.id][1].append(_translated(row))
    return ((values, tuple(made)) for values, made in found.values())


def _translated(row: Any) -> Translated:
    values = {name: getattr(row, f"text_{name}") for name in (*_NAMES, "changed_at", "is_checked")}
    return Translated(text=PersonalTranslation.text.read(row), **values)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A text that a client reads, in a list of such texts; a sealed one comes without its words."""

    entity: str
    entity_id: int
    client_id: int
    text: str | None
    lang: str
    version: int
    changed_at: datetime | None  # when it last became another text
    field: str = "own_words"


Made = dict[tuple[str, int, str], tuple[Translated, ...]]


def translations_for(viewer: Viewer) -> Made:
    """What is translated for this manager's clients, by entity, id and field; without
    the texts."""
    has_text = sa.case((PersonalTranslation.text.sealed.is_not(None), "…"), else_=None)
    rows = db.session.execute(
        sa.select(
            PersonalTranslation.entity,
            PersonalTranslation.entity_id,
            has_text.label("text"),
            *(getattr(PersonalTranslation, name) for name in _NAMES),
            _IS_CHECKED.label("is_checked"),
        ).where(PersonalTranslation.client_id.in_(clients_of(viewer)))
    )
    found: Made = {}
    for row in rows:
        one = Translated(**{name: getattr(row, name) for name in ("text", *_NAMES, "is_checked")})
        key = (row.entity, row.entity_id, row.field)
        found[key] = (*found.get(key, ()), one)
    return found


def translations_of(entity: str, ids: Collection[int]) -> dict[int, tuple[Translated, ...]]:
    """The translations of some rows that were asked for before, by their ids; one statement."""
    rows = db.session.execute(
        sa.select(PersonalTranslation.entity_id, *_COLUMNS, *PersonalTranslation.text.parts)
        .join(ClientKey, ClientKey.client_id == PersonalTranslation.client_id)
        .where(PersonalTranslation.entity == entity, PersonalTranslation.entity_id.in_(ids))
    )
    found: dict[int, tuple[Translated, ...]] = {}
    for row in rows:
        found[row.entity_id] = (*found.get(row.entity_id, ()), _translated(row))
    return found


def find_translation(
    entity: str, entity_id: int, field: str, lang: str
) -> PersonalTranslation | None:
    """The row of one translation, to be changed; whoever asks has asked for its source before."""
    return db.session.scalar(
        sa.select(PersonalTranslation)
        .where(
            PersonalTranslation.entity == entity,
            PersonalTranslation.entity_id == entity_id,
            PersonalTranslation.field == field,
            PersonalTranslation.lang == lang,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
