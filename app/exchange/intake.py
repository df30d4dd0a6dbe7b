"""A file from the moment it was read: looked through, then taken in as a whole, or dropped."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db, insert_into
from app.core.errors import Refused
from app.core.events import publish
from app.core.i18n import DEFAULT
from app.core.i18n import lazy_gettext as _l
from app.exchange.counting import Tally, chunks, present, refusals, withdrawn
from app.exchange.entries import Entry, Rejected
from app.exchange.events import OfferFileDropped, OfferFileTakenIn
from app.exchange.looking import look
from app.exchange.models import Intake, IntakeRow, IntakeSource
from app.exchange.packing import packed, unpacked
from app.exchange.reading import IN_PART, Reading
from app.exchange.taking import Taking

LOOKED_AT_ONCE = 2000  # rows of one request: a second or two


class Over(Refused):
    """Somebody else took it in or dropped it."""

    words = _l("This file was taken in or dropped already.")


def source_of(ags: str, format_: str, name: str) -> IntakeSource:
    """The list that this file is of; two who begin it at once begin the same one."""
    values = {"municipality_ags": ags, "format": format_, "name": name}
    db.session.execute(insert_into(IntakeSource).on_conflict_do_nothing(), [values])
    return db.session.scalars(sa.select(IntakeSource).filter_by(**values)).one()


def look_through(
    reading: Reading, *, ags: str, format_: str, is_whole: bool = True
) -> tuple[Tally, list[Rejected]]:
    """What would become of the rows if the file were taken in; nothing is written."""
    names = {"municipality_ags": ags, "format": format_, "name": reading.name}
    held = db.session.scalar(sa.select(IntakeSource).filter_by(**names))
    source = held or IntakeSource(**names)
    tally, refused = Tally(rejected=len(reading.rejected)), list(reading.rejected)
    for _done, chunk in chunks(reading.entries):
        looked = look(chunk, source=source, language=reading.language)
        tally.count(looked)
        refused += refusals(looked)
    if is_whole and reading.language == DEFAULT.code:
        tally.withdrawn = len(withdrawn(source, present(reading.entries, refused)))
    return tally, sorted(refused, key=lambda one: one.position)


def open_file(
    reading: Reading, *, ags: str, format_: str, is_whole: bool, by: Viewer, now: datetime
) -> Intake:
    """Keep what was read till somebody decides; nothing of it is an offer yet.

    An older file of the same list that still waits is dropped.
    """
    source = source_of(ags, format_, reading.name)
    _drop_older(source, reading.language, by=by, now=now)
    made = Intake(
        source_id=source.id,
        language=reading.language,
        is_whole=is_whole,
        by_id=by.person_id,
        made_at=now,
        rejected=len(reading.rejected),
    )
    db.session.add(made)
    db.session.flush()
    waiting = [
        IntakeRow(
            intake_id=made.id,
            position=one.position,
            key=one.source_id,
            verdict="waiting",
            entry=packed(one),
            reason=IN_PART if one.warnings else "",
            about=", ".join(one.warnings),
        )
        for one in reading.entries
    ]
    db.session.add_all([*waiting, *_rejected_rows(made, reading.rejected)])
    return made


def _drop_older(source: IntakeSource, language: str, *, by: Viewer, now: datetime) -> None:
    older = db.session.scalars(
        sa.select(Intake)
        .where(
            Intake.source_id == source.id,
            Intake.language == language,
            Intake.state.in_(("checking", "checked")),
        )
        .with_for_update()
    )
    for one in older.all():
        drop(one, by=by, now=now)


def _rejected_rows(intake: Intake, rejected: Sequence[Rejected]) -> list[IntakeRow]:
    return [
        IntakeRow(
            intake_id=intake.id,
            position=one.position,
            key=one.source_id,
            verdict="rejected",
            entry={},
            reason=one.reason,
            about=one.about,
        )
        for one in rejected
    ]


def go_on(intake: Intake, source: IntakeSource) -> None:
    """Look through the next rows; after the last ones it can be decided."""
    _demand(intake, "checking")
    rows = _rows(intake, IntakeRow.verdict == "waiting", limit=LOOKED_AT_ONCE)
    by_position = {row.position: row for row in rows}
    tally = Tally()
    for _done, chunk in chunks([unpacked(Entry, row.entry) for row in rows]):
        looked = look(chunk, source=source, language=intake.language)
        tally.count(looked)
        for one in looked:
            row = by_position[one.entry.position]
            row.verdict, row.reason = one.verdict, one.reason or row.reason
    for name, count in vars(tally).items():
        setattr(intake, name, getattr(intake, name) + count)
    if len(rows) < LOOKED_AT_ONCE:
        _finish_looking(intake, source)


def _finish_looking(intake: Intake, source: IntakeSource) -> None:
    intake.state = "checked"
    if intake.is_whole and intake.language == DEFAULT.code:
        rows = _rows(intake, sa.true())
        entries = [unpacked(Entry, row.entry) for row in rows if row.entry]
        intake.withdrawn = len(withdrawn(source, present(entries, _refused(rows))))


def ask_in(intake: Intake, *, by: Viewer, now: datetime) -> None:
    """Somebody says yes: the worker writes it, however long that takes."""
    _demand(intake, "checked")
    intake.state, intake.asked_at, intake.taken_by_id = "taking", now, by.person_id
    intake.attempts, intake.done, intake.trouble = 0, 0, ""


def take_in(
    intake: Intake,
    source: IntakeSource,
    *,
    by: Viewer,
    now: datetime,
    told: Callable[[int], None],
    demand: Callable[[], None],
) -> None:
    """Write all rows that can be taken, or none; what was rejected stays listed.

    `told` hears how many rows are done; `demand` raises when somebody else does the same.
    """
    rows = _rows(intake, sa.true())
    taking = Taking(
        source=source, language=intake.language, is_whole=intake.is_whole, by=by, now=now
    )
    tally, refused = taking.take(
        [unpacked(Entry, row.entry) for row in rows if row.verdict != "rejected"],
        _refused(rows),
        told=told,
    )
    demand()
    _close(intake, refused, [row.position for row in rows if row.reason == IN_PART])
    _note_taken(intake, tally, by=by, now=now)


def drop(intake: Intake, *, by: Viewer, now: datetime) -> None:
    """Take nothing of it; the directory stays as it is."""
    if intake.state not in ("checking", "checked"):
        raise Over
    _close(intake, (), ())
    intake.state = "dropped"
    publish(OfferFileDropped(occurred_at=now, by=by, intake_id=intake.id))


def take_at_once(
    reading: Reading,
    *,
    ags: str,
    format_: str,
    is_whole: bool = True,
    by: Viewer,
    now: datetime,
    told: Callable[[int], None] = lambda _done: None,
) -> tuple[Tally, list[Rejected]]:
    """A list without a look before: what the command does."""
    source = source_of(ags, format_, reading.name)
    intake = Intake(
        source_id=source.id, language=reading.language, is_whole=is_whole, by_id=None, made_at=now
    )
    db.session.add(intake)
    db.session.flush()
    taking = Taking(source=source, language=reading.language, is_whole=is_whole, by=by, now=now)
    tally, refused = taking.take(reading.entries, reading.rejected, told=told)
    db.session.add_all(_rejected_rows(intake, refused))
    _note_taken(intake, tally, by=by, now=now)
    return tally, refused


def _demand(intake: Intake, state: str) -> None:
    if intake.state != state:
        raise Over


def _rows(
    intake: Intake, condition: sa.ColumnElement[bool], *, limit: int | None = None
) -> list[IntakeRow]:
    return list(
        db.session.scalars(
            sa.select(IntakeRow)
            .where(IntakeRow.intake_id == intake.id, condition)
            .order_by(IntakeRow.position)
            .limit(limit)
        )
    )


def _refused(rows: Sequence[IntakeRow]) -> list[Rejected]:
    return [
        Rejected(position=row.position, source_id=row.key, reason=row.reason, about=row.about)
        for row in rows
        if row.verdict == "rejected"
    ]


def _close(intake: Intake, refused: Sequence[Rejected], in_part: Sequence[int]) -> None:
    """Forget what was read; of rows that were rejected or taken in part the reason stays."""
    db.session.flush()
    mine, in_mind = IntakeRow.intake_id == intake.id, {"synchronize_session": "fetch"}
    noted = sa.and_(IntakeRow.position.in_(in_part), IntakeRow.verdict != "rejected")
    db.session.execute(sa.delete(IntakeRow).where(mine, ~noted), execution_options=in_mind)
    emptied = sa.update(IntakeRow).where(mine).values(entry={})
    db.session.execute(emptied, execution_options=in_mind)
    db.session.add_all(_rejected_rows(intake, refused))


def _note_taken(intake: Intake, tally: Tally, *, by: Viewer, now: datetime) -> None:
    for name, count in vars(tally).items():
        setattr(intake, name, count)
    intake.state, intake.taken_at = "taken", now
    intake.lease_until = intake.lease_token = None
    publish(
        OfferFileTakenIn(
            occurred_at=now,
            by=by,
            intake_id=intake.id,
            created=tally.created,
            updated=tally.updated,
        )
    )
