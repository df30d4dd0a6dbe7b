"""What anybody types about an offer that is missing."""

from typing import Self

import wtforms

from app.core.forms import SHORT, Form, SelectField, at_most
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import t
from app.core.words import TOPICS
from app.offers.towns import all_towns


def _topics() -> list[tuple[str, str]]:
    return [(topic.key, t(topic.word)) for topic in TOPICS.values()]


class NeedForm(Form):
    """A topic and a town; words only by those who want to."""

    topic = SelectField(_l("Topic"), choices=_topics)
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
