"""An offer as an HSDS 3.0 service with everything that hangs on it. No person stands in it.

Ids of parts follow from their content: the same offer gives the same bytes, wherever it stands.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from babel import Locale

from app.core.i18n import DEFAULT, SIMPLE
from app.core.translating import Status
from app.exchange import hsds_past
from app.exchange.entries import Desk, Entry, Line, Place, Price, Provider, Spoken
from app.exchange.hsds_times import written
from app.exchange.packing import TRUTHS
from app.exchange.taxonomies import FEATURES, SPACE, term_told, terms_of

Told = dict[str, Any]
SIMPLE_NOTE = "einfache Sprache"
_TEXTS = (
    "description", "url", "interpretation_services", "application_process", "fees_description",
    "wait_time", "eligibility_description", "minimum_age", "maximum_age", "alert",
)  # fmt: skip


def service(
    entry: Entry, lang: str = DEFAULT.code, statuses: Mapping[str, Status] | None = None
) -> Told:
    """The whole service; terms are named in this language.

    In the feed of another language `statuses` says how good each text is.
    """
    provider = entry.organization
    own = _part("service_id", entry.source_id)
    told = {
        **one_to_one(entry),
        "phones": _listed(own("phone", _phone(line)) for line in entry.phones),
        "schedules": _listed(own("schedule", written(one)) for one in entry.times),
        "service_areas": [own("service_area", one) for one in _areas(entry.municipality_ags)],
        "service_at_locations": [at_location(entry, place) for place in _placed(entry)],
        "languages": _listed(own("language", language_told(one)) for one in entry.languages),
        "organization": organization(provider) if provider else {},
        "funding": [own("funding", {"source": entry.funding})] if entry.funding else [],
        "cost_options": _listed(own("cost_option", _price(one)) for one in entry.prices),
        "required_documents": [
            own("required_document", _filled({"document": one.document, "uri": one.uri}))
            for one in entry.documents
        ],
        "contacts": _listed(own("contact", _contact(one)) for one in entry.contacts),
        "attributes": attributes(entry, lang, statuses),
        "metadata": hsds_past.told(entry.history, entry.source_id),
    }
    return _filled(told)


def one_to_one(entry: Entry) -> Told:
    """What a list shows of a service."""
    provider = entry.organization
    return _filled(
        {
            "id": entry.source_id,
            "organization_id": provider and provider.source_id,
            "name": entry.name,
            "status": entry.status,
            **{name: getattr(entry, name) for name in _TEXTS},
            "assured_date": entry.assured_date and entry.assured_date.isoformat(),
            "last_modified": entry.last_modified and instant(entry.last_modified),
        }
    )


def instant(moment: datetime) -> str:
    """An instant as the standard writes it."""
    return moment.isoformat().replace("+00:00", "Z")


def organization(provider: Provider) -> Told:
    """Who offers it. HSDS asks for a description: where there is none, it is the name."""
    own = _part("organization_id", provider.source_id)
    return _filled(
        {
            "id": provider.source_id,
            "name": provider.name,
            "description": provider.description or provider.name,
            "email": provider.mailbox,
            "website": provider.website,
            "logo": provider.logo,
            "parent_organization_id": provider.parent_id,
            "phones": [own("phone", _phone(Line(number=n))) for n in (provider.phone,) if n],
        }
    )


def at_location(entry: Entry, place: Place) -> Told:
    """The service at one of its places."""
    return {
        "id": place.source_id,  # each of our places belongs to one service
        "service_id": entry.source_id,
        "location_id": place.source_id,
        "location": location(place, entry.municipality_ags),
    }


def location(place: Place, ags: str) -> Told:
    """A place with its address."""
    own = _part("location_id", place.source_id)
    address = {
        "address_1": place.address_1,
        "city": place.city,
        "state_province": "BW",
        "postal_code": place.postal_code,
        "country": "DE",
        "address_type": "physical",
    }
    return _filled(
        {
            "id": place.source_id,
            "location_type": "physical",
            "name": place.name,
            "transportation": place.transportation,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "external_identifier": ags,
            "external_identifier_type": ags and "AGS",
            "addresses": [own("address", address)],
            "accessibility": [own("accessibility", _filled(vars(x))) for x in place.accessibility],
        }
    )


def attributes(entry: Entry, lang: str, statuses: Mapping[str, Status] | None = None) -> list[Told]:
    """Its words of our lists, its truths, its last day, its texts in other languages."""
    own = _part("link_id", entry.source_id)
    listed: list[Told] = [
        {"link_type": taxonomy, "taxonomy_term": term_told(taxonomy, key, lang)}
        for taxonomy, key in terms_of(entry)
    ]
    for name in TRUTHS:
        truth = getattr(entry, name)
        if truth is not None:
            is_named = truth and name in FEATURES
            term = {"taxonomy_term": term_told("feature", name, lang)} if is_named else {}
            listed.append({"link_type": name, "value": "true" if truth else "false", **term})
    if entry.valid_to:
        listed.append({"link_type": "valid_to", "value": entry.valid_to.isoformat()})
    listed += [
        {
            "link_type": f"translation/{field}/{lang}",
            "taxonomy_term": term_told("translation", status, lang),
        }
        for field, status in (statuses or {}).items()
    ]
    listed += [
        {"link_type": f"translation/{one.field}/{one.lang}/{one.origin}", "value": one.text,
         "taxonomy_term": term_told("translation", _status(one.is_outdated, one.origin), lang)}
        for one in sorted(entry.translations, key=lambda one: (one.lang, one.field))
        if statuses is None
    ]  # fmt: skip
    return [own("attribute", {**one, "link_entity": "service"}) for one in listed]


def _status(is_outdated: bool, origin: str) -> str:
    if is_outdated:
        return "outdated"
    return "machine_translated" if origin == "machine" else "up_to_date"


def language_told(one: Spoken) -> Told:
    """A language by its ISO 639 code, named in German."""
    code = {"fa-AF": "prs", SIMPLE.code: DEFAULT.code}.get(one.code, one.code)
    note = ", ".join(filter(None, (SIMPLE_NOTE if one.code == SIMPLE.code else "", one.note)))
    names = Locale.parse(DEFAULT.babel).languages
    name = names.get(one.code.replace("-", "_")) or names.get(code) or code
    return _filled({"name": name, "code": code, "note": note})


def _phone(line: Line) -> Told:
    return _filled(
        {
            "number": line.number,
            "extension": int(line.extension) if line.extension.isdecimal() else None,
            "type": "voice",
            "description": line.description,
        }
    )


def _areas(ags: str) -> list[Told]:
    """The municipality that looks after it."""
    return [{"extent": ags, "extent_type": "AGS"}] if ags else []


def _price(one: Price) -> Told:
    return _filled(
        {
            "option": one.option,
            "amount": None if one.amount is None else float(one.amount),
            "currency": one.currency,
            "amount_description": one.amount_description,
            "valid_from": one.valid_from and one.valid_from.isoformat(),
            "valid_to": one.valid_to and one.valid_to.isoformat(),
        }
    )


def _contact(one: Desk) -> Told:
    told = {"title": one.title, "department": one.department, "email": one.mailbox}
    key = str(uuid.uuid5(SPACE, f"phone/{one.title}/{one.phone}"))
    phones = [{"id": key, "number": one.phone, "type": "voice"}] if one.phone else []
    return _filled({**told, "phones": phones})


def _placed(entry: Entry) -> Iterable[Place]:
    return sorted(entry.places, key=lambda place: place.source_id)


def _filled(told: Mapping[str, Any]) -> Told:
    """Without what says nothing."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def _listed(parts: Iterable[Told]) -> list[Told]:
    """Parts without order in a fixed one."""
    return sorted(parts, key=lambda one: str(one["id"]))


def _part(parent: str, parent_id: str) -> Any:
    """How the parts of one thing get their ids, from what they say."""

    def own(kind: str, told: Mapping[str, Any]) -> Told:
        said = json.dumps(told, sort_keys=True, default=str)
        made = uuid.uuid5(SPACE, f"{kind}/{parent_id}/{said}")
        return {"id": str(made), parent: parent_id, **told}

    return own
