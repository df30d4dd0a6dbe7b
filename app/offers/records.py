"""One whole offer: everything that hangs on it, and its values in the words of the forms."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from app.core import clock, phones
from app.core.db import Base, db
from app.core.errors import Missing
from app.core.i18n import DEFAULT
from app.core.translating import FreeText, Translated
from app.offers.cards import rule_of
from app.offers.hours import write_hours
from app.offers.models import (
    Location,
    Offer,
    OfferLanguage,
    Organization,
    Phone,
    Schedule,
    Translation,
)
from app.offers.models_hsds import Accessibility, Contact, OfferTerm, RequiredDocument
from app.offers.parts import parts_of
from app.offers.schedules import Opening, Rule, opening_at

Part = TypeVar("Part")


@dataclass(frozen=True, kw_only=True)
class OfferRecord:
    """One offer with its organization, places, times, languages, numbers and translations."""

    offer: Offer
    organization: Organization | None
    locations: list[Location]
    schedules: list[Schedule]
    languages: list[str]
    phones: list[Phone]
    translations: list[Translation]
    contacts: list[Contact] = field(default_factory=list)
    documents: list[RequiredDocument] = field(default_factory=list)
    accessibility: list[Accessibility] = field(default_factory=list)  # of all its places
    terms: list[OfferTerm] = field(default_factory=list)

    @cached_property
    def rules(self) -> list[Rule]:
        """Its schedules as rules."""
        return [rule_of(schedule) for schedule in self.schedules]

    @cached_property
    def opening(self) -> Opening:
        """Open now, or when next."""
        return opening_at(self.rules, clock.local(clock.now()))

    @property
    def values(self) -> dict[str, object]:
        """What people may change, as words.FIELDS names it: text, True or False, languages."""
        offer, place = self.offer, self.locations[0] if self.locations else None
        texts = {
            "name": offer.name,
            "description": offer.description,
            "topic": offer.topic,
            "kind": offer.kind,
            "place": place and place.name,
            "address_1": place and place.address_1,
            "postal_code": place and place.postal_code,
            "city": place and place.city,
            "transportation": place and place.transportation,
            "accessibility": self._accessibility(place),
            "hours": write_hours(self.rules),
            "phone": self.phones[0].number if self.phones else None,
            "contact": self.contacts[0].title if self.contacts else None,
            "documents": "\n".join(row.document for row in self.documents),
            "url": offer.url,
            "application_process": offer.application_process,
            "fees_description": offer.fees_description,
            "eligibility_description": offer.eligibility_description,
            "min_level": offer.min_level,
            "wait_time": offer.wait_time,
            "interpretation_services": offer.interpretation_services,
            "alert": offer.alert,
            "valid_to": offer.valid_to and offer.valid_to.isoformat(),
        }
        return {
            **{name: text or "" for name, text in texts.items()},
            "is_free": offer.is_free,
            "has_childcare": offer.has_childcare,
            "is_step_free": offer.is_step_free,
            "is_full": offer.is_full,
            "languages": sorted(self.languages),
            "for_whom": sorted(row.term for row in self.terms if row.taxonomy == "for_whom"),
        }

    def _accessibility(self, place: Location | None) -> str:
        """What helps to get into a place, one line each."""
        if place is None:
            return ""
        told = (row.description for row in self.accessibility if row.location_id == place.id)
        return "\n".join(sorted(told))

    @property
    def form_values(self) -> dict[str, object]:
        """The same, as a form starts with them: the number as people dial it, the day as a day."""
        number = self.phones[0].number if self.phones else ""
        return {
            **self.values,
            "phone": str(phones.in_words(number).striptags()) if number else "",
            "valid_to": self.offer.valid_to,
        }

    def words(self, name: str) -> FreeText:
        """Its name or description in all languages they are written in."""
        made = (translated(row) for row in self.translations if row.field == name)
        return FreeText(
            getattr(self.offer, name), DEFAULT.code, self.offer.words_version, tuple(made)
        )


def translated(row: Translation) -> Translated:
    """One row as what is shown is derived from it."""
    return Translated(
        lang=row.lang,
        text=row.text,
        source_lang=row.source_lang,
        source_version=row.source_version,
        origin=row.origin,
        in_translation=row.in_translation,
        is_checked=row.checked_by_id is not None,
    )


def load(
    offer_id: uuid.UUID, condition: sa.ColumnElement[bool], *, to_change: bool = False
) -> OfferRecord:
    """One offer under a condition of seeing it; raise Missing whether absent or not for you.

    `to_change` holds it till the change is over: of two people who decide, one is the first.
    """
    statement = (
        sa.select(Offer, Organization)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(Offer.id == offer_id, condition)
    )
    if to_change:
        statement = statement.with_for_update(of=Offer)
        statement = statement.execution_options(populate_existing=True)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    offer, organization = row
    select = sa.select
    place, number = select(Location).order_by(Location.id), select(Phone).order_by(Phone.id)
    paper = select(RequiredDocument).order_by(RequiredDocument.position)
    way_in = select(Accessibility).join(Location, Location.id == Accessibility.location_id)
    code = select(OfferLanguage.code).order_by(OfferLanguage.code)
    return OfferRecord(
        offer=offer,
        organization=organization,
        locations=_all(place.where(Location.offer_id == offer_id)),
        schedules=_all(select(Schedule).where(Schedule.offer_id == offer_id)),
        languages=_all(code.where(OfferLanguage.offer_id == offer_id)),
        phones=_all(number.where(Phone.offer_id == offer_id)),
        translations=_all(select(Translation).where(Translation.offer_id == offer_id)),
        contacts=_all(select(Contact).where(Contact.offer_id == offer_id).order_by(Contact.title)),
        documents=_all(paper.where(RequiredDocument.offer_id == offer_id)),
        accessibility=_all(
            way_in.where(Location.offer_id == offer_id).order_by(Accessibility.description)
        ),
        terms=_all(select(OfferTerm).where(OfferTerm.offer_id == offer_id)),
    )


def load_brief(offer_ids: Collection[uuid.UUID | None]) -> list[OfferRecord]:
    """As much of these offers as search and the list of doubles read; four statements."""
    rows = db.session.execute(
        sa.select(Offer, Organization)
        .outerjoin(Organization, Organization.id == Offer.organization_id)
        .where(Offer.id.in_(offer_ids))
    ).all()
    held = [parts_of(model, offer_ids, model.id) for model in _BRIEF]
    return [
        brief(offer, provider, [row for rows in held for row in rows[offer.id]])
        for offer, provider in rows
    ]


_BRIEF: tuple[Any, ...] = (Location, Phone, Translation)


def brief(offer: Offer, provider: Organization | None, parts: Iterable[Base]) -> OfferRecord:
    """The same of an offer whose parts are at hand; other parts are left out."""
    locations, numbers, translations = (
        [part for part in parts if isinstance(part, kind)] for kind in _BRIEF
    )
    return OfferRecord(
        offer=offer,
        organization=provider,
        locations=locations,
        schedules=[],
        languages=[],
        phones=numbers,
        translations=translations,
    )


def _all(statement: sa.Select[Part]) -> list[Part]:
    return list(db.session.scalars(statement))
