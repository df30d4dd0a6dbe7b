"""What a question to the HSDS read API finds: one page of it, in a fixed number of statements."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.exchange import publishing
from app.exchange.asking import Question
from app.exchange.entries import Entry, Provider
from app.exchange.hsds_telling import Told, at_location, instant, one_to_one, organization
from app.exchange.packages import providers
from app.exchange.standing import plain_entry, provider_of, standing
from app.exchange.taxonomies import AREA_OF_TOPIC, TAXONOMIES, TERMS, Term, taxonomy_id
from app.offers.models import Location, Offer, Organization, SearchText
from app.offers.models_hsds import OfferTerm
from app.offers.search import words_of

_METRES_A_DEGREE = 111_200
_OWNERS = {taxonomy_id(key): key for key in TAXONOMIES}


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page in the envelope of the standard."""

    contents: list[Told]
    total: int
    number: int
    per_page: int

    def told(self) -> Told:
        """It as the standard has it."""
        pages = math.ceil(self.total / self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(self.contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not self.contents,
            "contents": self.contents,
        }


def services(asked: Question) -> Page:
    """Services: ids alone, what a list shows, or whole."""
    if asked.is_minimal:
        return _minimal(asked)
    wanted = sa.select(Offer).where(*_conditions(asked)).order_by(Offer.id)
    rows, total = _page(wanted, asked)
    if asked.is_full:
        return _paged(publishing.told([row.id for row in rows], asked.lang), total, asked)
    listed = publishing.in_language([_brief(row) for row in rows], asked.lang)
    return _paged([one_to_one(entry) for entry, _statuses in listed], total, asked)


def _minimal(asked: Question) -> Page:
    """Ids and when each was changed."""
    columns = sa.select(Offer.id, Offer.last_modified)
    wanted = columns.where(*_conditions(asked)).order_by(Offer.id)
    rows = db.session.execute(_cut(wanted, asked))
    told = [{"id": str(key), "modified_date": instant(at)} for key, at in rows]
    return _paged(told, _count(wanted), asked)


def _brief(offer: Offer) -> Entry:
    entry = plain_entry(offer)
    if offer.organization_id is None:
        return entry
    return replace(entry, organization=Provider(source_id=str(offer.organization_id), name=""))


def organizations(asked: Question) -> Page:
    """Organizations; with `full_service` what each of them offers."""
    wanted = providers().order_by(Organization.id)
    for word in asked.search.split():
        wanted = wanted.where(Organization.name.icontains(word, autoescape=True))
    rows, total = _page(wanted, asked)
    told = [organization(provider_of(row)) for row in rows]
    return _paged(_with_services(told, asked) if asked.with_services else told, total, asked)


def _with_services(told: Sequence[Told], asked: Question) -> list[Told]:
    keys = [uuid.UUID(one["id"]) for one in told]
    theirs = sa.select(Offer.id).where(publishing.outgoing(), Offer.organization_id.in_(keys))
    found = publishing.told(list(db.session.scalars(theirs.order_by(Offer.id))), asked.lang)
    return [
        {**one, "services": [s for s in found if s["organization_id"] == one["id"]]} for one in told
    ]


def organization_by_id(key: uuid.UUID, asked: Question) -> Told | None:
    """One organization with what it offers: whole, or ids and names."""
    row = db.session.scalar(providers().where(Organization.id == key))
    if row is None:
        return None
    (told,) = _with_services([organization(provider_of(row))], asked)
    brief = ("id", "name", "status")
    if not asked.with_services:
        told["services"] = [{name: one[name] for name in brief} for one in told["services"]]
    return told


def at_locations(asked: Question, key: uuid.UUID | None = None) -> Page:
    """Services at their places; the id is that of the place, which belongs to one service."""
    wanted = (
        sa.select(Location)
        .join(Offer, Offer.id == Location.offer_id)
        .where(*_conditions(asked), *_near(asked))
        .order_by(Location.id)
    )
    rows, total = _page(wanted if key is None else wanted.where(Location.id == key), asked)
    entries = standing({row.offer_id for row in rows})
    places = {
        place.source_id: (entry, place) for entry in entries.values() for place in entry.places
    }
    return _paged([at_location(*places[str(row.id)]) for row in rows], total, asked)


def _page(wanted: sa.Select[Any], asked: Question) -> tuple[Sequence[Any], int]:
    """The rows of one page, and how many there are on all; two statements."""
    return db.session.scalars(_cut(wanted, asked)).all(), _count(wanted)


def _cut(wanted: Any, asked: Question) -> Any:
    return wanted.limit(asked.per_page).offset((asked.page - 1) * asked.per_page)


def _count(wanted: Any) -> int:
    counted = wanted.order_by(None).with_only_columns(sa.func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def _paged(contents: list[Told], total: int, asked: Question) -> Page:
    return Page(contents=contents, total=total, number=asked.page, per_page=asked.per_page)


def of_list(contents: Sequence[Told], asked: Question) -> Page:
    """One page of what stands in the code."""
    wanted = asked.search.casefold()
    found = [one for one in contents if wanted in one["name"].casefold()]
    start = (asked.page - 1) * asked.per_page
    return _paged(found[start : start + asked.per_page], len(found), asked)


def _conditions(asked: Question) -> list[sa.ColumnElement[bool]]:
    """The question as SQL."""
    listed = [publishing.outgoing()]
    if asked.modified_after is not None:
        listed.append(Offer.last_modified >= asked.modified_after)
    if asked.organization_id is not None:
        listed.append(Offer.organization_id == asked.organization_id)
    if asked.taxonomy_term_id is not None:
        term = TERMS.get(asked.taxonomy_term_id)
        listed.append(_has_term(term) if term else sa.false())
    if asked.taxonomy_id is not None:
        taxonomy = _OWNERS.get(asked.taxonomy_id, "")
        listed.append(sa.or_(sa.false(), *map(_has_term, _words_of(taxonomy))))
    for word in words_of(asked.search):
        held = sa.select(SearchText.offer_id).where(
            SearchText.lang.in_((asked.lang, "de")), SearchText.text.contains(word, autoescape=True)
        )
        listed.append(Offer.id.in_(held))
    return listed


def _words_of(taxonomy: str) -> list[Term]:
    return list(TAXONOMIES[taxonomy][1].values()) if taxonomy else []


def _has_term(term: Term) -> sa.ColumnElement[bool]:
    """Offers that this word of a list fits."""
    columns: dict[str, Any] = {
        "topic": Offer.topic, "kind": Offer.kind, "german_level": Offer.min_level
    }  # fmt: skip
    if term.taxonomy in columns:
        return sa.and_(columns[term.taxonomy] == term.key)
    if term.taxonomy == "feature":
        return sa.and_(getattr(Offer, term.key))
    if term.taxonomy == "funding_area":
        named = [topic for topic, area in AREA_OF_TOPIC.items() if area == term.key]
        return Offer.topic.in_(named) if named else Offer.topic.not_in(AREA_OF_TOPIC)
    fits = sa.select(OfferTerm.offer_id).where(
        OfferTerm.taxonomy == term.taxonomy, OfferTerm.term == term.key
    )
    return Offer.id.in_(fits)


def _near(asked: Question) -> list[sa.ColumnElement[bool]]:
    """Places in a postcode, or not farther from the middle of its known places than asked."""
    if not asked.postcode:
        return []
    inside = Location.postal_code == asked.postcode
    middle = _middle(asked.postcode) if asked.proximity else None
    if middle is None:
        return [inside]
    latitude, longitude = middle
    north = (Location.latitude - latitude) * _METRES_A_DEGREE
    east = (Location.longitude - longitude) * _METRES_A_DEGREE * math.cos(math.radians(latitude))
    return [sa.or_(inside, north * north + east * east <= asked.proximity**2)]


def _middle(postcode: str) -> tuple[float, float] | None:
    mean = sa.select(sa.func.avg(Location.latitude), sa.func.avg(Location.longitude))
    latitude, longitude = db.session.execute(
        mean.where(Location.postal_code == postcode, Location.longitude.is_not(None))
    ).one()
    return None if latitude is None else (latitude, longitude)
