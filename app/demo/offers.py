"""The directory of the demo town: invented offers of offers.toml, the same for a seed."""

import random
import tomllib
import uuid
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.db import db
from app.core.i18n import LANGUAGES
from app.offers.hours import read_hours
from app.offers.models import (
    Location,
    Offer,
    OfferIssue,
    OfferLanguage,
    OfferSuggestion,
    Organization,
    Phone,
    Schedule,
    Translation,
)
from app.offers.records import OfferRecord
from app.offers.writing import put

DATA = Path(__file__).with_name("offers.toml")
# The middle of each postcode (GeoNames, CC BY 4.0): a map searches the street near it.
POINTS = {
    "71332": (48.8285, 9.3131),
    "71334": (48.843, 9.31),
    "71336": (48.8333, 9.3),
    "73614": (48.8054, 9.5272),
    "70734": (48.8086, 9.2792),
    "70736": (48.8239, 9.272),
}
AREA_CODES = {"Waiblingen": "7151", "Schorndorf": "7181", "Fellbach": "711"}
# What few offers tell besides, under the names that people change it by.
MORE = ("documents", "contact", "wait_time", "alert", "accessibility", "transportation", "for_whom",
        "interpretation_services")  # fmt: skip
Told = dict[str, Any]


def add_offers(seed: int) -> int:
    """Add the whole directory to the towns that are there; return how many offers.

    Needs an application context and an open transaction(); the caller commits.
    """
    told = tomllib.loads(DATA.read_text("utf-8"))
    rng = random.Random(seed)  # noqa: S311  # because: invented offers, no secrets
    rows = db.session.execute(sa.select(Municipality.name, Municipality.ags))
    towns = {row.name: row.ags for row in rows}
    organizations = _add_organizations(told["organizations"], seed)
    made = {
        row["name"]: _add_offer(row, number, seed, rng, towns, organizations)
        for number, row in enumerate(told["offer"])
    }
    _add_voices(told, made, towns)
    return len(made)


def _id(seed: int, *names: object) -> uuid.UUID:
    """The same key for the same seed and names."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, ("demo", seed, *names))))


def _add_organizations(names: dict[str, str], seed: int) -> dict[str, Organization]:
    made = {
        key: Organization(
            id=_id(seed, "organization", key), name=name, description="Erfunden für die Demo."
        )
        for key, name in names.items()
    }
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _add_offer(
    row: Told,
    number: int,
    seed: int,
    rng: random.Random,
    towns: dict[str, str],
    organizations: dict[str, Organization],
) -> Offer:
    """One offer with everything that hangs on it, and what search looks through."""
    organization = organizations[row["org"]]
    offer = _offer(row, _id(seed, "offer", row["name"]), towns, organization, rng)
    db.session.add(offer)
    db.session.flush()
    record = OfferRecord(
        offer=offer,
        organization=organization,
        locations=[_location(row, offer, seed)],
        schedules=[
            Schedule(id=_id(seed, "schedule", row["name"], n), offer_id=offer.id, **vars(rule))
            for n, rule in enumerate(read_hours(row["hours"]))
        ],
        languages=row["languages"],
        phones=[_phone(row, offer, number, seed)],
        translations=list(_translations(row, offer)),
    )
    parts = (record.locations, record.schedules, record.phones, record.translations)
    db.session.add_all(chain.from_iterable(parts))
    db.session.add_all(OfferLanguage(offer_id=offer.id, code=code) for code in record.languages)
    db.session.flush()
    put(record, {name: row[name] for name in MORE if name in row}, now=offer.last_modified)
    return offer


def _offer(
    row: Told,
    key: uuid.UUID,
    towns: dict[str, str],
    organization: Organization,
    rng: random.Random,
) -> Offer:
    """The offer alone; the day of its check lies as many days back as the file says."""
    checked, fees = row.get("checked"), row.get("fees")
    now = clock.now()
    return Offer(
        id=key,
        organization_id=organization.id,
        name=row["name"],
        description=row["description"],
        topic=row["topic"],
        kind=row["kind"],
        state=row.get("state", "published"),
        url=row.get("url"),
        application_process=row["register"] or None,
        is_free=fees is None,
        fees_description=fees,
        eligibility_description=row.get("who"),
        minimum_age=row.get("min_age"),
        maximum_age=row.get("max_age"),
        min_level=row.get("level"),
        has_childcare=row.get("childcare", False),
        is_step_free=row.get("step_free", False),
        municipality_ags=towns[row["town"]],
        assured_date=None if checked is None else clock.today() - timedelta(days=checked),
        assured_by=None if checked is None else f"Helferkreis {row['town']}",
        version=1,
        last_modified=now - timedelta(days=rng.randrange(1, 200)),
    )


def _location(row: Told, offer: Offer, seed: int) -> Location:
    latitude, longitude = POINTS[row["plz"]]
    return Location(
        id=_id(seed, "location", row["name"]),
        offer_id=offer.id,
        name=row.get("place"),
        address_1=row["street"],
        postal_code=row["plz"],
        city=row["town"],
        latitude=latitude,
        longitude=longitude,
    )


def _phone(row: Told, offer: Offer, number: int, seed: int) -> Phone:
    """An invented number; 555 as in films, though no German range is kept free for them."""
    return Phone(
        id=_id(seed, "phone", row["name"]),
        offer_id=offer.id,
        number=f"+49{AREA_CODES[row['town']]}555{1000 + number}",
    )


def _translations(row: Told, offer: Offer) -> list[Translation]:
    return [
        Translation(
            offer_id=offer.id,
            field=field,
            lang=code,
            text=row[code][field],
            source_version=1,
            origin="human",
        )
        for code in LANGUAGES
        if code in row
        for field in ("name", "description")
    ]


def _add_voices(told: Told, offers: dict[str, Offer], towns: dict[str, str]) -> None:
    """What guests proposed and reported."""
    now = clock.now()
    for days, row in enumerate(told["suggestion"]):
        about = offers.get(row.get("offer", ""))
        db.session.add(
            OfferSuggestion(
                offer_id=about.id if about else None,
                municipality_ags=towns[row["town"]],
                values=row["values"],
                note=row["note"] or None,
                created_at=now - timedelta(days=days, hours=3),
            )
        )
    for days, row in enumerate(told["issue"]):
        db.session.add(
            OfferIssue(
                offer_id=offers[row["offer"]].id,
                kind=row["kind"],
                created_at=now - timedelta(days=days, hours=5),
            )
        )
    db.session.flush()
