"""Texts of the interface, read by people whose first language it is. What one says changes no
catalogue: a better wording is a suggestion, and a changed text waits again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import DEFAULT, LANGUAGES
from app.core.i18n import lazy_gettext as _l
from app.core.wordings import Wording, marks, wordings
from app.network.events import TextChecked
from app.network.models import StringCheck
from app.offers.translating import NotOnYourList
from app.offers.translators import spoken_languages

OK, WRONG = "ok", "wrong"


class NotYourFirstLanguage(Refused):
    """Who learned a language hears less: she leaves it to others."""

    field = "is_first_language"
    words = _l("Only people who grew up with the language check its texts.")


class TextIsNew(Refused):
    """Another text stands there than the one that was read."""

    words = _l("This text was changed a moment ago. Read it again.")


class NothingSuggested(Refused):
    """What is wrong needs better words, else nobody can mend it."""

    field = "suggestion"
    words = _l("Write how it would be better.")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What one person says of one text."""

    key: str
    mark: str  # of what she read
    verdict: str
    suggestion: str = ""
    is_first_language: bool = False


def checkable(viewer: Viewer) -> list[str]:
    """The languages whose texts this viewer may check: German is the original."""
    return [code for code in spoken_languages(viewer) if code != DEFAULT.code]


def judge(lang: str, said: Judged, *, by: Viewer, now: datetime) -> None:
    """Write down what somebody says of a text; said again, the last word counts."""
    if lang not in checkable(by):
        raise NotOnYourList
    one = wordings(lang).get(said.key)
    if one is None or by.person_id is None:
        raise Missing
    if not (said.is_first_language or has_checked(lang, by)):
        raise NotYourFirstLanguage
    if one.mark != said.mark:
        raise TextIsNew
    if said.verdict == WRONG and said.suggestion in ("", *one.said):
        raise NothingSuggested
    row = _row_of(lang, one.key, by.person_id)
    row.mark, row.checked_on = one.mark, clock.today()
    row.verdict = said.verdict
    row.suggestion = said.suggestion if said.verdict == WRONG else ""
    publish(TextChecked(occurred_at=now, by=by, lang=lang, key=one.key))


def _row_of(lang: str, key: str, person_id: int) -> StringCheck:
    """Her word on this text: said again, it takes the place of the one before."""
    whose = {"lang": lang, "key": key, "checked_by_id": person_id}
    row = db.session.query(StringCheck).filter_by(**whose).one_or_none()
    if row is None:
        row = StringCheck(**whose)
        db.session.add(row)
    return row


def has_checked(lang: str, viewer: Viewer) -> bool:
    """True once she said that this is her first language: her first check says so."""
    mine = sa.select(StringCheck.key).where(
        StringCheck.lang == lang, StringCheck.checked_by_id == viewer.person_id
    )
    return db.session.scalar(mine.limit(1)) is not None


def _holding(lang: str) -> list[StringCheck]:
    """What was said of texts that still read as they did."""
    rows = db.session.scalars(sa.select(StringCheck).where(StringCheck.lang == lang))
    now = marks(lang)
    return [row for row in rows if now.get(row.key) == row.mark]


def checked(lang: str) -> int:
    """How many texts somebody found right and nobody wrong."""
    worst: dict[str, str] = {}
    for row in _holding(lang):
        worst[row.key] = max(row.verdict, worst.get(row.key, OK))
    return Counter(worst.values())[OK]


def is_checked(lang: str) -> bool:
    """True when every text was read and found right; German is the original."""
    return lang == DEFAULT.code or checked(lang) == len(marks(lang))


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the page about the texts of one language shows."""

    one: Wording | None  # the text in front; none when all are judged
    own: StringCheck | None  # what the reader said of it
    checked: int
    texts: int
    left: int
    is_known: bool  # the reader said before that this is her first language


def get_desk(lang: str, *, seen_by: Viewer, key: str = "") -> Desk:
    """The text that was asked for, else the next that nobody judged."""
    texts, rows = wordings(lang), _holding(lang)
    judged = {row.key for row in rows}
    waiting = (one for one in texts.values() if one.key not in judged)
    one = texts.get(key) or next(waiting, None)
    mine = {row.key: row for row in rows if row.checked_by_id == seen_by.person_id}
    return Desk(
        one=one,
        own=mine.get(one.key) if one else None,
        checked=checked(lang),
        texts=len(texts),
        left=len(texts) - len(judged),
        is_known=has_checked(lang, seen_by),
    )


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A better wording, with what it would replace."""

    lang: str
    english: str
    said: str
    better: str


def suggestions() -> Iterator[Suggestion]:
    """All that hold, language by language, for whoever looks after the catalogues."""
    for lang in LANGUAGES:
        texts = wordings(lang)
        for row in sorted(_holding(lang), key=lambda row: (row.key, row.checked_by_id)):
            if row.verdict == WRONG:
                one = texts[row.key]
                yield Suggestion(
                    lang=lang,
                    english=" | ".join(one.english),
                    said=" | ".join(one.said),
                    better=row.suggestion,
                )
