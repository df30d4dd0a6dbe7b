"""Write and check the texts of an offer in another language; only a reader calls them checked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.caseload.texts import ChangedMeanwhile, demand_faithful
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import DEFAULT
from app.core.i18n import lazy_gettext as _l
from app.offers.claims import demand_free, release
from app.offers.events import OfferTranslated
from app.offers.indexing import index
from app.offers.models import Offer, Translation
from app.offers.records import OfferRecord, load
from app.offers.translators import languages_of
from app.offers.writing import TRANSLATED


class NotOnYourList(Refused):
    """Who translates says beforehand which languages she or he speaks."""

    words = _l("This language is not on your list. Add it to what you help with.")


@dataclass(frozen=True, kw_only=True)
class TypedTexts:
    """What somebody typed, and what she had before her eyes."""

    texts: Mapping[str, str]  # field -> words; empty: none
    source_version: int  # of the original she read
    seen: str  # mark_of() the translation she read
    origin: str = "human"
    is_minor: bool = False  # only spelling, same meaning
    is_checked: bool = False  # she speaks the language and compared both


def mark_of(record: OfferRecord, lang: str) -> str:
    """Changes with every change of an offer's texts in a language."""
    held = sorted((row.field, row.text) for row in record.translations if row.lang == lang)
    return hashlib.sha256(repr(held).encode()).hexdigest()[:16]


def translate(
    record: OfferRecord, lang: str, typed: TypedTexts, *, by: Viewer, now: datetime
) -> None:
    """Write an offer's texts in a language; an empty one is taken away.

    They count as made from the version that was read: if the original changed meanwhile, they
    are outdated at once.
    """
    if lang not in languages_of(by):
        raise NotOnYourList
    demand_free(record.offer.id, lang, for_=by)
    if mark_of(record, lang) != typed.seen:
        raise ChangedMeanwhile
    held = {row.field: row for row in record.translations if row.lang == lang}
    for field in TRANSLATED:
        text = typed.texts.get(field, "")
        demand_faithful(record.words(field).text, text, field=field)
        if text:
            row = held.get(field) or _new(record.offer, field, lang)
            _put(row, text, typed, record.offer, by=by, now=now)
        elif field in held:
            db.session.delete(held[field])
    release(record.offer.id, lang, by=by, now=now)
    _told(record.offer, lang, by=by, now=now)


def take_back_check(record: OfferRecord, lang: str, *, by: Viewer, now: datetime) -> None:
    """What one has checked is unchecked again; others' checks stay."""
    mine = [
        row
        for row in record.translations
        if row.lang == lang and row.checked_by_id is not None and row.checked_by_id == by.person_id
    ]
    for row in mine:
        row.checked_by_id = row.checked_on = None
    if mine:
        _told(record.offer, lang, by=by, now=now)


def _told(offer: Offer, lang: str, *, by: Viewer, now: datetime) -> None:
    db.session.flush()
    index(load(offer.id, sa.true()))
    publish(OfferTranslated(occurred_at=now, by=by, offer_id=offer.id, lang=lang))


def _new(offer: Offer, field: str, lang: str) -> Translation:
    row = Translation(offer_id=offer.id, field=field, lang=lang)
    db.session.add(row)
    return row


def _put(
    row: Translation, text: str, typed: TypedTexts, offer: Offer, *, by: Viewer, now: datetime
) -> None:
    """A changed text is unchecked till somebody checks it, whoever wrote it."""
    is_new, is_changed = row.id is None, row.text != text
    if is_changed:
        row.text, row.origin = text, typed.origin
    row.minor_edit = typed.is_minor and not is_new
    if not row.minor_edit:  # who mends spelling has not compared it with the original again
        row.source_lang = DEFAULT.code
        row.source_version = min(typed.source_version, offer.words_version)
    row.in_translation = False
    if typed.is_checked:
        row.checked_by_id, row.checked_on = by.person_id, clock.local(now).date()
    elif is_changed:
        row.checked_by_id = row.checked_on = None
