"""Writing what entries say: offers as a whole, or single fields of offers that stand here."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import Base, db
from app.core.i18n import DEFAULT
from app.core.ids import find_uuid
from app.exchange.entries import Entry, Provider, Wording
from app.exchange.packing import (
    DEFAULTS,
    FIELDS,
    TRANSLATED,
    TRUTHS,
    origins,
    unpacked_field,
    wording_of,
)
from app.exchange.past import changes_of
from app.exchange.rows import TABLES, TAXONOMIES, insert_all, rows_of
from app.offers.models import Offer, Organization, Translation
from app.offers.models_hsds import Accessibility
from app.offers.writing import is_spelling

_PLAIN = tuple(name for name in FIELDS if name != "organization" and name not in TABLES)
_NEVER_NONE = {"name": "", "description": "", **DEFAULTS}


class Providers:
    """The organizations there are, found by their id or their name, made once."""

    def __init__(self) -> None:
        held = db.session.scalars(sa.select(Organization)).all()
        self._by_id = {str(one.id): one for one in held}
        self._by_name = {one.name.casefold(): one for one in held}

    def of(self, offer: Offer) -> Organization | None:
        """Who offers this."""
        return self._by_id.get(str(offer.organization_id))

    def find_or_make(self, provider: Provider) -> Organization:
        """The organization that is meant; what is known of it already stays."""
        known = self._by_id.get(provider.source_id) or self._by_name.get(provider.name.casefold())
        if known is not None:
            return known
        made = Organization(id=_id_of(provider.source_id), name=provider.name)
        _describe(made, provider)
        db.session.add(made)
        self._by_id[str(made.id)] = self._by_name[made.name.casefold()] = made
        return made


def _describe(organization: Organization, provider: Provider) -> None:
    for name in ("website", "logo", "mailbox", "phone"):
        setattr(organization, name, getattr(provider, name) or None)
    organization.description = provider.description
    organization.parent_organization_id = find_uuid(provider.parent_id)


def _id_of(source_id: str) -> uuid.UUID:
    """The id of the source where it is one of ours, so that it stays the same wherever it goes."""
    return find_uuid(source_id) or uuid.uuid4()


def new_offer(
    entry: Entry, *, ags: str, providers: Providers, now: datetime
) -> tuple[Offer, list[Base]]:
    """A new offer that waits for a check, and all that hangs on it; nothing is added yet."""
    offer = Offer(
        id=_id_of(entry.source_id),
        state="in_check",
        municipality_ags=ags,
        version=1,
        words_version=1,
        last_modified=now,
        **{name: _plain(name, getattr(entry, name)) for name in _PLAIN},
    )
    if entry.organization:
        offer.organization_id = providers.find_or_make(entry.organization).id
    parts = [row for name in TABLES for row in rows_of(name, getattr(entry, name), offer.id)]
    words = (_translation(one, offer) for one in entry.translations if one.text)
    return offer, [*parts, *words, *changes_of(entry.history, offer.id)]


def _plain(name: str, value: Any) -> Any:
    if name in TRUTHS:
        return bool(value)
    return value or _NEVER_NONE.get(name)


def _translation(one: Wording, offer: Offer) -> Translation:
    return Translation(
        offer_id=offer.id,
        field=one.field,
        lang=one.lang,
        text=one.text,
        origin=one.origin,
        source_lang=DEFAULT.code,
        source_version=offer.words_version - one.is_outdated,
    )


def put_fields(
    offer: Offer, changes: Mapping[str, Any], *, entry: Entry, providers: Providers, now: datetime
) -> bool:
    """Write these fields, packed, into an offer; say whether only spelling changed."""
    words = {name: changes[name] for name in TRANSLATED if name in changes}
    same_meaning = {
        name: is_spelling(name, getattr(offer, name), new or "") for name, new in words.items()
    }
    for name, value in changes.items():
        if name == "organization":
            _put_provider(offer, unpacked_field(name, value), providers)
        elif name in TABLES:
            _put_rows(offer, name, unpacked_field(name, value))
        elif name in _PLAIN:
            setattr(offer, name, _plain(name, unpacked_field(name, value)))
    offer.words_version += not all(same_meaning.values())
    for name, value in changes.items():
        if (of := wording_of(name)) is not None:
            _put_wording(offer, *of, value, origins(entry.translations).get(name))
    only_spelling = all(same_meaning.get(name, wording_of(name) is not None) for name in changes)
    offer.version += not only_spelling
    offer.last_modified = now
    return only_spelling


def _put_provider(offer: Offer, provider: Provider | None, providers: Providers) -> None:
    """Its organization; one that is the same gets what the file says of it now."""
    if provider is None:
        offer.organization_id = None
        return
    found = providers.find_or_make(provider)
    if found.id == offer.organization_id:
        _describe(found, provider)
    offer.organization_id = found.id


def _put_rows(offer: Offer, name: str, parts: Any) -> None:
    table = TABLES[name]
    mine = [table.offer_id == offer.id]
    if name in TAXONOMIES:
        mine.append(table.taxonomy == TAXONOMIES[name])
    if name == "places":
        of_mine = sa.select(table.id).where(*mine)
        db.session.execute(
            sa.delete(Accessibility).where(Accessibility.location_id.in_(of_mine)),
            execution_options={"synchronize_session": False},
        )
    db.session.execute(
        sa.delete(table).where(*mine), execution_options={"synchronize_session": False}
    )
    insert_all(rows_of(name, parts, offer.id))


def _put_wording(
    offer: Offer, lang: str, field: str, text: str | None, said: Wording | None
) -> None:
    """A translation from the file takes the place of the one before; without text it goes."""
    mine = (
        Translation.offer_id == offer.id, Translation.lang == lang, Translation.field == field
    )  # fmt: skip
    db.session.execute(
        sa.delete(Translation).where(*mine), execution_options={"synchronize_session": False}
    )
    if text:
        origin = said.origin if said else "provider"
        made = Wording(lang=lang, field=field, text=text, origin=origin)
        db.session.add(_translation(made, offer))
