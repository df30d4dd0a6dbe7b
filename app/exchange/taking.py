"""Taking a file in: all its accepted rows in the transaction of the caller, or none of them."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.core.i18n import DEFAULT
from app.exchange import past
from app.exchange.changing import Change
from app.exchange.counting import Tally, chunks, present, refusals, withdrawn
from app.exchange.entries import Entry, Rejected
from app.exchange.looking import CHUNK, Looked, is_over, look
from app.exchange.models import IntakeConflict, IntakeEntry, IntakeSource
from app.exchange.pieces import list_of
from app.exchange.rows import insert_all
from app.exchange.searchable import index_new, index_offers, is_searched
from app.exchange.writing import Providers, new_offer
from app.offers.models import Offer


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One file on its way into the directory."""

    source: IntakeSource
    language: str
    is_whole: bool
    by: Viewer
    now: datetime

    def take(
        self,
        entries: Sequence[Entry],
        rejected: Sequence[Rejected],
        *,
        told: Callable[[int], None] = lambda _done: None,
    ) -> tuple[Tally, list[Rejected]]:
        """Write everything; return the figures and all rejected rows.

        `told` hears how many rows are done.
        """
        hold(self.source)
        tally, refused, providers = Tally(rejected=len(rejected)), list(rejected), Providers()
        for done, chunk in chunks(entries):
            looked = look(chunk, source=self.source, language=self.language, to_change=True)
            tally.count(looked)
            refused += refusals(looked)
            self._write(looked, providers)
            told(done)
        if self.is_whole and self.language == DEFAULT.code:
            gone = withdrawn(self.source, present(entries, refused))
            tally.withdrawn = len(gone)
            _mark(gone, self.now)
        return tally, sorted(refused, key=lambda one: one.position)

    def _write(self, looked: Sequence[Looked], providers: Providers) -> None:
        """Write one chunk, and what search finds of it."""
        self._create([one for one in looked if one.verdict == "created"], providers)
        offers = _offers([one.offer_id for one in looked if one.verdict == "updated"])
        change = Change(source=self.source, by=self.by, now=self.now, providers=providers)
        for one in looked:
            if one.offer_id in offers:
                change.write(offers[one.offer_id], one.changes.writes, one.here, one.entry)
        self._remember(looked)
        past.add_missing(
            [
                (one.offer_id, one.entry.history)
                for one in looked
                if one.offer_id and one.entry.history
            ]
        )
        db.session.flush()
        index_offers([one.offer_id for one in looked if is_searched(one.changes.writes)])

    def _create(self, looked: Sequence[Looked], providers: Providers) -> None:
        """New offers, what hangs on them, and what the list said of them."""
        ags = self.source.municipality_ags
        made = [new_offer(one.entry, ags=ags, providers=providers, now=self.now) for one in looked]
        db.session.flush()  # organizations first
        insert_all(offer for offer, _parts in made)
        insert_all(part for _offer, parts in made for part in parts)
        insert_all(
            IntakeEntry(
                source_id=self.source.id,
                key=one.entry.source_id,
                offer_id=offer.id,
                said=dict(one.said),
            )
            for one, (offer, _parts) in zip(looked, made, strict=True)
        )
        index_new(made, providers)

    def _remember(self, looked: Sequence[Looked]) -> None:
        """Keep what the list says now, and on what somebody has to decide."""
        for one in looked:
            if one.offer_id is None:
                continue
            entry = one.known or IntakeEntry(
                source_id=self.source.id, key=one.entry.source_id, offer_id=one.offer_id, said={}
            )
            entry.offer_id = one.offer_id  # another one since two were put together
            entry.said = {**entry.said, **one.changes.last}
            if self.language == DEFAULT.code and not is_over(one.entry):
                entry.withdrawn_at, entry.was_kept = None, False
            db.session.add(entry)
            if one.changes.conflicts or one.waiting:
                db.session.flush()
                _remember_conflicts(entry, one, self.now)


def hold(source: IntakeSource) -> None:
    """Of two who take in files of one list at once, one is the first."""
    db.session.execute(
        sa.select(IntakeSource.id).where(IntakeSource.id == source.id).with_for_update()
    )


def _mark(entry_ids: Sequence[int], now: datetime) -> None:
    for start in range(0, len(entry_ids), CHUNK):
        db.session.execute(
            sa.update(IntakeEntry)
            .where(IntakeEntry.id.in_(entry_ids[start : start + CHUNK]))
            .values(withdrawn_at=now)
        )


def _offers(offer_ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID | None, Offer]:
    rows = db.session.scalars(sa.select(Offer).where(Offer.id.in_(offer_ids)))
    return {row.id: row for row in rows}


def _remember_conflicts(entry: IntakeEntry, one: Looked, now: datetime) -> None:
    """Open conflicts that are new, bring others up to date, close those that are none any more."""
    rows = db.session.scalars(
        sa.select(IntakeConflict)
        .where(IntakeConflict.entry_id == entry.id, IntakeConflict.settled_at.is_(None))
        .order_by(IntakeConflict.id)
    )
    open_ones = [row for row in rows if list_of(row.field) in one.said]
    for clash in one.changes.conflicts:
        values = {"before": clash.before, "now": clash.now}
        same = (row for row in open_ones if row.field == clash.field)
        held = next((row for row in same if row.values["before"] == clash.before), None)
        if held is None:
            made = IntakeConflict(entry_id=entry.id, field=clash.field, opened_at=now)
            db.session.add(made)
        else:
            made = held
            open_ones.remove(held)
        made.values = values
    for row in open_ones:
        row.settled_at = now
