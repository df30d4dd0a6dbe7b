"""The words for files: formats, what became of them, fields and values as people read them."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core import phones
from app.core.i18n import LANGUAGES, N_, gettext, t
from app.core.words import TOPICS
from app.exchange.entries import Desk, Line, Place, Price, Spoken, Times
from app.exchange.packing import TRUTHS, packed, unpacked_field, wording_of
from app.exchange.pieces import LISTS
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
    "taking": N_("Is being taken in"),
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
    "places/address": N_("Address"),
    "places/name": FIELDS["place"].word,
    "places/transportation": FIELDS["transportation"].word,
    "places/accessibility": FIELDS["accessibility"].word,
    "times": N_("Times"),
    "phones": N_("Phone"),
    "contacts": N_("Whom to ask for"),
    "prices": N_("Cost"),
    "funding": N_("Who pays for it"),
    "minimum_age": N_("Youngest age"),
    "maximum_age": N_("Oldest age"),
    "course_kinds": N_("Kind"),
}


def field_word(name: str) -> str:
    """A field's name; of a translation with its language."""
    wording = wording_of(name)
    if wording is not None:
        lang, field = wording
        return f"{field_word(field)} ({LANGUAGES[lang].autonym if lang in LANGUAGES else lang})"
    return t(_FIELDS.get(name) or FIELDS[name].word)


def value_words(name: str, value: Any) -> str:
    """A value as it was packed, in lines that people read; empty for nothing.

    A part of a list is read like a list of one, a line of a place by itself.
    """
    if name in TRUTHS:
        return str(gettext("yes") if value else gettext("no"))
    if not value or wording_of(name) is not None:
        return value or ""
    if name.startswith("places/"):
        return _lines_of_place(value)
    said = unpacked_field(name, [value] if name in LISTS else value)
    if name == "topic":
        return t(TOPICS[said].word)
    if name == "kind":
        return t(KINDS[said])
    line = _LINES.get(name, str)
    return "\n".join(map(line, said)) if isinstance(said, tuple) else line(said)


def _lines_of_place(told: Mapping[str, Any]) -> str:
    """An address on one line, what helps to get in on one each."""
    helps = (one["description"] for one in told.get("accessibility", ()))
    town = " ".join(told[name] for name in ("postal_code", "city") if name in told)
    texts = (told.get("name"), told.get("address_1"), town, told.get("transportation"))
    return "\n".join(filter(None, (", ".join(filter(None, texts)), *helps)))


def _place(one: Place) -> str:
    return _lines_of_place(packed(one))


def _language(one: Spoken) -> str:
    name = LANGUAGES[one.code].autonym if one.code in LANGUAGES else one.code
    return _joined(name, one.note)


def _times(one: Times) -> str:
    return _joined(write_hours([one.rule]), one.attending_type, one.notes)


def _phone(one: Line) -> str:
    number = str(phones.in_words(one.number).striptags())
    return _joined(f"{number} – {one.extension}" if one.extension else number, one.description)


def _desk(one: Desk) -> str:
    return _joined(one.title, one.department, one.mailbox, one.phone)


def _price(one: Price) -> str:
    days = (f"{day:%d.%m.%Y}" for day in (one.valid_from, one.valid_to) if day)
    amount = "" if one.amount is None else f"{one.amount} {one.currency}"
    return _joined(one.option, amount, one.amount_description, "–".join(days))


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


# How each part of a field is one line: with everything in which two may differ.
_LINES: Mapping[str, Callable[[Any], str]] = {
    "places": _place,
    "times": _times,
    "phones": _phone,
    "languages": _language,
    "for_whom": lambda one: t(FOR_WHOM[one]),
    "documents": lambda one: _joined(one.document, one.uri),
    "contacts": _desk,
    "prices": _price,
    "organization": lambda one: str(one.name),
}
