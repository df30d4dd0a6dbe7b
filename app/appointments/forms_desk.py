"""What a manager types and taps about appointments."""

from typing import Any
from urllib.parse import urlsplit

import wtforms
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.appointments.kinds import KIND_TEXTS
from app.appointments.models import KINDS
from app.appointments.service import Meeting, When
from app.appointments.words_desk import INTERPRETERS
from app.core.choices import spoken_languages
from app.core.forms import (
    LONG,
    SHORT,
    Form,
    IntegerField,
    LocalDateTimeField,
    SelectField,
    SeveralField,
    at_most,
    required,
    small,
)
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import t
from app.core.words import PAPERS

VIDEO = "Video"  # where a talk by link takes place: the same word in every language
MOST_THINGS = 10  # own things to bring: more is a letter, not a list


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(KIND_TEXTS[kind].title)) for kind in KINDS]


def _papers() -> list[tuple[str, str]]:
    return [(key, t(words)) for key, words in PAPERS.items()]


def _hours() -> list[tuple[str, str]]:
    # Translators: a time in the night when the clocks go back comes two times.
    first, second = _l("The first one (summer time)"), _l("The second one (winter time)")
    return [("", "–"), ("first", str(first)), ("second", str(second))]


def _interpreters() -> list[tuple[str, str]]:
    none = _l("None")
    return [("", str(none)), *((kind, t(words)) for kind, words in INTERPRETERS.items())]


def _languages() -> list[tuple[str, str]]:
    return [("", str(_l("The client's language"))), *spoken_languages()]


class FewLines:
    """One thing per line, each short, not too many."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse what is no list any more."""
        lines = _lines(field.data)
        if len(lines) > MOST_THINGS or any(len(line) > SHORT for line in lines):
            raise wtforms.ValidationError(_l("Write at most 10 short lines."))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class Somewhere:
    """A place, unless there is a link to a talk."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Stop at an empty place without a link."""
        if not field.data and not form["link"].data:
            raise wtforms.validators.StopValidation(_l("Fill in this field."))


class SafeLink:
    """A link that a phone may open: https, a host, no user in it."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        """Refuse anything else."""
        if not field.data:
            return
        try:
            link = urlsplit(field.data)
            is_safe = link.scheme == "https" and bool(link.hostname) and "@" not in link.netloc
        except ValueError:
            is_safe = False
        if not is_safe or any(letter.isspace() for letter in field.data):
            raise wtforms.ValidationError(_l("Write a link that begins with https://"))


class TimeAndPlace(Form):
    """When and where: the part that can change later."""

    starts_local = LocalDateTimeField(_l("Date and time"), validators=[required()])
    which_hour = SelectField(_l("Which of the two hours"), choices=_hours, default="")
    minutes = IntegerField(_l("How long, in minutes"), validators=[required()], default=45)
    place = wtforms.StringField(_l("Building and room"), validators=[Somewhere(), at_most(SHORT)])
    address = wtforms.StringField(
        _l("Street, postcode and town"), validators=[Somewhere(), at_most(SHORT)]
    )
    link = wtforms.StringField(
        _l("Link to a video talk, instead of a place"), validators=[SafeLink(), at_most(LONG)]
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
    def where(self) -> dict[str, Any]:
        """Place and address, or the link, by their names."""
        link = self.link.data or None
        place = self.place.data or (VIDEO if link else "")
        return {"place": place, "address": self.address.data or "", "link": link}


class ChangeForm(TimeAndPlace):
    """Another time or place, with the version of the one that was read."""

    version = IntegerField(validators=[required()])
    is_all = wtforms.BooleanField()  # of all later dates of the series as well


class MeetingForm(TimeAndPlace):
    """A new appointment."""

    kind = SelectField(_l("What it is"), choices=_kinds, default=KINDS[0])
    papers = SeveralField(
        _l("What to bring"),
        name="papers[]",
        choices=_papers,
        invalid_choice_message=_l("Choose from the list."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    own_things = wtforms.TextAreaField(
        _l("More to bring, in your own words"), validators=[FewLines()]
    )
    note = wtforms.TextAreaField(_l("Note for the client"), validators=[at_most(LONG)])
    is_sensitive = wtforms.BooleanField(_l("Sensitive"))
    is_accompanied = wtforms.BooleanField(_l("I go along"))
    interpreter_kind = SelectField(_l("Interpreter"), choices=_interpreters, default="")
    interpreter_language = SelectField(
        _l("Language of the interpreter"), choices=_languages, default=""
    )
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
            "is_accompanied": self.is_accompanied.data,
            "interpreter_kind": self.interpreter_kind.data or None,
            "interpreter_language": self.interpreter_language.data or None,
            "step_id": self.step_id.data,
        }
        return Meeting(**values)


class VersionForm(Form):
    """A tap on an appointment, with the version of the one that was read."""

    version = IntegerField(validators=[required()])
    is_all = wtforms.BooleanField()  # all later dates of the series as well


class DeclineForm(Form):
    """The wish that cannot be met."""

    wish_id = IntegerField(validators=[required()])


class OutcomeForm(Form):
    """How it went for one client; why she did not come may be left open."""

    outcome = wtforms.StringField()
    missed_reason = wtforms.StringField()

    @property
    def noted(self) -> dict[str, Any]:
        """What the service takes; nonsense is no outcome."""
        return {"outcome": self.outcome.data or "", "reason": self.missed_reason.data or None}


class PartsForm(Form):
    """The participants that stood on the list when it was tapped."""

    parts = wtforms.SelectMultipleField(
        name="parts[]", coerce=small, choices=[], validate_choice=False
    )
