"""Write translations of personal texts: what a goal, a step or a note says in her language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.caseload.events import TextTranslated
from app.caseload.models import ManagerProfile
from app.caseload.service import hold
from app.caseload.texts_models import PersonalTranslation
from app.caseload.texts_queries import find_translation
from app.core import clock, fidelity
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.core.translating import FreeText

_COPIED = (
    *("client_id", "field", "lang", "text", "source_lang", "source_version", "version"),
    *("origin", "minor_edit", "in_translation", "checked_by_id", "checked_on"),
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A text to be translated: of which row, whose, and what it says."""

    entity: str
    entity_id: int
    client_id: int
    words: FreeText
    field: str = "own_words"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody typed as the translation, and what she had before her eyes."""

    text: str | None
    source_version: int  # of the original she read
    seen_at: datetime | None  # the last change of the translation she read; None: there was none
    origin: str = "human"
    is_minor: bool = False  # only spelling
    in_translation: bool = False
    is_checked: bool = False


class LosesSomething(Refused):
    """A number or a name to fill in is in the original alone."""

    def __init__(self, lost: list[str], field: str) -> None:
        self.field = field
        self.words = _l("This is missing in the translation: %(what)s", what=", ".join(lost))


class InventsSomething(Refused):
    """A name to fill in is in the translation alone."""

    def __init__(self, invented: list[str], field: str) -> None:
        self.field = field
        self.words = _l("The original does not have this: %(what)s", what=", ".join(invented))


class ChangedMeanwhile(Refused):
    """Somebody else was quicker: her text is shown beside what was typed."""

    words = _l("Somebody changed this meanwhile. Look at it, then save again.")


class NotYourLanguage(Refused):
    """Who checks a translation speaks the language."""

    words = _l("Only somebody who speaks this language can say that it is checked.")
    field = "is_checked"


def translate(source: Source, lang: str, typed: Typed, *, by: Viewer, now: datetime) -> None:
    """Write a translation; without a text it is taken away.

    It counts as made from the version that was read: if the original changed meanwhile, it is
    outdated at once.
    """
    if by.role is not Role.MANAGER:
        raise Missing
    hold(source.client_id)
    demand_faithful(source.words.text, typed.text)
    row = find_translation(source.entity, source.entity_id, source.field, lang)
    if (row.changed_at if row else None) != typed.seen_at:
        raise ChangedMeanwhile
    if typed.is_checked and lang not in spoken_by(by):
        raise NotYourLanguage
    if row is None:
        row = _new(source, lang)
    _put(row, typed, source, by=by, now=now)
    db.session.flush()
    publish(TextTranslated(occurred_at=now, by=by, client_id=source.client_id, text_id=row.id))


def demand_faithful(original: str, text: str | None, *, field: str = "text") -> None:
    """Refuse a translation that lost a number, or that has a name to fill in of its own."""
    if text and (lost := fidelity.lost(original, text)):
        raise LosesSomething(lost, field)
    if text and (invented := fidelity.invented(original, text)):
        raise InventsSomething(invented, field)


def _new(source: Source, lang: str) -> PersonalTranslation:
    row = PersonalTranslation(
        client_id=source.client_id,
        entity=source.entity,
        entity_id=source.entity_id,
        field=source.field,
        lang=lang,
        version=0,
    )
    db.session.add(row)
    return row


def _put(
    row: PersonalTranslation, typed: Typed, source: Source, *, by: Viewer, now: datetime
) -> None:
    """A change of meaning raises the version; a changed text is unchecked till somebody checks."""
    is_minor = typed.is_minor and row.version > 0
    is_changed = row.version == 0 or row.text != typed.text
    row.version += 1 if is_changed and not is_minor else 0
    row.text = typed.text
    if not is_minor:  # who mends spelling has not compared it with the original again
        row.source_lang = source.words.lang
        row.source_version = min(typed.source_version, source.words.version)
    row.origin, row.minor_edit = typed.origin, is_minor
    row.in_translation, row.changed_at = typed.in_translation, now
    if typed.is_checked:
        row.checked_by_id, row.checked_on = by.person_id, clock.local(now).date()
    elif is_changed:
        row.checked_by_id = row.checked_on = None


def spoken_by(viewer: Viewer) -> list[str]:
    """The languages that the manager in front has on her card."""
    own = sa.select(ManagerProfile.languages).where(ManagerProfile.person_id == viewer.person_id)
    return db.session.scalar(own) or []


def carry_over(
    entity: str,
    ids: Mapping[int, int],
    *which: sa.ColumnElement[bool],
    to: str | None = None,
    now: datetime,
) -> None:
    """Give copies of rows the translations of the rows they were made from: old id -> new id.

    `to`: the copies are of another kind. Of two translations the one that was changed last counts.
    """
    own = (PersonalTranslation.entity == entity, PersonalTranslation.entity_id.in_(ids), *which)
    for row in db.session.scalars(sa.select(PersonalTranslation).where(*own)).all():
        there = find_translation(to or entity, ids[row.entity_id], row.field, row.lang)
        if there is not None and there.changed_at >= row.changed_at:
            continue
        copy = there or PersonalTranslation(entity=to or entity, entity_id=ids[row.entity_id])
        copy.changed_at = now
        for name in _COPIED:
            setattr(copy, name, getattr(row, name))
        db.session.add(copy)


def forget(entity: str, ids: Collection[int]) -> None:
    """The rows are deleted: their translations must not come to belong to others."""
    db.session.execute(
        sa.delete(PersonalTranslation).where(
            PersonalTranslation.entity == entity, PersonalTranslation.entity_id.in_(ids)
        )
    )
