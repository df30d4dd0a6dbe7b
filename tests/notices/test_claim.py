"""The one claim: nobody takes a row twice, an expired lease wakes by itself, tokens rule."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.appointments.models import Appointment
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.claim import LEASE, Claim, claim
from app.notices.models import IS_WAITING, WAKES_AT, Reminder
from tests.cast import Member
from tests.notices.scene import client_of, make_appointment, reminders, rows

NOW = clock.now()


def many(member: Member, count: int, *, due_at: datetime) -> None:
    """Rows about nothing with a version: claiming is all that is looked at."""
    client = client_of(member)
    with carrier_opened(client.carrier_id), transaction() as session:
        session.add_all(
            Reminder(
                client_id=client.id,
                subject="message",
                subject_id=number,
                version=0,
                offset="now-1",
                due_at=due_at,
                expires_at=due_at + timedelta(days=1),
                created_at=due_at,
            )
            for number in range(count)
        )


def take(member: Member, *, now: datetime, limit: int = 100) -> Claim:
    with carrier_opened(client_of(member).carrier_id), transaction():
        return claim(now=now, limit=limit)


def in_carrier(member: Member, work: Any) -> Any:
    with carrier_opened(client_of(member).carrier_id), transaction():
        return work()


def test_only_what_is_due_is_claimed_oldest_first(selam: Member) -> None:
    many(selam, 3, due_at=NOW - timedelta(minutes=1))
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        first, second, third = session.scalars(sa.select(Reminder).order_by(Reminder.id))
        second.due_at = NOW - timedelta(hours=1)
        third.due_at = NOW + timedelta(seconds=1)
    held = take(selam, now=NOW, limit=1)
    assert held.reminder_ids == [second.id]
    assert take(selam, now=NOW).reminder_ids == [first.id]
    assert take(selam, now=NOW).reminder_ids == []
    row = next(row for row in reminders(selam) if row.id == second.id)
    assert (row.state, row.attempts, row.lease_token, row.lease_until) == (
        "leased",
        1,
        held.token,
        NOW + LEASE,
    )


def test_a_lease_that_ran_out_wakes_by_itself_and_its_token_is_worth_nothing(
    selam: Member,
) -> None:
    many(selam, 1, due_at=NOW)
    dead = take(selam, now=NOW)
    (row_id,) = dead.reminder_ids
    assert take(selam, now=NOW + LEASE - timedelta(seconds=1)).reminder_ids == []
    later = NOW + LEASE
    alive = take(selam, now=later)
    assert alive.reminder_ids == [row_id]
    assert not in_carrier(selam, lambda: dead.keep(row_id, now=later))
    assert not in_carrier(selam, lambda: dead.end(row_id, state="accepted", reason=None, now=later))
    assert not in_carrier(selam, lambda: dead.put_back(row_id, until=later, reason="busy"))
    assert in_carrier(selam, lambda: alive.end(row_id, state="accepted", reason=None, now=later))
    assert [(row.state, row.attempts) for row in reminders(selam)] == [("accepted", 2)]


def test_a_final_row_is_never_touched_again(selam: Member) -> None:
    many(selam, 1, due_at=NOW)
    held = take(selam, now=NOW)
    (row_id,) = held.reminder_ids
    assert in_carrier(selam, lambda: held.end(row_id, state="dead", reason="refused", now=NOW))
    assert not in_carrier(selam, lambda: held.put_back(row_id, until=NOW, reason="busy"))
    assert take(selam, now=NOW + timedelta(days=9)).reminder_ids == []


def test_a_row_put_back_sleeps_until_then(selam: Member) -> None:
    many(selam, 1, due_at=NOW)
    held = take(selam, now=NOW)
    until = NOW + timedelta(minutes=10)
    assert in_carrier(
        selam, lambda: held.put_back(held.reminder_ids[0], until=until, reason="busy")
    )
    assert take(selam, now=until - timedelta(seconds=1)).reminder_ids == []
    assert take(selam, now=until).reminder_ids == held.reminder_ids


def test_the_lease_is_not_renewed_for_what_has_changed(selam: Member) -> None:
    appointment = make_appointment(selam)
    first = reminders(selam)[0]
    held = take(selam, now=first.due_at)
    assert in_carrier(selam, lambda: held.keep(first.id, now=first.due_at))
    for change in ({"version": 2}, {"version": 1, "state": "cancelled_staff"}):
        with carrier_opened(client_of(selam).carrier_id), transaction() as session:
            session.execute(sa.update(Appointment).values(change))
        assert not in_carrier(selam, lambda: held.keep(first.id, now=first.due_at))
    assert appointment.version == 1


def test_another_carriers_rows_are_not_seen(selam: Member, yonas: Member) -> None:
    many(selam, 2, due_at=NOW)
    many(yonas, 3, due_at=NOW)
    assert len(take(yonas, now=NOW).reminder_ids) == 3
    assert {row.state for row in reminders(selam)} == {"planned"}


def test_eight_workers_at_once_share_and_never_take_twice(app: Flask, selam: Member) -> None:
    many(selam, 120, due_at=NOW)
    carrier_id = client_of(selam).carrier_id
    taken: list[int] = []
    errors: list[BaseException] = []
    begin = threading.Barrier(8)

    def work() -> None:
        try:
            with app.app_context(), carrier_opened(carrier_id):
                begin.wait()
                while True:
                    with transaction():
                        found = claim(now=NOW, limit=5).reminder_ids
                    if not found:
                        break
                    taken.extend(found)
                db.session.remove()
        except BaseException as error:  # because: a thread's failure must reach the test
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(taken) == sorted(row.id for row in rows(selam, Reminder))
    assert len(set(taken)) == 120


def test_the_claim_uses_its_index(selam: Member) -> None:
    many(selam, 200, due_at=NOW)
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.execute(sa.update(Reminder).where(Reminder.id > 5).values(state="accepted"))
        due = (
            sa.select(Reminder.id)
            .where(Reminder.carrier_id == 1, IS_WAITING, sa.literal(NOW) >= WAKES_AT)
            .order_by(WAKES_AT)
            .limit(100)
        )
        is_sqlite = db.engine.dialect.name == "sqlite"
        compiled = due.compile(db.engine, compile_kwargs={"render_postcompile": True})
        connection = session.connection()
        if is_sqlite:
            explained = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {compiled}", tuple(compiled.params.values())
            )
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
            # For so few rows any way will do, as the figures of the moment are; in order comes one.
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
            explained = connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.params)
        plan = "\n".join(str(row) for row in explained)
    assert "reminder_wake" in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("state", ["accepted", "expired", "superseded", "dead"])
def test_final_states_are_out_of_the_index(selam: Member, state: str) -> None:
    many(selam, 1, due_at=NOW)
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.execute(sa.update(Reminder).values(state=state))
    assert take(selam, now=NOW + timedelta(days=1)).reminder_ids == []
