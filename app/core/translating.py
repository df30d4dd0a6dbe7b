"""What people typed, in several languages: how good a translation is, and what a reader gets.

The state of a translation is never stored. It follows from the versions: a change of meaning
raises a text's version, a change of spelling does not.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.core.i18n import DEFAULT, SIMPLE, current_language, find_language

ORIGINS = ("human", "machine", "provider")


class Status(enum.StrEnum):
    """How good a translation is."""

    MISSING = "missing"
    IN_TRANSLATION = "in_translation"
    OUTDATED = "outdated"
    MACHINE_TRANSLATED = "machine_translated"
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True, kw_only=True)
class Translated:
    """One text in one language, and from which version of which text it was made."""

    lang: str
    text: str | None
    source_lang: str
    source_version: int
    field: str = "own_words"  # which of its row's texts it says
    version: int = 1  # its own: others may be made from it
    origin: str = "human"
    changed_at: datetime | None = None
    in_translation: bool = False  # somebody is at it
    is_checked: bool = False  # by somebody who speaks the language


def status_of(made: Translated | None, *, source_version: int, source_is_outdated: bool) -> Status:
    """The state of a translation; of what holds, the first in this order."""
    if made is None or not made.text:
        return Status.MISSING
    if made.in_translation:
        return Status.IN_TRANSLATION
    if source_is_outdated or made.source_version < source_version:
        return Status.OUTDATED
    if made.origin == "machine" and not made.is_checked:
        return Status.MACHINE_TRANSLATED
    return Status.UP_TO_DATE


def readable(code: str) -> tuple[str, ...]:
    """The languages in which a reader of this one can read a text, her own first."""
    return tuple(dict.fromkeys((code, code.split("-")[0])))


def written_in(code: str) -> str:
    """The language in which a reader of this one writes: simple German is German."""
    return DEFAULT.code if code == SIMPLE.code else code


def direction_of(code: str) -> str:
    """The direction of a language's script."""
    return (find_language(code) or DEFAULT).dir


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What one reader gets of a text: a translation, or the original."""

    text: str
    lang: str
    status: Status
    is_checked: bool  # true for an original: nobody has to check that
    original: "FreeText"

    @property
    def dir(self) -> str:
        """The direction of its script."""
        return direction_of(self.lang)

    @property
    def is_original(self) -> bool:
        """True when it is as it was typed."""
        return self.lang == self.original.lang


@dataclass(frozen=True)
class FreeText:
    """A text as somebody typed it, with its translations."""

    text: str
    lang: str
    version: int = 1
    translations: tuple[Translated, ...] = ()

    @cached_property
    def by_language(self) -> Mapping[str, Translated]:
        """The translations, each under its language."""
        return {one.lang: one for one in self.translations}

    @property
    def dir(self) -> str:
        """The direction of the original's script."""
        return direction_of(self.lang)

    def status_in(self, lang: str) -> Status:
        """How good the text is in a language; the original is always up to date."""
        if lang == self.lang:
            return Status.UP_TO_DATE
        made = self.by_language.get(lang)
        version, is_outdated = (0, False) if made is None else self._source_of(made, ())
        return status_of(made, source_version=version, source_is_outdated=is_outdated)

    def _source_of(self, made: Translated, seen: tuple[str, ...]) -> tuple[int, bool]:
        """The version of the text it was made from, and whether that one is outdated itself.

        A text that is gone, or that was made from this very one, leads to no original.
        """
        if made.source_lang == self.lang:
            return self.version, False
        source = self.by_language.get(made.source_lang)
        if source is None or not source.text or source.lang in (*seen, made.lang):
            return made.source_version, True
        version, is_outdated = self._source_of(source, (*seen, made.lang))
        return source.version, is_outdated or source.source_version < version

    def shown_in(self, code: str) -> Shown:
        """What a reader of this language gets; without a translation the original."""
        for lang in readable(code):
            made = self.by_language.get(lang)
            if lang == self.lang:
                return self._original(Status.UP_TO_DATE)
            if made is not None and made.text:
                status = self.status_in(lang)
                return Shown(
                    text=made.text,
                    lang=lang,
                    status=status,
                    is_checked=made.is_checked,
                    original=self,
                )
        return self._original(Status.MISSING)

    def _original(self, status: Status) -> Shown:
        return Shown(text=self.text, lang=self.lang, status=status, is_checked=True, original=self)

    @property
    def shown(self) -> Shown:
        """What the reader in front gets; inside `speaking()`, what that reader gets."""
        return self.shown_in(current_language().code)
