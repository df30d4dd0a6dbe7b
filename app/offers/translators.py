"""The translators' desk: which offers wait for a translation or a check, what is outdated first.

How good a translation is follows from core/translating.py alone; this file only puts in order.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.caseload.texts import spoken_by
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.i18n import DEFAULT, LANGUAGES, SIMPLE
from app.core.translating import FreeText, Status, Translated
from app.offers.care import in_care_of
from app.offers.claims_models import TranslationClaim
from app.offers.conditions import public
from app.offers.models import Offer, Translation
from app.offers.writing import TRANSLATED
from app.people.volunteers import get_own_help

PAGE = 20
_LOOKED_AT = 2000  # offers, those that changed last: of what was just changed most is outdated
# What waits most comes first; a good text that nobody checked comes last.
ORDER = (
    Status.OUTDATED,
    Status.MISSING,
    Status.MACHINE_TRANSLATED,
    Status.UP_TO_DATE,
    Status.IN_TRANSLATION,
)


def languages_of(viewer: Viewer) -> list[str]:
    """Into which languages this viewer may translate offers."""
    return [code for code in spoken_languages(viewer) if is_target(code)]


def spoken_languages(viewer: Viewer) -> list[str]:
    """Those on her or his own list. A coordinator has no such list and vouches for each text."""
    if viewer.role is Role.COORDINATOR:
        codes: Iterable[str] = LANGUAGES
    elif viewer.role is Role.VOLUNTEER:
        codes = get_own_help(viewer).languages
    else:
        codes = spoken_by(viewer)
    return [code for code in LANGUAGES if code in set(codes)]


def is_target(code: str) -> bool:
    """True for a language that offers are translated into."""
    return code in LANGUAGES and code not in (DEFAULT.code, SIMPLE.code)


@dataclass(frozen=True, kw_only=True)
class Todo:
    """An offer whose texts wait in one language."""

    id: uuid.UUID
    name: str
    topic: str
    status: Status  # the worst of its texts
    is_mine: bool  # the viewer is on it
    is_taken: bool  # somebody else is


@dataclass(frozen=True, kw_only=True)
class Todos:
    """One page of them."""

    rows: Sequence[Todo]
    found: int
    page: int

    @property
    def has_more(self) -> bool:
        """True when another page follows."""
        return self.page * PAGE < self.found


def get_todos(lang: str, *, seen_by: Viewer, page: int) -> Todos:
    """What waits in a language among the offers the viewer looks after; four statements."""
    among = sa.select(Offer.id).where(public(), in_care_of(seen_by))
    among = among.order_by(Offer.last_modified.desc(), Offer.id).limit(_LOOKED_AT)
    offers = db.session.execute(
        sa.select(Offer.id, Offer.name, Offer.topic, Offer.words_version).where(Offer.id.in_(among))
    ).all()
    made = _made(among, lang)
    claims = _claims(among, lang)
    found = [
        _todo(row, status, claims.get(row.id), seen_by)
        for row in offers
        if (status := _waits(row.words_version, made.get(row.id, {}), lang)) is not None
    ]
    found.sort(key=_place)
    return Todos(rows=found[(page - 1) * PAGE : page * PAGE], found=len(found), page=page)


def _todo(row: Any, status: Status, claimed_by: int | None, viewer: Viewer) -> Todo:
    return Todo(
        id=row.id,
        name=row.name,
        topic=row.topic,
        status=status,
        is_mine=claimed_by is not None and claimed_by == viewer.person_id,
        is_taken=claimed_by is not None and claimed_by != viewer.person_id,
    )


def _place(todo: Todo) -> tuple[bool, bool, int, str, str]:
    """What one has begun first, what others are at last."""
    where = ORDER.index(todo.status)
    return (todo.is_taken, not todo.is_mine, where, todo.name.casefold(), str(todo.id))


Made = dict[str, list[Translated]]  # field -> its translations


def _made(among: sa.Select[uuid.UUID], lang: str) -> dict[uuid.UUID, Made]:
    """Translations into this language and into those they were made from, without their words."""
    sources = sa.select(Translation.source_lang).where(
        Translation.offer_id.in_(among), Translation.lang == lang
    )
    rows = db.session.execute(
        sa.select(
            Translation.offer_id,
            Translation.field,
            Translation.lang,
            (Translation.text != "").label("has_text"),
            Translation.source_lang,
            Translation.source_version,
            Translation.origin,
            Translation.in_translation,
            Translation.checked_by_id.is_not(None).label("is_checked"),
        ).where(
            Translation.offer_id.in_(among),
            sa.or_(Translation.lang == lang, Translation.lang.in_(sources)),
        )
    )
    found: dict[uuid.UUID, Made] = {}
    for row in rows:
        found.setdefault(row.offer_id, {}).setdefault(row.field, []).append(
            Translated(
                lang=row.lang,
                text="…" if row.has_text else None,
                source_lang=row.source_lang,
                source_version=row.source_version,
                origin=row.origin,
                in_translation=bool(row.in_translation),
                is_checked=bool(row.is_checked),
            )
        )
    return found


def _claims(among: sa.Select[uuid.UUID], lang: str) -> dict[uuid.UUID, int]:
    """Offer -> who is at it now."""
    rows = db.session.execute(
        sa.select(TranslationClaim.offer_id, TranslationClaim.person_id).where(
            TranslationClaim.offer_id.in_(among),
            TranslationClaim.lang == lang,
            TranslationClaim.until_at > clock.now(),
        )
    )
    return {offer_id: person_id for offer_id, person_id in rows}


def _waits(version: int, made: Made, lang: str) -> Status | None:
    """The worst state among an offer's texts; None when all are good and checked."""
    worst: Status | None = None
    for field in TRANSLATED:
        words = FreeText("…", DEFAULT.code, version, tuple(made.get(field, ())))
        status, own = words.status_in(lang), words.by_language.get(lang)
        is_done = status is Status.UP_TO_DATE and own is not None and own.is_checked
        if not is_done and (worst is None or ORDER.index(status) < ORDER.index(worst)):
            worst = status
    return worst
