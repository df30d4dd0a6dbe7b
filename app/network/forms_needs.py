"""What anybody types about an offer that is missing."""

from typing import Self

import wtforms

from app.core.choices import topics_in_words
from app.core.forms import SHORT, Form, SelectField, at_most
from app.core.i18n import lazy_gettext as _l
from app.offers.towns import all_towns


class NeedForm(Form):
    """A topic and a town; words only by those who want to."""

    topic = SelectField(_l("Topic"), choices=topics_in_words)
    municipality = SelectField(_l("In which town?"), choices=[])
    text = wtforms.TextAreaField(_l("What is missing? (optional)"), [at_most(2 * SHORT)])

    @classmethod
    def begun(cls, *, topic: str = "", municipality: str = "") -> Self:
        """A template word: the form as it begins, with what was looked for; one statement."""
        return cls(data={"topic": topic, "municipality": municipality}).in_towns()

    def in_towns(self) -> Self:
        """The same form with all towns to choose from."""
        self.municipality.choices = list(all_towns())
        return self
