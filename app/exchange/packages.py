"""The files of an export: services with all their parts, and each kind of thing they refer to."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app.core.db import db
from app.core.i18n import DEFAULT
from app.exchange import publishing
from app.exchange.hsds_telling import Told, organization
from app.exchange.standing import provider_of
from app.exchange.taxonomies import TAXONOMIES, TERMS, taxonomy_told, term_told
from app.offers.models import Offer, Organization


def organizations() -> Iterator[Told]:
    """Who offers what leaves the house."""
    for row in db.session.scalars(providers().order_by(Organization.id)):
        yield organization(provider_of(row))


def providers() -> sa.Select[Organization]:
    """Organizations with an offer that is or was public."""
    theirs = sa.select(Offer.organization_id).where(publishing.outgoing())
    return sa.select(Organization).where(Organization.id.in_(theirs))


def taxonomies(lang: str = DEFAULT.code) -> Iterator[Told]:
    """Our lists of words."""
    yield from (taxonomy_told(key, lang) for key in TAXONOMIES)


def taxonomy_terms(lang: str = DEFAULT.code) -> Iterator[Told]:
    """All words of all lists."""
    yield from (term_told(term.taxonomy, term.key, lang) for term in TERMS.values())


PARTS: dict[str, Callable[[], Iterator[Told]]] = {
    "services": publishing.everything,
    "organizations": organizations,
    "taxonomies": taxonomies,
    "taxonomy_terms": taxonomy_terms,
}
