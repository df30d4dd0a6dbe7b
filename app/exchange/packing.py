"""An entry as JSON and back: what is kept of a file, and what two states of a field differ in."""

import dataclasses
import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from app.core.i18n import DEFAULT
from app.exchange.entries import Entry, Wording

# What says where an entry stands and how its source sees it, but nothing of the offer itself.
_ABOUT = frozenset(
    {"position", "source_id", "status", "municipality_ags", "assured_date", "last_modified",
     "warnings", "translations", "history"}
)  # fmt: skip
FIELDS = tuple(f.name for f in dataclasses.fields(Entry) if f.name not in _ABOUT)
TRANSLATED = ("name", "description")
TRUTHS = ("is_free", "has_childcare", "is_step_free", "is_full")
# What an offer has when nobody said anything.
DEFAULTS = {"topic": "participation", "kind": "other"}


def packed(value: Any) -> Any:
    """A value as JSON holds it; what is empty is left out of objects."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [packed(one) for one in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if not dataclasses.is_dataclass(value):
        return value
    named = ((name, packed(getattr(value, name))) for name in _names(value.__class__))
    return {name: one for name, one in named if one not in (None, "", [])}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def unpacked(kind: Any, value: Any) -> Any:
    """The value of this type that was packed."""
    if isinstance(kind, types.UnionType):  # only ever: something or None
        return None if value is None else unpacked(get_args(kind)[0], value)
    if get_origin(kind) is tuple:
        return tuple(unpacked(get_args(kind)[0], one) for one in value or ())
    if dataclasses.is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        return made(**{name: unpacked(hints[name], one) for name, one in value.items()})
    if kind in (date, datetime, time):
        return kind.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def unpacked_field(name: str, value: Any) -> Any:
    """One field of an entry as it was packed; an empty one as an entry that says nothing has it."""
    if value is None:
        return next(f.default for f in dataclasses.fields(Entry) if f.name == name)
    return unpacked(_hints(Entry)[name], value)


def fields_of(entry: Entry, language: str) -> dict[str, Any]:
    """What an entry says, field by field, so that equal things are equal; None: nothing.

    A file in another language says nothing but its translations.
    """
    said: dict[str, Any] = {}
    if language == DEFAULT.code:
        said = {name: _plain(name, getattr(entry, name)) for name in FIELDS}
    else:
        said = dict.fromkeys(key_of(language, field) for field in TRANSLATED)
    return said | {key_of(one.lang, one.field): one.text or None for one in entry.translations}


def key_of(lang: str, field: str) -> str:
    """The name of a translated field among the others: name@ar."""
    return f"{field}@{lang}"


def wording_of(key: str) -> tuple[str, str] | None:
    """Language and field of such a name; None for a field of the offer itself."""
    field, at, lang = key.partition("@")
    return (lang, field) if at else None


def origins(wordings: Iterable[Wording]) -> Mapping[str, Wording]:
    """The wordings of an entry by their names."""
    return {key_of(one.lang, one.field): one for one in wordings}


def _plain(name: str, value: Any) -> Any:
    """A field without what only its source knows, in one order."""
    value = value or DEFAULTS.get(name)
    if not value:
        return None
    if name in ("languages", "for_whom", "course_kinds", "times", "phones"):
        return sorted((packed(one) for one in value), key=str)
    plain = packed(value)
    for part in plain if isinstance(plain, list) else [plain]:
        if isinstance(part, dict):
            part.pop("source_id", None)
    return plain
