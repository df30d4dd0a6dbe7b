"""Reading what came in from files: past files, what waits for a decision. Offers only."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.exchange.comparing import here_of
from app.exchange.looking import told_by
from app.exchange.models import Intake, IntakeConflict, IntakeEntry, IntakeRow, IntakeSource
from app.exchange.pieces import LISTS, Clash, list_of
from app.exchange.standing import standing
from app.offers.care import in_area
from app.offers.models import Offer

PAGE = 20  # things to decide
SHOWN = 100  # rejected rows of one file, past files
VERDICTS = ("created", "updated", "unchanged", "rejected")


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One file in the list of past ones."""

    intake: Intake
    source: IntakeSource
    town: str

    @property
    def version(self) -> str:
        """Another one as soon as the page has something new to show."""
        one = self.intake
        return f"{one.state}-{one.attempts}-{one.done}-{int(one.lease_until is None)}"


def _files(viewer: Viewer) -> sa.Select[Intake, IntakeSource, str]:
    return (
        sa.select(Intake, IntakeSource, Municipality.name)
        .join(IntakeSource, IntakeSource.id == Intake.source_id)
        .join(Municipality, Municipality.ags == IntakeSource.municipality_ags)
        .where(in_area(IntakeSource.municipality_ags, viewer))
    )


def files_of(viewer: Viewer) -> list[FileRow]:
    """The latest files of the viewer's area, newest first; one statement."""
    rows = db.session.execute(_files(viewer).order_by(Intake.id.desc()).limit(SHOWN))
    return [FileRow(intake=intake, source=source, town=town) for intake, source, town in rows]


def get_file(intake_id: int, *, seen_by: Viewer, to_change: bool = False) -> FileRow:
    """One file of the viewer's area; others are missing. `to_change` holds it."""
    statement = _files(seen_by).where(Intake.id == intake_id)
    if to_change:
        statement = statement.with_for_update(of=Intake)
        statement = statement.execution_options(populate_existing=True)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise Missing
    return FileRow(intake=row[0], source=row[1], town=row[2])


def noted_rows(intake: Intake) -> list[IntakeRow]:
    """The first rows of a file that were rejected, or taken in part."""
    return list(
        db.session.scalars(
            sa.select(IntakeRow)
            .where(IntakeRow.intake_id == intake.id, IntakeRow.reason != "")
            .order_by(IntakeRow.verdict != "rejected", IntakeRow.position)
            .limit(SHOWN)
        )
    )


def rows_left(intake: Intake) -> int:
    """How many rows were not looked at yet."""
    waiting = sa.select(sa.func.count()).where(
        IntakeRow.intake_id == intake.id, IntakeRow.verdict == "waiting"
    )
    return db.session.scalar(waiting) or 0


def towns_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Municipalities whose lists this viewer may take in: key and name."""
    rows = db.session.execute(
        sa.select(Municipality.ags, Municipality.name)
        .where(in_area(Municipality.ags, viewer))
        .order_by(Municipality.name)
    )
    return [(ags, name) for ags, name in rows]


def offers_of(viewer: Viewer) -> list[uuid.UUID]:
    """All offers of the viewer's area that are not archived."""
    mine = sa.select(Offer.id).where(
        in_area(Offer.municipality_ags, viewer), Offer.state != "archived"
    )
    return list(db.session.scalars(mine.order_by(Offer.id)))


@dataclass(frozen=True, kw_only=True)
class ConflictRow:
    """A field on which somebody has to decide: what the file said and says, what stands here."""

    id: int
    offer_id: uuid.UUID
    name: str
    source: IntakeSource
    field: str
    before: Any
    now: Any
    here: Any


def _conflicts(viewer: Viewer) -> sa.Select[IntakeConflict, IntakeEntry, IntakeSource, str]:
    return (
        sa.select(IntakeConflict, IntakeEntry, IntakeSource, Offer.name)
        .join(IntakeEntry, IntakeEntry.id == IntakeConflict.entry_id)
        .join(IntakeSource, IntakeSource.id == IntakeEntry.source_id)
        .join(Offer, Offer.id == IntakeEntry.offer_id)
        .where(in_area(Offer.municipality_ags, viewer))
    )


def open_conflicts(viewer: Viewer) -> list[ConflictRow]:
    """The first of them, oldest first; a number of statements that never grows."""
    rows = db.session.execute(
        _conflicts(viewer)
        .where(IntakeConflict.settled_at.is_(None), Offer.state != "archived")
        .order_by(IntakeConflict.opened_at, IntakeConflict.id)
        .limit(PAGE)
    ).all()
    here = standing({entry.offer_id for _conflict, entry, _source, _name in rows})
    return [
        ConflictRow(
            id=conflict.id,
            offer_id=entry.offer_id,
            name=name,
            source=source,
            field=conflict.field,
            before=conflict.values["before"],
            now=conflict.values["now"],
            here=_here(conflict, entry, told_by(here[entry.offer_id], source.format)),
        )
        for conflict, entry, source, name in rows
    ]


def _here(conflict: IntakeConflict, entry: IntakeEntry, stands: Mapping[str, Any]) -> Any:
    """The field as it stands here; of a list the part that is meant."""
    if list_of(conflict.field) not in LISTS:
        return stands.get(conflict.field)
    return here_of(Clash(field=conflict.field, **conflict.values), entry.said, stands)


def get_conflict(
    conflict_id: int, *, seen_by: Viewer
) -> tuple[IntakeConflict, IntakeEntry, IntakeSource]:
    """One field to decide on, its list held till that is done; missing elsewhere."""
    mine = _conflicts(seen_by).where(IntakeConflict.id == conflict_id)
    db.session.execute(mine.with_only_columns(IntakeSource.id).with_for_update(of=IntakeSource))
    row = db.session.execute(mine.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1], row[2]


@dataclass(frozen=True, kw_only=True)
class WithdrawnRow:
    """An offer that its list holds no more."""

    id: int
    offer_id: uuid.UUID
    name: str
    state: str
    town: str
    source: IntakeSource
    withdrawn_at: datetime | None


def _withdrawn(viewer: Viewer) -> sa.Select[IntakeEntry, IntakeSource, Offer, str]:
    return (
        sa.select(IntakeEntry, IntakeSource, Offer, Municipality.name)
        .join(IntakeSource, IntakeSource.id == IntakeEntry.source_id)
        .join(Offer, Offer.id == IntakeEntry.offer_id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
        .where(in_area(Offer.municipality_ags, viewer))
    )


def withdrawn_offers(viewer: Viewer) -> list[WithdrawnRow]:
    """The first of them, longest withdrawn first; one statement."""
    rows = db.session.execute(
        _withdrawn(viewer)
        .where(IntakeEntry.withdrawn_at.is_not(None), Offer.state != "archived")
        .order_by(IntakeEntry.withdrawn_at, IntakeEntry.id)
        .limit(PAGE)
    )
    return [
        WithdrawnRow(
            id=entry.id,
            offer_id=offer.id,
            name=offer.name,
            state=offer.state,
            town=town,
            source=source,
            withdrawn_at=entry.withdrawn_at,
        )
        for entry, source, offer, town in rows
    ]


def get_withdrawn(entry_id: int, *, seen_by: Viewer) -> IntakeEntry:
    """One entry of the viewer's area, held till it is decided."""
    row = db.session.execute(
        _withdrawn(seen_by)
        .where(IntakeEntry.id == entry_id)
        .with_for_update(of=IntakeEntry)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise Missing
    entry: IntakeEntry = row[0]
    return entry


def to_decide(viewer: Viewer) -> int:
    """How many fields and withdrawn offers wait for a decision; two statements."""
    fields = _conflicts(viewer).where(
        IntakeConflict.settled_at.is_(None), Offer.state != "archived"
    )
    gone = _withdrawn(viewer).where(
        IntakeEntry.withdrawn_at.is_not(None), Offer.state != "archived"
    )
    counts = (
        sa.select(sa.func.count()).select_from(rows.with_only_columns(sa.literal(1)).subquery())
        for rows in (fields, gone)
    )
    return sum(db.session.scalar(count) or 0 for count in counts)
