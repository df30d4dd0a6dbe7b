"""What a manager taps about a talk: a topic and 'keep'; all else has a sensible beginning."""

import wtforms
from wtforms.validators import DataRequired

from app.consultations import words
from app.consultations.models import FORMS, INTERPRETERS, MINUTES
from app.consultations.service import Talk
from app.core import clock
from app.core.choices import TOPIC_CHOICES, spoken_languages
from app.core.forms import (
    LONG,
    SHORT,
    DateField,
    Filled,
    Form,
    IntegerField,
    SelectField,
    SeveralField,
    at_most,
    required,
)
from app.core.i18n import lazy_gettext as _l

USUAL_MINUTES = "30"
VISIT = "outreach"
_FORMS = [(form, words.FORMS[form]) for form in FORMS]
_MINUTES = [(str(minutes), words.MINUTES[minutes]) for minutes in MINUTES]
_INTERPRETERS = [(kind, words.INTERPRETERS[kind]) for kind in INTERPRETERS]


def _topics() -> SeveralField:
    return SeveralField(
        _l("What was it about?"),
        name="topics[]",
        choices=TOPIC_CHOICES,
        validators=[DataRequired(_l("Choose at least one topic."))],
    )


def _minutes() -> SelectField:
    return SelectField(_l("How long"), choices=_MINUTES, default=USUAL_MINUTES)


def _languages() -> list[tuple[str, str]]:
    """Languages by their own names; first the client's own."""
    return [("", str(_l("The client's language"))), *spoken_languages()]


class TalkForm(Form):
    """A talk with one client whose page is open."""

    topics = _topics()
    minutes_bucket = _minutes()
    way = SelectField(_l("In which way"), choices=_FORMS, default=FORMS[0])
    on = DateField(_l("Day"), validators=[required()], default=clock.today)
    language = SelectField(_l("Language"), choices=_languages, default="")
    interpreter_kind = SelectField(
        _l("Who interpreted"), choices=_INTERPRETERS, default=INTERPRETERS[0]
    )
    plan_changed = wtforms.BooleanField(_l("We changed the plan"))

    @property
    def talk(self) -> Talk:
        """The talk as the service takes it."""
        if self.on.data is None:
            raise ValueError("read the talk of a form that was validated")
        return Talk(
            on=self.on.data,
            form=self.way.data,
            topics=tuple(dict.fromkeys(self.topics.data or ())),
            minutes_bucket=int(self.minutes_bucket.data),
            language=self.language.data or "",
            interpreter_kind=self.interpreter_kind.data,
            plan_changed=bool(self.plan_changed.data),
        )


class WithWhom(Form):
    """One client of the caseload; empty: somebody without a case."""

    client_id = IntegerField(_l("With whom"))


class WalkInForm(WithWhom, TalkForm):
    """A talk with whoever stands at the door."""


class VisitForm(Form):
    """What a tablet brings from a visit without net."""

    topics = _topics()
    minutes_bucket = _minutes()
    on = DateField(_l("Day"), validators=[required()])
    remark = wtforms.StringField(_l("To remember by"), validators=[at_most(SHORT)])
    owner = wtforms.StringField(validators=[Filled()])

    @property
    def talk(self) -> Talk:
        """The talk as the service takes it."""
        if self.on.data is None:
            raise ValueError("read the talk of a form that was validated")
        return Talk(
            on=self.on.data,
            form=VISIT,
            topics=tuple(dict.fromkeys(self.topics.data or ())),
            minutes_bucket=int(self.minutes_bucket.data),
        )

    @property
    def refusal(self) -> str:
        """What is wrong, in one sentence, for the tablet to show."""
        return next((str(field.errors[0]) for field in self if field.errors), "")


class NoteForm(Form):
    """What is noted. In German: whoever stands in reads it, or the client."""

    body = wtforms.TextAreaField(_l("Note"), validators=[Filled(), at_most(LONG)])
    is_minor = wtforms.BooleanField(_l("Only spelling, same meaning"))


class ReasonForm(Form):
    """Why a team lead must read notes that are not hers; the client reads it, too."""

    reason = wtforms.StringField(_l("Why"), validators=[Filled(), at_most(SHORT)])
