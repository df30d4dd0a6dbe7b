"""Telephone numbers: parsed once, kept as E.164, shown as people in Germany write them."""

import functools

import phonenumbers
import wtforms
from markupsafe import Markup

from app.core.i18n import isolated
from app.core.i18n import lazy_gettext as _l


def find_number(text: str) -> str | None:
    """Return what somebody typed as E.164 (+4971512345), or None when it is no number."""
    try:
        parsed = phonenumbers.parse(text, "DE")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


class CanBeDialled:
    """A field's number, where one was typed."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse what nobody could call."""
        if field.data and find_number(field.data) is None:
            raise wtforms.ValidationError(_l("This is not a telephone number."))


@functools.lru_cache(1024)
def in_words(number: str) -> Markup:
    """Show an E.164 number for reading and dialling by hand; it reads left to right anywhere."""
    parsed = phonenumbers.parse(number, "DE")
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return isolated(shown)
