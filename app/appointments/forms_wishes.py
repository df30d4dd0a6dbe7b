"""What a client taps when she asks for a time: nothing has to be typed, nothing is required."""

from typing import Any

import wtforms

from app.appointments import words
from app.appointments.wishes import WEEKDAYS, Wish
from app.core.forms import (
    DateField,
    Form,
    IntegerField,
    SelectField,
    SeveralField,
    at_most,
    required,
)
from app.core.i18n import lazy_gettext as _l
from app.core.words import TOPICS

FEW_WORDS = 500  # letters


class WishForm(Form):
    """When it would suit."""

    days = SeveralField(name="days[]", choices=[(day, day) for day in WEEKDAYS])
    parts = SeveralField(name="parts[]", choices=words.PARTS.items())
    not_before = DateField(_l("Not before this day"))
    own_words = wtforms.TextAreaField(_l("In your own words"), validators=[at_most(FEW_WORDS)])

    @property
    def wish(self) -> Wish:
        """The wish as the service takes it."""
        return Wish(
            days=tuple(dict.fromkeys(self.days.data or ())),
            parts=tuple(dict.fromkeys(self.parts.data or ())),
            not_before=self.not_before.data,
            topic=self._topic(),
            own_words=self.own_words.data or None,
        )

    def _topic(self) -> str | None:
        return None


class MoveForm(WishForm):
    """Another time, with the version of the one she read."""

    version = IntegerField(validators=[required()])


class AskForm(WishForm):
    """An appointment: what about, where, when."""

    topic = SelectField(choices=[(key, key) for key in ("", *TOPICS)], default="")
    kind = SelectField(choices=list(words.WHERE.items()), default="counselling")
    needs_interpreter = wtforms.BooleanField(_l("I need an interpreter"))
    is_sensitive = wtforms.BooleanField(_l("Private: only its own page says what it is about."))

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for, as the service takes it."""
        return {
            "kind": self.kind.data,
            "wish": self.wish,
            "is_sensitive": self.is_sensitive.data,
            "needs_interpreter": self.needs_interpreter.data,
        }

    def _topic(self) -> str | None:
        return self.topic.data or None


class CancelForm(Form):
    """The version of the appointment that was read; and whether later dates are meant as well."""

    version = IntegerField(validators=[required()])
    is_all = wtforms.BooleanField()


class SeriesReplyForm(Form):
    """To none of the dates of a series, or that taken back; with the version that was read."""

    version = IntegerField(validators=[required()])
    is_undone = wtforms.BooleanField()
