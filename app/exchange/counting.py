"""What becomes of the rows of a file: figures, refusals, and what it holds no more."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.exchange.entries import Entry, Rejected
from app.exchange.looking import CHUNK, Looked, is_over
from app.exchange.models import IntakeEntry, IntakeSource
from app.offers.models import Offer


@dataclass(kw_only=True)
class Tally:
    """What became of the rows of a file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    conflicts: int = 0
    withdrawn: int = 0

    def count(self, looked: Sequence[Looked]) -> None:
        """Count these rows, too."""
        for one in looked:
            setattr(self, one.verdict, getattr(self, one.verdict) + 1)
            self.conflicts += len(one.changes.conflicts)


def chunks(entries: Sequence[Entry]) -> Iterator[tuple[int, Sequence[Entry]]]:
    """Pieces that are compared together, each with how many rows are done after it."""
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        yield start + len(chunk), chunk


def refusals(looked: Sequence[Looked]) -> list[Rejected]:
    """The rejected rows among these."""
    return [
        Rejected(position=one.entry.position, source_id=one.entry.source_id, reason=one.reason)
        for one in looked
        if one.verdict == "rejected"
    ]


def present(entries: Sequence[Entry], rejected: Sequence[Rejected]) -> set[str]:
    """Keys that stand in the file; what the list itself calls over does not count."""
    keys = {entry.source_id for entry in entries if not is_over(entry)}
    over = {entry.source_id for entry in entries if is_over(entry)}
    return keys | ({one.source_id for one in rejected} - over)


def withdrawn(source: IntakeSource, keys: Collection[str]) -> list[int]:
    """Entries of a list that its newest file holds no more and that nobody decided on yet.

    What is over anyway needs no decision.
    """
    rows = db.session.execute(
        sa.select(IntakeEntry.id, IntakeEntry.key)
        .join(Offer, Offer.id == IntakeEntry.offer_id)
        .where(
            IntakeEntry.source_id == source.id,
            IntakeEntry.withdrawn_at.is_(None),
            IntakeEntry.was_kept.is_(False),
            Offer.state.not_in(("archived", "expired")),
            sa.or_(Offer.valid_to.is_(None), Offer.valid_to >= clock.today()),
        )
    )
    return [row.id for row in rows if row.key not in keys]
