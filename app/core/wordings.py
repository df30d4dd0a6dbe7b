"""Every text of the interface in one language, as somebody who speaks it checks it: what is said
in English and German, where it stands, and a mark that changes with its words.
"""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from babel.messages.catalog import Message

from app.core.audiences import client_files
from app.core.catalogues import read
from app.core.coverage import is_translated
from app.core.i18n import DEFAULT, LANGUAGES

# What a client reads most comes first; the rest of hers follows, what only staff read is last.
READ_MOST = (
    "app/templates/layouts/", "app/templates/home/", "app/home/", "app/templates/plan/",
    "app/plan/", "app/templates/appointments/", "app/appointments/", "app/notices/",
    "app/templates/notices/", "app/templates/components/", "app/core/", "app/templates/people/",
)  # fmt: skip
Forms = tuple[str, ...]  # one, or as many as the language has plural forms


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One text of the interface in one language."""

    key: str  # of the text, in every language the same
    mark: str  # of its words in this language: another one when they change
    english: Forms
    german: Forms
    said: Forms
    notes: Forms  # what translators are told
    files: Forms
    is_for_clients: bool


@functools.cache
def wordings(code: str) -> dict[str, Wording]:
    """The translated texts of a language by their key, what clients read most first."""
    german = {_forms(m.id): _forms(m.string) for m in read(DEFAULT) if m.id}
    for_clients = client_files()
    messages = [m for m in read(LANGUAGES[code]) if m.id and (code == "en" or is_translated(m))]
    found = [_wording(m, german.get(_forms(m.id), ()), for_clients) for m in messages]
    return {one.key: one for one in sorted(found, key=_place)}


@functools.cache
def marks(code: str) -> dict[str, str]:
    """Key -> mark of all translated texts of a language: enough to count, and quick."""
    messages = (m for m in read(LANGUAGES[code]) if m.id and (code == "en" or is_translated(m)))
    return {_hash(_forms(m.id)): _hash(_said(m)) for m in messages}


def _wording(message: Message, german: Forms, for_clients: frozenset[str]) -> Wording:
    """A message as it is checked."""
    english, said = _forms(message.id), _said(message)
    files = tuple(name for name, _line in message.locations)
    return Wording(
        key=_hash(english),
        mark=_hash(said),
        english=english,
        german=german,
        said=said,
        notes=tuple(message.auto_comments),
        files=files,
        is_for_clients=not for_clients.isdisjoint(files),
    )


def _said(message: Message) -> Forms:
    """Its words; English is said as it is written in the code."""
    said = _forms(message.string)
    return said if all(said) else _forms(message.id)


def _forms(text: str | Iterable[str] | None) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _hash(forms: Forms) -> str:
    return hashlib.sha256("\0".join(forms).encode()).hexdigest()[:16]


def _place(one: Wording) -> tuple[bool, int, Forms]:
    """Where a text stands in the line of those to check."""
    ranks = (
        rank for rank, begin in enumerate(READ_MOST) for name in one.files if name.startswith(begin)
    )
    return (not one.is_for_clients, min(ranks, default=len(READ_MOST)), one.english)
