"""Cards for the style page: the named values as given, the rest empty after its type."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from datetime import date, datetime, time
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.core import clock

Card = TypeVar("Card")
_EMPTY: Mapping[Any, Callable[[], Any]] = {
    **{kind: kind for kind in (str, int, bool, tuple, list, dict)},
    Sequence: tuple,
    Mapping: dict,
    date: clock.today,
    datetime: clock.now,
    time: time,
    uuid.UUID: uuid.uuid4,
}


def made(kind: type[Card], /, **values: Any) -> Card:
    """A card of this kind; what nobody named is nothing, 0, today or an empty text."""
    hints = get_type_hints(kind)
    wanted = [f for f in fields(kind) if f.name not in values and _is_needed(f)]  # type: ignore[arg-type]
    return kind(**{f.name: _empty(hints[f.name]) for f in wanted}, **values)


def but(card: Card, /, **values: Any) -> Card:
    """The same card with other values."""
    return replace(card, **values)  # type: ignore[type-var]  # because: each of them is a dataclass


def _is_needed(field: Field[Any]) -> bool:
    return field.init and field.default is MISSING and field.default_factory is MISSING


def _empty(hint: Any) -> Any:
    if hint is Any or NoneType in get_args(hint):
        return None
    return _EMPTY[get_origin(hint) or hint]()
