"""What our own exports say in HSDS attributes, and any word of our lists in others' files."""

from typing import Any

from app.core.i18n import find_language
from app.core.translating import ORIGINS
from app.exchange.entries import Wording
from app.exchange.hsds_values import Row, day_of, line_of, row_of, rows_of, text_of
from app.exchange.packing import TRANSLATED, TRUTHS
from app.exchange.taxonomies import term_of

_ONE = {"topic": "topic", "kind": "kind", "german_level": "min_level"}
_MANY = {"for_whom": "for_whom", "course_kind": "course_kinds"}


def attributes_of(row: Row) -> dict[str, Any]:
    """Fields of an entry that the attributes of a service name."""
    found: dict[str, Any] = {}
    for one in rows_of(row, "attributes"):
        kind, value = line_of(one, "link_type"), text_of(one, "value")
        term = term_of(row_of(one, "taxonomy_term"))
        if kind in TRUTHS and value in ("true", "false"):
            found[kind] = value == "true"
        elif kind == "valid_to":
            found["valid_to"] = day_of(value, kind)
        elif kind.startswith("translation/"):
            wording = _wording(kind, value, is_outdated=bool(term and term.key == "outdated"))
            found["translations"] = (*found.get("translations", ()), *wording)
        elif term and term.taxonomy in _ONE:
            found[_ONE[term.taxonomy]] = term.key
        elif term and term.taxonomy in _MANY:
            name = _MANY[term.taxonomy]
            found[name] = (*found.get(name, ()), term.key)
    return found


def _wording(kind: str, text: str, *, is_outdated: bool) -> list[Wording]:
    """A translated field: translation/name/ar/human. What is no language of ours is left out."""
    parts = kind.split("/")
    language = find_language(parts[2]) if len(parts) == 4 else None
    if language is None or not text or parts[1] not in TRANSLATED or parts[3] not in ORIGINS:
        return []
    return [
        Wording(
            lang=language.code, field=parts[1], text=text, origin=parts[3], is_outdated=is_outdated
        )
    ]
