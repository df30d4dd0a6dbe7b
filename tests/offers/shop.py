"""Whole offers for these tests: place, times, phone, languages, translations, search text."""

from datetime import date, time
from typing import Any

from app.audit.models import TrailEntry
from app.core import clock
from app.core.db import db, transaction
from app.offers.indexing import index
from app.offers.models import (
    Location,
    Offer,
    OfferLanguage,
    OfferSuggestion,
    Phone,
    Schedule,
    Translation,
)
from app.offers.records import OfferRecord, load
from tests import build

WEEKDAYS = "MO,TU,WE,TH,FR,SA,SU"


def whole_offer(
    name: str = "Sprachcafé",
    *,
    town: str = build.TOWN,
    languages: tuple[str, ...] = ("de",),
    byday: str | None = WEEKDAYS,
    names: dict[str, str] | None = None,
    **more: Any,
) -> Offer:
    """A public offer with everything; open every day from 14 to 16."""
    with transaction():
        build.municipality(
            town, {"08119067": "Schorndorf", "08111000": "Stuttgart"}.get(town, "Waiblingen")
        )
        made = build.offer(name, municipality_ags=town, **more)
        _add_parts(made, byday, languages, names or {})
        db.session.flush()
        index(record_of(made))
    return made


def _add_parts(
    made: Offer, byday: str | None, languages: tuple[str, ...], names: dict[str, str]
) -> None:
    db.session.add(
        Location(
            offer_id=made.id,
            name="Bürgerhaus",
            address_1="Lange Straße 45",
            postal_code="71332",
            city="Waiblingen",
            latitude=48.83 if made.municipality_ags == build.TOWN else None,
            longitude=9.31 if made.municipality_ags == build.TOWN else None,
        )
    )
    if byday:
        db.session.add(
            Schedule(offer_id=made.id, byday=byday, opens_at=time(14), closes_at=time(16))
        )
    db.session.add(Phone(offer_id=made.id, number="+497151000123"))
    for code in languages:
        db.session.add(OfferLanguage(offer_id=made.id, code=code))
    for lang, text in names.items():
        db.session.add(
            Translation(
                offer_id=made.id,
                field="name",
                lang=lang,
                text=text,
                source_version=made.version or 1,
            )
        )


def record_of(offer: Offer) -> OfferRecord:
    """The offer with all its parts."""
    return load(offer.id, Offer.id == offer.id)


def suggestion(**more: Any) -> OfferSuggestion:
    """Somebody's open suggestion of a new offer."""
    values: dict[str, Any] = {
        "municipality_ags": build.TOWN,
        "values": {"name": "Nähcafé", "description": "Wir nähen.", "topic": "participation"},
        "created_at": clock.now(),
        **more,
    }
    with transaction():
        build.municipality()
        made = OfferSuggestion(**values)
        db.session.add(made)
    return made


def stale_day() -> date:
    """A day of checking that is too long ago."""
    return clock.today().replace(year=clock.today().year - 1)


def typed(offer: Offer, **more: Any) -> dict[str, Any]:
    """The form of an offer as a browser sends it."""
    values = record_of(offer).values
    spoken, groups = values.pop("languages"), values.pop("for_whom")
    ticks = {"is_free", "has_childcare", "is_step_free", "is_full"}
    sent = {k: "y" if k in ticks else v for k, v in values.items() if v or k not in ticks}
    return {**sent, "languages[]": spoken, "for_whom[]": groups, **more}


def named(what: str) -> int:
    """How often this stands in the trail."""
    return db.session.query(TrailEntry).filter_by(what=what).count()
