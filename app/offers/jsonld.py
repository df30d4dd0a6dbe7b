"""An offer as schema.org JSON-LD, for search engines: facts of the public page, no more."""

import json
from datetime import date
from typing import Any

from markupsafe import Markup

from app.offers.records import OfferRecord
from app.offers.schedules import Rule

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def data_block(record: OfferRecord, address: str) -> Markup:
    """The content of a script element of type application/ld+json; no `<` can end it."""
    text = json.dumps(described(record, address), ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704  # because: inside a data block entities are not decoded


def described(record: OfferRecord, address: str) -> dict[str, Any]:
    """The offer as a schema.org Service."""
    offer = record.offer
    channel: dict[str, Any] = {
        "@type": "ServiceChannel",
        "availableLanguage": [{"@type": "Language", "alternateName": c} for c in record.languages],
    }
    if record.phones:
        channel["servicePhone"] = {
            "@type": "ContactPoint",
            "telephone": record.phones[0].number,
        }
    if record.locations:
        channel["serviceLocation"] = _place(record)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": offer.name,
        "description": offer.description,
        "inLanguage": "de",
        "url": address,
        "isAccessibleForFree": offer.is_free,
        "availableChannel": channel,
    }
    if record.organization:
        told["provider"] = {"@type": "Organization", "name": record.organization.name}
    return told


def _place(record: OfferRecord) -> dict[str, Any]:
    place = record.locations[0]
    told: dict[str, Any] = {
        "@type": "Place",
        "name": place.name or place.address_1,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address_1,
            "postalCode": place.postal_code,
            "addressLocality": place.city,
            "addressCountry": "DE",
        },
        # only weekly hours can be said in schema.org's own words
        "openingHoursSpecification": [
            _hours(rule) for rule in record.rules if rule.freq == "WEEKLY" and rule.interval == 1
        ],
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": row.description, "value": True}
            for row in record.accessibility
            if row.location_id == place.id
        ],
    }
    if place.latitude is not None:
        told["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return told


def _hours(rule: Rule) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [_DAYS[day] for _nth, day in rule.days],
        "opens": f"{rule.opens_at:%H:%M}",
        "closes": f"{rule.closes_at:%H:%M}",
    }
    bounds: dict[str, date | None] = {
        "validFrom": rule.valid_from,
        "validThrough": rule.valid_to,
    }
    return {**told, **{key: day.isoformat() for key, day in bounds.items() if day}}
