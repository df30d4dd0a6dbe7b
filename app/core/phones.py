"""Telephone numbers: parsed once, kept as E.164, shown as people in Germany write them."""

import functools

import phonenumbers
from markupsafe import Markup

from app.core.i18n import isolated


def find_number(text: str) -> str | None:
    """Return what somebody typed as E.164 (+4971512345), or None when it is no number."""
    try:
        parsed = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


@functools.lru_cache(1024)
def in_words(number: str) -> Markup:
    """Show an E.164 number for reading and dialling by hand; it reads left to right anywhere."""
    parsed = phonenumbers.parse(number, "DE")
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return isolated(shown)
