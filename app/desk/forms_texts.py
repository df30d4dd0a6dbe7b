"""What a manager writes in a client's language, and a step's own words anew."""

from datetime import datetime

import wtforms

from app.caseload.text_words import ORIGINS
from app.caseload.texts import Typed
from app.core.fidelity import kept_safe
from app.core.forms import (
    LONG,
    SHORT,
    Filled,
    Form,
    IntegerField,
    OneOf,
    SelectField,
    at_most,
    required,
)
from app.core.i18n import LANGUAGES
from app.core.i18n import lazy_gettext as _l
from app.core.translating import Translated


class WordsField(wtforms.TextAreaField):
    """A text of any script: marks that isolate a foreign name in it may stay."""


class TranslationForm(Form):
    """One text in one language. `seen` is the last change of what was read before typing."""

    lang = wtforms.HiddenField(validators=[OneOf(LANGUAGES)])
    source_version = IntegerField(widget=wtforms.widgets.HiddenInput(), validators=[required()])
    seen = wtforms.HiddenField()
    text = WordsField(_l("Text"), filters=[kept_safe], validators=[at_most(2 * LONG)])
    origin = SelectField(_l("Written by"), choices=tuple(ORIGINS.items()), default="human")
    in_translation = wtforms.BooleanField(_l("Somebody is working on it"))
    is_minor = wtforms.BooleanField(_l("Only spelling, same meaning"))
    is_checked = wtforms.BooleanField(_l("I speak this language and have checked it"))

    @classmethod
    def of(cls, made: Translated | None, lang: str, version: int) -> "TranslationForm":
        """The form as it begins: with the translation there is."""
        if made is None:
            return cls(data={"lang": lang, "source_version": version, "origin": "human"})
        seen = made.changed_at.isoformat() if made.changed_at else ""
        own = {"text": made.text, "origin": made.origin, "in_translation": made.in_translation}
        return cls(data={"lang": lang, "source_version": version, "seen": seen, **own})

    def typed(self) -> Typed:
        """What was typed, as the service takes it."""
        return Typed(
            text=self.text.data or None,
            source_version=self.source_version.data or 0,
            seen_at=_instant(self.seen.data),
            origin=self.origin.data,
            is_minor=self.is_minor.data,
            in_translation=self.in_translation.data,
            is_checked=self.is_checked.data,
        )


def _instant(text: str | None) -> datetime | None:
    """The moment in a hidden field; anything else is none."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


class WordingForm(Form):
    """A step's own words anew."""

    own_words = wtforms.StringField(_l("Original"), validators=[Filled(), at_most(SHORT)])
    is_minor = wtforms.BooleanField(_l("Only spelling, same meaning"), id="wording-minor")
    base_version = IntegerField(widget=wtforms.widgets.HiddenInput(), validators=[required()])
