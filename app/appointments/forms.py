"""What a manager types about an appointment."""

from typing import Any

import wtforms
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.appointments.kinds import KIND_TEXTS
from app.appointments.models import KINDS
from app.appointments.service import Meeting, When
from app.core.forms import (
    LONG,
    SHORT,
    Filled,
    Form,
    IntegerField,
    LocalDateTimeField,
    SelectField,
    at_most,
    required,
)
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import t
from app.core.words import PAPERS

MOST_THINGS = 10  # own things to bring: more is a letter, not a list


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(KIND_TEXTS[kind].title)) for kind in KINDS]


def _papers() -> list[tuple[str, str]]:
    return [(key, t(words)) for key, words in PAPERS.items()]


def _hours() -> list[tuple[str, str]]:
    # Translators: a time in the night when the clocks go back comes two times.
    first, second = _l("The first one (summer time)"), _l("The second one (winter time)")
    return [("", "–"), ("first", str(first)), ("second", str(second))]


class KnownPapers:
    """Only papers of the catalogue."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse what was not offered."""
        if not set(field.data or ()) <= PAPERS.keys():
            raise wtforms.ValidationError(_l("Choose from the list."))


class FewLines:
    """One thing per line, each short, not too many."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse what is no list any more."""
        lines = _lines(field.data)
        if len(lines) > MOST_THINGS or any(len(line) > SHORT for line in lines):
            raise wtforms.ValidationError(_l("Write at most 10 short lines."))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class TimeAndPlace(Form):
    """When and where: the part that can change later."""

    starts_local = LocalDateTimeField(_l("Date and time"), validators=[required()])
    which_hour = SelectField(_l("Which of the two hours"), choices=_hours, default="")
    minutes = IntegerField(_l("How long, in minutes"), validators=[required()], default=45)
    place = wtforms.StringField(_l("Building and room"), validators=[Filled(), at_most(SHORT)])
    address = wtforms.StringField(
        _l("Street, postcode and town"), validators=[Filled(), at_most(SHORT)]
    )

    @property
    def when(self) -> When:
        """The time as the service takes it."""
        which: dict[str, bool | None] = {"": None, "first": False, "second": True}
        starts_local, minutes = self.starts_local.data, self.minutes.data
        if starts_local is None or minutes is None:
            raise ValueError("read the time of a form that was validated")
        return When(
            starts_local=starts_local, minutes=minutes, is_second=which[self.which_hour.data]
        )

    @property
    def where(self) -> dict[str, str]:
        """Place and address, by their names."""
        return {"place": self.place.data or "", "address": self.address.data or ""}


class ChangeForm(TimeAndPlace):
    """Another time or place, with the version of the one that was read."""

    version = IntegerField(validators=[required()])


class MeetingForm(TimeAndPlace):
    """A new appointment."""

    kind = SelectField(_l("What it is"), choices=_kinds, default=KINDS[0])
    papers = wtforms.SelectMultipleField(
        _l("What to bring"),
        name="papers[]",
        choices=_papers,
        validate_choice=False,
        validators=[KnownPapers()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    own_things = wtforms.TextAreaField(
        _l("More to bring, in your own words"), validators=[FewLines()]
    )
    note = wtforms.TextAreaField(_l("Note for the client"), validators=[at_most(LONG)])
    is_sensitive = wtforms.BooleanField(_l("Sensitive"))
    step_id = IntegerField(_l("Step"), validators=[Optional()])

    @property
    def meeting(self) -> Meeting:
        """The appointment as the service takes it."""
        values: dict[str, Any] = {
            "kind": self.kind.data,
            "when": self.when,
            **self.where,
            "papers": tuple(dict.fromkeys(self.papers.data or ())),
            "own_things": tuple(_lines(self.own_things.data)),
            "note": self.note.data or None,
            "is_sensitive": self.is_sensitive.data,
            "step_id": self.step_id.data,
        }
        return Meeting(**values)


class ReplyForm(Form):
    """A client's answer, with the version of the time she read."""

    reply = wtforms.StringField()
    version = IntegerField(validators=[required()])
    is_page = wtforms.BooleanField()  # the card stands on its own page

    @property
    def given(self) -> dict[str, Any]:
        """What was answered, to which version; nonsense fits no appointment."""
        return {"answer": self.reply.data or "", "version": self.version.data or 0}


class TickForm(Form):
    """A thing to bring lies ready, or not."""

    have_it = wtforms.BooleanField(false_values=("0", ""))
