"""What a manager types about somebody new."""

import wtforms

from app.caseload.service import NewClient
from app.core import clock
from app.core.forms import SHORT, Filled, Form, IntegerField, SelectField, at_most
from app.core.i18n import LANGUAGES
from app.core.i18n import lazy_gettext as _l
from app.core.phones import CanBeDialled, find_number

_OLDEST = 1900

# Translators: how well somebody reads, in any language.
READING = (
    ("none", _l("does not read")),
    ("some", _l("reads a little")),
    ("fluent", _l("reads well")),
)


class NewClientForm(Form):
    """Name, language, town and how to reach her; no papers, no reasons."""

    given_name = wtforms.StringField(_l("Given name"), validators=[Filled(), at_most(SHORT)])
    family_name = wtforms.StringField(_l("Family name"), validators=[Filled(), at_most(SHORT)])
    language = SelectField(
        _l("Language of the pages and messages"),
        # Nothing is chosen beforehand: a forgotten German would be found out by her alone.
        choices=[("", "–"), *((one.code, one.autonym) for one in LANGUAGES.values())],
        validators=[Filled()],
    )
    reading = SelectField(_l("Reading"), choices=READING, default="some")
    interpreter_need = wtforms.BooleanField(_l("Needs an interpreter"))
    municipality_ags = SelectField(_l("Municipality"), choices=[])
    birth_year = IntegerField(_l("Year of birth (optional)"))
    phone = wtforms.TelField(_l("Telephone (optional)"), validators=[at_most(40), CanBeDialled()])

    def validate_birth_year(self, field: wtforms.Field) -> None:
        """A year, of somebody who can have a case today."""
        if field.data is not None and not _OLDEST <= field.data <= clock.today().year:
            raise wtforms.ValidationError(_l("Write a year with four digits, for example 1995."))

    def filled(self) -> NewClient:
        """What was typed, as the service takes it."""
        return NewClient(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            language=self.language.data,
            municipality_ags=self.municipality_ags.data,
            birth_year=self.birth_year.data,
            reading=self.reading.data,
            interpreter_need=self.interpreter_need.data,
            phone=find_number(self.phone.data) if self.phone.data else None,
        )
