"""What a file would change: each entry beside what its list said last and what stands here."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.core.i18n import DEFAULT
from app.core.ids import find_uuid
from app.exchange.comparing import NOTHING, Changes, compare
from app.exchange.entries import Entry
from app.exchange.models import IntakeConflict, IntakeEntry, IntakeSource
from app.exchange.packing import TRANSLATED, fields_of, key_of
from app.exchange.pieces import Clash
from app.exchange.reading import ENDED, FOREIGN, NO_GERMAN
from app.exchange.standing import standing
from app.exchange.table import as_table_tells
from app.offers import merging
from app.offers.models import Offer

CHUNK = 500  # entries that are compared together, in a number of statements that never grows
# Formats that cannot say everything.
_TELLS: Mapping[str, Callable[[Entry], Entry]] = {"csv": as_table_tells}
_OVER = ("inactive", "defunct")  # states in which a list keeps what is over


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One entry and what follows from it."""

    entry: Entry
    verdict: str
    reason: str = ""
    known: IntakeEntry | None = None
    offer_id: uuid.UUID | None = None  # None: a new offer, or a rejected row
    said: Mapping[str, Any] = field(default_factory=dict)
    here: Mapping[str, Any] = field(default_factory=dict)
    changes: Changes = NOTHING
    waiting: Sequence[Clash] = ()  # on what an older file said somebody has to decide


def is_over(entry: Entry) -> bool:
    """True when the list itself says that it has ended."""
    return entry.status in _OVER


def look(
    entries: Sequence[Entry],
    *,
    source: IntakeSource,
    language: str,
    to_change: bool = False,
) -> list[Looked]:
    """Compare these entries, at most CHUNK of them, with what is known and what stands here.

    A list that nothing came from yet need not be stored.
    `to_change` holds the offers till the change is over.
    """
    known = _known(source, [entry.source_id for entry in entries])
    new_keys = [entry.source_id for entry in entries if entry.source_id not in known]
    held = _held(known, new_keys, to_change=to_change)
    ags = source.municipality_ags
    first = [_first_look(entry, known, held, ags=ags, language=language) for entry in entries]
    waiting = _waiting([one.known.id for one in first if one.known])
    first = [replace(one, waiting=waiting[one.known.id]) if one.known else one for one in first]
    here = standing({one.offer_id for one in first if one.offer_id and _is_moved(one)})
    return [_compared(one, here, source.format) for one in first]


def _known(source: IntakeSource, keys: Collection[str]) -> dict[str, IntakeEntry]:
    rows = db.session.scalars(
        sa.select(IntakeEntry).where(IntakeEntry.source_id == source.id, IntakeEntry.key.in_(keys))
    )
    return {row.key: row for row in rows}


def _held(
    known: Mapping[str, IntakeEntry], keys: Collection[str], *, to_change: bool
) -> dict[uuid.UUID, Any]:
    """Offers that the entries mean: those they became, and those that have their very ids."""
    wanted = {row.offer_id for row in known.values()} | {find_uuid(key) for key in keys} - {None}
    statement = (
        sa.select(Offer.id, Offer.municipality_ags, Offer.state)
        .where(Offer.id.in_(wanted))
        .order_by(Offer.id)
    )
    rows = db.session.execute(statement.with_for_update() if to_change else statement).all()
    return {row.id: _followed(row) for row in rows}


def _followed(row: Any) -> Any:
    """The offer that this one was put together with; itself when there is none."""
    into = merging.successor(row.id) if row.state == "archived" else None
    if into is None:
        return row
    columns = (Offer.id, Offer.municipality_ags, Offer.state)
    return db.session.execute(sa.select(*columns).where(Offer.id == into)).one()


def _first_look(
    entry: Entry,
    known: Mapping[str, IntakeEntry],
    held: Mapping[uuid.UUID, Any],
    *,
    ags: str,
    language: str,
) -> Looked:
    """What can be said without looking at the offer itself."""
    row = known.get(entry.source_id)
    offer_id = row.offer_id if row else find_uuid(entry.source_id)
    offer = held.get(offer_id) if offer_id else None
    if entry.municipality_ags not in ("", ags) or (offer and offer.municipality_ags != ags):
        return Looked(entry=entry, verdict="rejected", reason=FOREIGN)
    said = _said(entry, row, language)
    if offer is not None and offer.state != "archived":
        return Looked(entry=entry, verdict="unchanged", known=row, offer_id=offer.id, said=said)
    if offer is not None:  # whoever archived it knew why
        return Looked(entry=entry, verdict="unchanged", known=row)
    reason = NO_GERMAN if language != DEFAULT.code else ENDED if is_over(entry) else ""
    verdict = "rejected" if reason else "created"
    return Looked(entry=entry, verdict=verdict, reason=reason, said=said)


def _said(entry: Entry, row: IntakeEntry | None, language: str) -> dict[str, Any]:
    """What it says now; a translation with the German words says nothing."""
    said = fields_of(entry, language)
    if row is not None and language != DEFAULT.code:
        for name in TRANSLATED:
            if said[key_of(language, name)] == row.said.get(name):
                said[key_of(language, name)] = None
    return said


def _waiting(entry_ids: Collection[int]) -> Mapping[int, list[Clash]]:
    """On what of each entry somebody has to decide."""
    found: dict[int, list[Clash]] = defaultdict(list)
    for row in db.session.scalars(
        sa.select(IntakeConflict)
        .where(IntakeConflict.entry_id.in_(entry_ids), IntakeConflict.settled_at.is_(None))
        .order_by(IntakeConflict.id)
    ):
        found[row.entry_id].append(Clash(field=row.field, **row.values))
    return found


def _is_moved(one: Looked) -> bool:
    """True when the list says something else than last time, or somebody still has to decide."""
    if one.known is None or one.waiting:
        return True
    return any(one.known.said.get(name) != value for name, value in one.said.items())


def _compared(one: Looked, here: Mapping[uuid.UUID, Entry], format_: str) -> Looked:
    """The same with what is to be written; an offer that did not move stays as it was looked at."""
    stands = here.get(one.offer_id) if one.offer_id else None
    if stands is None:
        return one
    whole = fields_of(stands, DEFAULT.code)
    before = one.known.said if one.known else {}
    told = told_by(stands, format_)
    changes = compare(one.said, before=before, here=told, whole=whole, waiting=one.waiting)
    verdict = "updated" if changes.writes else "unchanged"
    return replace(one, verdict=verdict, changes=changes, here=whole)


def told_by(entry: Entry, format_: str) -> dict[str, Any]:
    """As much of an offer as files of this format can say."""
    tells = _TELLS.get(format_)
    return fields_of(tells(entry) if tells else entry, DEFAULT.code)
