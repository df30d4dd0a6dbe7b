"""What coordinators type for each other and for everybody."""

from collections.abc import Mapping
from datetime import timedelta

import wtforms

from app.core import clock, phones
from app.core.choices import TOPIC_CHOICES, spoken_languages
from app.core.forms import (
    LONG,
    SHORT,
    DateField,
    Filled,
    Form,
    SelectField,
    SeveralField,
    at_most,
    required,
)
from app.core.i18n import lazy_gettext as _l
from app.network.cards import Card
from app.offers.hours import UnreadableHours, read_hours

LONGEST = timedelta(days=366)
USUAL = timedelta(weeks=4)


class PostForm(Form):
    """A notice to other places."""

    area = SelectField(_l("In the name of which place?"), choices=[])
    title = wtforms.StringField(_l("Title"), [Filled(), at_most(SHORT)])
    body = wtforms.TextAreaField(_l("Text"), [Filled(), at_most(LONG)])
    shown_until = DateField(_l("Last day"), [required()], default=lambda: clock.today() + USUAL)

    def among(self, places: Mapping[str, str]) -> "PostForm":
        """The same form for who may write in the name of these; of a single one nobody is asked."""
        self.area.choices = list(places.items())
        if len(places) == 1:
            self.area.data = next(iter(places))
        return self

    def validate_shown_until(self, field: wtforms.Field) -> None:
        """From today on, for a year at most."""
        today = clock.today()
        if field.data and not today <= field.data <= today + LONGEST:
            raise wtforms.ValidationError(_l("Choose a day from today on, within a year."))


class CardForm(Form):
    """Whom to call in a place. Everybody reads it."""

    name = wtforms.StringField(_l("Name of the person or office"), [Filled(), at_most(SHORT)])
    topics = SeveralField(_l("Helps with"), choices=TOPIC_CHOICES, name="topics[]", id="topics")
    what_for = wtforms.TextAreaField(_l("What for (optional, in German)"), [at_most(2 * SHORT)])
    phone = wtforms.TelField(_l("Phone"), [Filled()])
    hours = wtforms.TextAreaField(_l("When"), [at_most(LONG)])
    languages = SeveralField(
        _l("Languages"), choices=spoken_languages, name="languages[]", id="languages"
    )

    def validate_phone(self, field: wtforms.Field) -> None:
        """Only a number that can be dialled."""
        if phones.find_number(field.data or "") is None:
            raise wtforms.ValidationError(_l("Write a phone number, for example 07151 12345."))

    def validate_hours(self, field: wtforms.Field) -> None:
        """Only lines we can turn into days."""
        try:
            read_hours(field.data or "")
        except UnreadableHours as why:
            raise wtforms.ValidationError(str(why.words)) from why

    @property
    def card(self) -> Card:
        """What was typed."""
        return Card(
            name=self.name.data or "",
            topics=sorted(self.topics.data or []),
            what_for=self.what_for.data or "",
            phone=phones.find_number(self.phone.data or "") or "",
            hours=self.hours.data or "",
            languages=sorted(self.languages.data or []),
        )
