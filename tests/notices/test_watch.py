"""Who is still unreached half a day before goes on the call list; the worker's pulse."""

from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices import batch
from app.notices.models import PushSubscription, Reminder, WorkerBeat
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    calls,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
    rows,
    subscribe,
    work,
)
from tests.push_stubs.broken import Broken
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


# ---- the call list half a day before, and the pulse ----


def test_whom_nothing_reached_is_on_the_list_half_a_day_before(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(5))
    service.answers = [500] * 99
    go_to(appointment.starts_at - timedelta(hours=12, seconds=1))
    work({service.origin})
    assert calls(selam) == []
    go_to(appointment.starts_at - timedelta(hours=12))
    work({service.origin})
    assert [entry.reason for entry in calls(selam)] == ["not_accepted"]


def test_whom_a_person_has_called_is_not_listed_again(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(5))
    service.answers = [500] * 99
    go_to(appointment.starts_at - timedelta(hours=12))
    work({service.origin})
    entry = calls(selam)[0]
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        found = session.merge(entry)
        found.done_at, found.outcome = clock.now(), "reached"
    go_to(appointment.starts_at - timedelta(hours=1))
    work({service.origin})
    assert calls(selam) == []


def test_an_appointment_of_short_notice_is_not_called_about_at_once(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(0, time(16)))
    work({service.origin})
    assert calls(selam) == []


def test_every_reminder_reaches_a_final_state(
    selam: Member, oksana: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    for day in (1, 2, 3, 9):
        make_appointment(selam, oksana, starts_local=in_days(day))
    for hours in range(0, 24 * 11, 3):
        go_to(MORNING + timedelta(hours=hours))
        work({service.origin})
    states = {row.state for row in rows(selam, Reminder)}
    assert states <= {"accepted", "expired", "superseded", "dead"}
    assert len(calls(oksana)) == 4


# ---- a standstill ----


def overdue() -> int:
    with transaction() as session:
        return session.scalars(sa.select(WorkerBeat.overdue)).one()


def test_what_nobody_could_be_sent_raises_the_alarm(selam: Member, service: Service) -> None:
    """No service answers as it should: after five minutes it is a standstill, till one does."""
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    due_at = reminders(selam)[0].due_at
    go_to(due_at)
    service.answers = [500] * 2
    work({service.origin})
    assert overdue() == 0, "it has just begun"
    go_to(due_at + timedelta(minutes=5, seconds=1))
    work({service.origin})
    assert overdue() == 1
    go_to(due_at + timedelta(minutes=20))
    work({service.origin})
    assert overdue() == 0


def test_one_device_that_fails_is_no_standstill(
    selam: Member, oksana: Member, service: Service
) -> None:
    with Broken(b"") as broken:
        keep(client_of(selam), f"{broken.origin}/push/a", Device("a"))
        subscribe(oksana, service, Device("b"))
        make_appointment(selam, oksana, starts_local=in_days(5))
        for minutes in (0, 6):
            go_to(MORNING + timedelta(days=2, hours=8, minutes=minutes))
            work({broken.origin, service.origin})
    assert [reminders(one)[0].state for one in (selam, oksana)] == ["retry", "accepted"]
    assert overdue() == 0


def test_what_waits_for_her_is_no_standstill(selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[0].due_at + timedelta(minutes=50))
    work(())
    assert reminders(selam)[0].reason == "no_device"
    assert overdue() == 0


def test_what_nobody_takes_up_raises_the_alarm(
    selam: Member, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a worker that goes its rounds and claims nothing."""
    monkeypatch.setattr(batch, "take", lambda **_: (0, []))
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[0].due_at + timedelta(minutes=6))
    work({service.origin})
    assert overdue() == 1


def test_the_worker_leaves_a_sign_of_life(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam)
    work({service.origin})
    with transaction() as session:
        (beat,) = session.scalars(sa.select(WorkerBeat))
        assert beat.name == "test"
        assert clock.now() - beat.at < timedelta(seconds=30)
        beat.at -= timedelta(days=2)
        beat.name = "gone"
    work({service.origin})
    with transaction() as session:
        assert list(session.scalars(sa.select(WorkerBeat.name))) == ["test"]
    assert [row.removed_at for row in rows(selam, PushSubscription)] == [None]
