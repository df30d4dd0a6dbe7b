"""Delete what is due, every night, client by client; and forget again after a restore."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from app.audit import erasing, sweeping
from app.audit.models import RetentionMark, RetentionRun
from app.audit.retention import Due, due
from app.carriers.one_by_one import carrier_ids
from app.caseload.models import Client
from app.caseload.service import hold
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, insert_into, transaction
from app.core.tenancy import carrier_opened, current_carrier

NIGHT = (time(2), time(5))  # wall time in which the night's work begins


@dataclass(kw_only=True)
class Done:
    """What one run did, in numbers."""

    parts: int = 0  # clients of whom one kind of data went
    records: int = 0  # clients whose whole record went
    held: int = 0  # clients left out


def run_due(now: datetime) -> None:
    """Delete what is due, once a night and carrier. Cheap to ask every minute."""
    begin, end = NIGHT
    if not begin <= clock.local(now).time() < end:
        return
    begun = [_work(carrier_id, now) for carrier_id in carrier_ids()]
    if any(begun):
        with transaction():
            sweeping.sweep(now)
            sweeping.sweep_entries(None, now)
        sweeping.scrub()


def _work(carrier_id: int, now: datetime) -> bool:
    """One carrier's night; False when another worker has it."""
    with carrier_opened(carrier_id):
        if (run_id := _begin(now)) is None:
            return False
        _note(run_id, run(now))
        with transaction():
            sweeping.sweep_entries(carrier_id, now)
        return True


def _note(run_id: int, done: Done) -> None:
    """Write down what a night did, in numbers."""
    with transaction() as session:
        row = session.get_one(RetentionRun, run_id)
        row.parts, row.records, row.held = done.parts, done.records, done.held


def run(now: datetime) -> Done:
    """Delete what is due in the open carrier, each client in a change of its own."""
    waiting = due(clock.local(now).date())
    done = Done(held=len({one.client_id for one in waiting if one.is_held}))
    for one in waiting:
        if not one.is_held and _carry_out(one, now):
            done.records += one.entity == "record"
            done.parts += one.entity != "record"
    return done


def _carry_out(one: Due, now: datetime) -> bool:
    """Do it, if it is still due; True when it was."""
    with transaction() as session:
        hold(one.client_id)
        client = session.get(Client, one.client_id, populate_existing=True)
        today = clock.local(now).date()
        if client is None or one not in due(today, client_id=one.client_id):
            return False
        if one.entity == "record":
            act = erasing.erase if one.action == "delete" else erasing.anonymise
            act(client, by=SYSTEM, now=now)
        else:
            erasing.clear(one.entity, client, keep_counted=one.action == "anonymise")
            _mark(one, today)
        return True


def _mark(one: Due, today: date) -> None:
    """Note that this kind of data is gone."""
    row = db.session.scalar(
        sa.select(RetentionMark).where(
            RetentionMark.client_id == one.client_id, RetentionMark.entity == one.entity
        )
    )
    if row is None:
        row = RetentionMark(client_id=one.client_id, entity=one.entity)
        db.session.add(row)
    row.done_on = today


def _begin(now: datetime) -> int | None:
    """Claim this night for the open carrier; None when another worker has it."""
    with transaction() as session:
        return session.scalar(
            insert_into(RetentionRun)
            .values(
                carrier_id=current_carrier(), ran_on=clock.local(now).date(), ran_at=now,
                parts=0, records=0, held=0,
            )
            .on_conflict_do_nothing(index_elements=["carrier_id", "ran_on"])
            .returning(RetentionRun.id)
        )  # fmt: skip


def last_runs() -> Sequence[RetentionRun]:
    """The nights before, newest first."""
    newest = sa.select(RetentionRun).order_by(RetentionRun.ran_on.desc()).limit(14)
    return db.session.scalars(newest).all()


def replay(uids: Iterable[uuid.UUID], *, now: datetime) -> int:
    """Forget again, in a restored database, who was erased since; return how many were there."""
    wanted, erased = set(uids), 0
    for carrier_id in carrier_ids():
        with carrier_opened(carrier_id), transaction() as session:
            for client in session.scalars(sa.select(Client).where(Client.uid.in_(wanted))).all():
                erasing.erase(client, by=SYSTEM, now=now)
                erased += 1
    return erased
