"""What a manager types about a household."""

from collections.abc import Iterable
from typing import Any, Self

import wtforms

from app.core import clock
from app.core.forms import SHORT, Filled, Form, IntegerField, SelectField, at_most, required
from app.core.i18n import lazy_gettext as _l

_OLDEST = 25  # years: who is older is no child of a household, but has a case


class NameForm(Form):
    """How the household is called at the desk."""

    label = wtforms.StringField(_l("Name of the household"), validators=[Filled(), at_most(SHORT)])


class MemberForm(Form):
    """Who else lives there."""

    client_id = SelectField(_l("Who else lives here"), choices=[], validators=[Filled()])

    def offering(self, clients: Iterable[Any]) -> Self:
        """Let these be chosen."""
        names = [(str(c.id), f"{c.given_name} {c.family_name}") for c in clients]
        self.client_id.choices = [("", "–"), *names]
        return self

    @property
    def chosen(self) -> int:
        """The client's number."""
        return int(self.client_id.data or 0)


class ChildForm(Form):
    """A child's year of birth."""

    birth_year = IntegerField(_l("Year of birth"), validators=[required()])

    def validate_birth_year(self, field: wtforms.Field) -> None:
        """A year in which a child of today was born."""
        this_year = clock.today().year
        if field.data is not None and not this_year - _OLDEST <= field.data <= this_year:
            raise wtforms.ValidationError(_l("Write the child's year of birth, for example 2018."))
