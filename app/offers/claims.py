""" "I am on it": one person at a time translates an offer into a language."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l
from app.offers.claims_models import TranslationClaim
from app.offers.events import OfferTranslationClaimed, OfferTranslationReleased

HOLDS = timedelta(hours=24)


class SomebodyIsOnIt(Refused):
    """Another person took it and has time left."""

    words = _l("Somebody else is working on it. Choose another text for now.")


def find_claim(offer_id: uuid.UUID, lang: str) -> TranslationClaim | None:
    """Who is at it now; a claim ends by itself."""
    found = _row_of(offer_id, lang)
    return found if found is not None and found.until_at > clock.now() else None


def _row_of(offer_id: uuid.UUID, lang: str) -> TranslationClaim | None:
    return db.session.query(TranslationClaim).filter_by(offer_id=offer_id, lang=lang).one_or_none()


def demand_free(offer_id: uuid.UUID, lang: str, *, for_: Viewer) -> None:
    """Refuse while somebody else is at it."""
    held = find_claim(offer_id, lang)
    if held is not None and held.person_id != for_.person_id:
        raise SomebodyIsOnIt


def claim(offer_id: uuid.UUID, lang: str, *, by: Viewer, now: datetime) -> None:
    """Say that one is on it; said again, the time begins anew. Who calls holds the offer."""
    if by.person_id is None:
        raise Missing
    demand_free(offer_id, lang, for_=by)
    row = _row_of(offer_id, lang) or TranslationClaim(offer_id=offer_id, lang=lang)
    row.person_id, row.until_at = by.person_id, now + HOLDS
    db.session.add(row)
    publish(OfferTranslationClaimed(occurred_at=now, by=by, offer_id=offer_id, lang=lang))


def release(offer_id: uuid.UUID, lang: str, *, by: Viewer, now: datetime) -> None:
    """Leave it to others; twice is once."""
    held = find_claim(offer_id, lang)
    if held is None or held.person_id != by.person_id:
        return
    db.session.execute(
        sa.delete(TranslationClaim).where(
            TranslationClaim.offer_id == offer_id, TranslationClaim.lang == lang
        )
    )
    publish(OfferTranslationReleased(occurred_at=now, by=by, offer_id=offer_id, lang=lang))
