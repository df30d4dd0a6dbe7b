"""Translations of personal texts, read along with the rows they belong to: no statement more."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from app.caseload.texts_models import PersonalTranslation
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.translating import Translated

_NAMES = (
    "lang",
    "source_lang",
    "source_version",
    "version",
    "origin",
    "in_translation",
    "checked_on",
)
_COLUMNS = tuple(getattr(PersonalTranslation, name).label(f"text_{name}") for name in _NAMES)


def with_translations(
    statement: sa.Select[*tuple[Any, ...]],
    entity: str,
    entity_id: Any,
    *,
    field: str = "own_words",
) -> sa.Select[*tuple[Any, ...]]:
    """The same rows, each once for every translation of its text: for translated()."""
    return (
        statement.add_columns(*_COLUMNS, *PersonalTranslation.text.parts)
        .outerjoin(
            PersonalTranslation,
            sa.and_(
                PersonalTranslation.entity == entity,
                PersonalTranslation.entity_id == entity_id,
                PersonalTranslation.field == field,
            ),
        )
        .outerjoin(ClientKey, ClientKey.client_id == PersonalTranslation.client_id)
    )


def translated(rows: Iterable[Any]) -> Iterator[tuple[dict[str, Any], tuple[Translated, ...]]]:
    """Each row of with_translations() once, by its id, with its translations."""
    found: dict[int, tuple[dict[str, Any], list[Translated]]] = {}
    for row in rows:
        if row.id not in found:
            found[row.id] = (_without_texts(row), [])
        if row.text_lang is not None:
            found[row.id][1].append(_translated(row))
    return ((values, tuple(made)) for values, made in found.values())


def _without_texts(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if not name.startswith("text_")}


def _translated(row: Any) -> Translated:
    return Translated(
        lang=row.text_lang,
        text=PersonalTranslation.text.read(row),
        source_lang=row.text_source_lang,
        source_version=row.text_source_version,
        version=row.text_version,
        origin=row.text_origin,
        in_translation=row.text_in_translation,
        is_checked=row.text_checked_on is not None,
    )


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
