"""What a coordinator says about a file she uploads."""

from contextlib import closing
from dataclasses import replace
from typing import Any, Self

import wtforms
from flask import request

from app.core.choices import spoken_languages
from app.core.forms import SHORT, Form, SelectField, at_most
from app.core.i18n import N_, t
from app.core.i18n import lazy_gettext as _l
from app.exchange.readers import READERS
from app.exchange.reading import LARGEST, Reading, Unreadable
from app.exchange.words import FORMATS

_AS_WRITTEN = N_("As the file says")


def _formats() -> list[tuple[str, str]]:
    return [(name, t(words)) for name, words in FORMATS.items()]


def _languages() -> list[tuple[str, str]]:
    return [("", t(_AS_WRITTEN)), *spoken_languages()]


class FileForm(Form):
    """A file, whose list it is, and how it is written."""

    file = wtforms.FileField(_l("File"))
    format = SelectField(_l("How it is written"), choices=_formats)
    town = SelectField(_l("Municipality"), choices=[])
    language = SelectField(_l("Language of the texts"), choices=_languages)
    source = wtforms.StringField(_l("Name of the list (optional)"), [at_most(SHORT)])
    is_part = wtforms.BooleanField(_l("It is only a part of the list"))

    @classmethod
    def read_in(cls, towns: list[tuple[str, str]], **initial: Any) -> Self:
        """Build the form with these municipalities to choose from."""
        form = cls.read(**initial)
        form.town.choices = towns
        return form

    def reading(self) -> Reading | None:
        """What the uploaded file holds; None when the form says why there is nothing to take."""
        try:
            return self._reading() if self.validate() else None
        except Unreadable as why:
            self.refuse(why)
            return None

    def _reading(self) -> Reading:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Unreadable(_l("Choose a file."))
        with closing(sent):
            data = sent.stream.read(LARGEST + 1)  # more is refused, and fills no memory
        reading = READERS[str(self.format.data)](data, self.language.data or None)
        return replace(reading, name=self.source.data or reading.name)
