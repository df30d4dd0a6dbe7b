"""The words for files: formats, what became of them, fields and values as people read them."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core import phones
from app.core.i18n import LANGUAGES, N_, gettext, t
from app.core.words import TOPICS
from app.exchange.entries import Place, Spoken
from app.exchange.packing import unpacked_field, wording_of
from app.offers.hours import write_hours
from app.offers.words import FIELDS, FOR_WHOM, KINDS

FORMATS = {
    "csv": N_("Table (CSV)"),
    "integreat": N_("Integreat (JSON)"),
    "hsds": N_("HSDS (JSON)"),
}

# Translators: what became of a file with offers.
STATES = {
    "checking": N_("Is being looked through"),
    "checked": N_("Waits for your decision"),
    "taken": N_("Taken in"),
    "dropped": N_("Not taken in"),
}

# Translators: what becomes of rows of a file, each with a number.
FIGURES = {
    "created": N_("New"),
    "updated": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "rejected": N_("Rejected"),
    "conflicts": N_("To be decided by you"),
    "withdrawn": N_("No longer in the list"),
}

_FIELDS = {
    "organization": N_("Who offers it"),
    "places": N_("Address"),
    "times": N_("Times"),
    "phones": N_("Phone"),
    "contacts": N_("Whom to ask for"),
    "prices": N_("Cost"),
    "funding": N_("Who pays for it"),
    "minimum_age": N_("Youngest age"),
    "maximum_age": N_("Oldest age"),
    "course_kinds": N_("Kind"),
}
_TRUTHS = ("is_free", "has_childcare", "is_step_free")


def field_word(name: str) -> str:
    """A field's name; of a translation with its language."""
    wording = wording_of(name)
    if wording is not None:
        lang, field = wording
        return f"{field_word(field)} ({LANGUAGES[lang].autonym if lang in LANGUAGES else lang})"
    return t(_FIELDS.get(name) or FIELDS[name].word)


def value_words(name: str, packed: Any) -> str:
    """A value as it was packed, in lines that people read; empty for nothing."""
    if name in _TRUTHS:
        return str(gettext("yes") if packed else gettext("no"))
    if packed is None or wording_of(name) is not None:
        return packed or ""
    value = unpacked_field(name, packed)
    if name == "topic":
        return t(TOPICS[value].word)
    if name == "kind":
        return t(KINDS[value])
    if name == "times":
        return write_hours(one.rule for one in value)
    line = _LINES.get(name, str)
    return "\n".join(map(line, value)) if isinstance(value, tuple) else line(value)


def _place(one: Place) -> str:
    parts = (one.name, one.address_1, f"{one.postal_code} {one.city}".strip())
    return ", ".join(part for part in parts if part)


def _language(one: Spoken) -> str:
    return LANGUAGES[one.code].autonym if one.code in LANGUAGES else one.code


# How each part of a field is one line.
_LINES: Mapping[str, Callable[[Any], str]] = {
    "places": _place,
    "phones": lambda one: str(phones.in_words(one.number).striptags()),
    "languages": _language,
    "for_whom": lambda one: t(FOR_WHOM[one]),
    "documents": lambda one: str(one.document),
    "contacts": lambda one: str(one.title),
    "prices": lambda one: f"{one.option} {one.amount or ''} {one.currency}".strip(),
    "organization": lambda one: str(one.name),
}
