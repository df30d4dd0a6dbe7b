"""The base form: parse, say what is wrong beside the field, keep what was typed."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Self

import wtforms
from flask import request
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from app.core.db import LARGEST
from app.core.errors import Refused
from app.core.i18n import lazy_gettext as _l

# Stray direction marks can turn a sentence or a file name round: they are taken out.
_DIRECTION_MARKS = re.compile("[\u061c\u202a-\u202e\u2066-\u2069\u200e\u200f]")
# Control characters but line feed and tab break pages and logs; half a letter breaks databases.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

# A year outside is a slip of the finger; at the ends of the calendar sums of dates break.
YEARS = range(1900, 2101)
SHORT = 120  # letters: names, places, titles
LONG = 2000  # letters: descriptions, notes


def small(text: str) -> int:
    """Read a number of an address or a form; ValueError for one no row of ours can have."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("larger than any of our numbers")
    return number


def tidy(text: str | None) -> str | None:
    """Strip blanks, direction marks and control characters from what somebody typed."""
    if text is None:
        return None
    return _CONTROLS.sub("", _DIRECTION_MARKS.sub("", text.replace("\r\n", "\n"))).strip()


class Form(wtforms.Form):
    """Every form of the house."""

    class Meta:
        """WTForms' own messages exist in few languages: each field brings its words."""

        locales = False

        def bind_field(
            self, form: wtforms.Form, unbound_field: Any, options: dict[str, Any]
        ) -> Any:
            """Tidy all text before it is looked at."""
            filters = [tidy] if unbound_field.field_class in _TEXT_FIELDS else []
            filters += unbound_field.kwargs.get("filters", [])
            return unbound_field.bind(form=form, filters=filters, **options)

    @classmethod
    def read(cls, **initial: Any) -> Self:
        """Build the form from the request's body, or from `initial` on a GET."""
        return cls(request.form if request.method == "POST" else None, data=initial or None)

    def refuse(self, why: Refused) -> None:
        """Put a refusal's words beside its field, or on top of the form."""
        field = self._fields.get(why.field) if why.field else None
        if field is None:
            self.form_errors.append(str(why.words))
        else:
            field.errors = [*field.errors, str(why.words)]

    @property
    def first_refusal(self) -> Refused:
        """What is wrong with it first: a phone may send it when nobody sees the fields."""
        said = [words for field in self for words in field.errors]
        why = Refused()
        why.words = next(iter([*self.form_errors, *said]), "")
        return why

    @property
    def has_errors(self) -> bool:
        """True when the page must show an error summary."""
        return bool(self.errors or self.form_errors)


_TEXT_FIELDS = (wtforms.StringField, wtforms.TextAreaField, wtforms.SearchField, wtforms.TelField)


def required() -> InputRequired:
    """The field must be filled."""
    return InputRequired(_l("Fill in this field."))


class Filled:
    """The field must hold more than blanks."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Stop at an empty value."""
        if not field.data:
            raise StopValidation(_l("Fill in this field."))


def at_most(letters: int) -> Length:
    """The text must not be longer than this."""
    return Length(max=letters, message=_l("This text is too long."))


class OneOf:
    """The value must be one of these (for values that do not come from a select)."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = frozenset(values)

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse anything else."""
        if field.data not in self.values:
            raise ValidationError(_l("Choose one of the answers."))


class SelectField(wtforms.SelectField):
    """A choice whose refusal speaks the reader's language; pairs (value, word) are enough."""

    def __init__(self, *args: Any, choices: Any = None, **more: Any) -> None:
        if choices is not None and not callable(choices):
            choices = [c if isinstance(c, SelectChoice) else SelectChoice(*c) for c in choices]
        more.setdefault("invalid_choice_message", _l("Choose one of the answers."))
        more["choices"] = choices
        super().__init__(*args, **more)


class SeveralField(SelectField, wtforms.SelectMultipleField):
    """The same for several of many, sent as `name[]`."""


class _Typed(wtforms.Field):
    """A field that browsers fill in one form alone: empty is None, all else must make sense."""

    wrong: Any = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent, or say how it is written."""
        self.data = None
        if not any(valuelist):
            return
        try:
            super().process_formdata(valuelist)
            self.demand_sense()
        except ValueError as error:
            self.data = None
            raise ValueError(self.wrong) from error

    def demand_sense(self) -> None:
        """Raise ValueError for what can be read, but not be meant."""


class _OfADay(_Typed):
    """A field for something in the years of people alive."""

    def demand_sense(self) -> None:
        """No life of ours reaches other years."""
        if self.data.year not in YEARS:
            raise ValueError("a year outside ours")


class DateField(_OfADay, wtforms.DateField):
    """A calendar day: YYYY-MM-DD."""

    wrong = _l("Write a date, for example 24.11.2026.")


class LocalDateTimeField(_OfADay, wtforms.DateTimeLocalField):
    """A wall time in Berlin: YYYY-MM-DDTHH:MM."""

    wrong = _l("Write date and time, for example 24.11.2026, 14:00.")


class TimeField(_Typed, wtforms.TimeField):
    """A wall time: HH:MM."""

    wrong = _l("Write a time, for example 14:00.")


class IntegerField(_Typed, wtforms.IntegerField):
    """A whole number."""

    wrong = _l("Write a number.")

    def demand_sense(self) -> None:
        """One that a row of ours can have."""
        small(str(self.data))
