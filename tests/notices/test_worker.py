"""What goes out and when: one push in twelve hours, quiet hours, changes, wishes, the call list."""

import logging
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices import batch
from app.notices.due import Due
from app.notices.models import Delivery, PushSubscription, Reminder, WorkerBeat
from app.notices.weighing import Fate, weigh
from app.people.models import Person, Session
from tests.cast import Member
from tests.notices.scene import (
    calls,
    client_of,
    go_to,
    in_days,
    make_appointment,
    reminders,
    rows,
    subscribe,
    work,
)
from tests.notices.test_handlers import cancel, move, reply
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

MORNING = clock.instant(datetime(2026, 11, 16, 9))


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def fates(member: Member) -> dict[str, tuple[str, str | None]]:
    return {row.offset: (row.state, row.reason) for row in reminders(member)}


def change(member: Member, table: type, **values: object) -> None:
    with carrier_opened(client_of(member).carrier_id), transaction() as session:
        session.execute(sa.update(table).values(values))


def said(device: Device, service: Service) -> list[str]:
    """The sentences that device was pushed, decrypted."""
    mine = [one for one in service.received if one.token == device.token]
    return [device.read(one.body)["body"] for one in mine]


# ---- the whole way ----


def test_each_reminder_goes_out_when_it_is_due_and_not_before(
    selam: Member, service: Service
) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    make_appointment(selam, starts_local=in_days(5))
    for row in reminders(selam):
        go_to(row.due_at - timedelta(seconds=1))
        before = len(service.received)
        work({service.origin})
        assert len(service.received) == before
        go_to(row.due_at)
        work({service.origin})
        assert len(service.received) == before + 1
    assert set(fates(selam).values()) == {("accepted", None)}
    assert calls(selam) == []


def test_headers_lead_the_service(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(5))
    ends = appointment.starts_at - timedelta(minutes=10)
    for row in reminders(selam):
        go_to(row.due_at)
        work({service.origin})
    first, second, third = (one.headers for one in service.received)
    assert 0 <= int((ends - reminders(selam)[0].due_at).total_seconds()) - int(first["TTL"]) <= 2
    assert [one["Urgency"] for one in (first, second, third)] == ["normal", "high", "high"]
    assert first["Topic"] == second["Topic"]
    assert len(first["Topic"]) == 32
    assert first["Content-Encoding"] == "aes128gcm"
    assert {len(one.body) for one in service.received} == {1024 + 103}


def test_what_is_said_follows_language_and_level_of_the_moment(
    selam: Member, service: Service
) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Client, push_level=2)
    change(selam, Person, ui_language="en")
    make_appointment(selam, starts_local=in_days(5))
    d3, d1, h2 = reminders(selam)
    go_to(d3.due_at)
    work({service.origin})
    change(selam, Client, push_level=1)
    go_to(d1.due_at)
    work({service.origin})
    change(selam, Client, push_level=0)
    go_to(h2.due_at)
    work({service.origin})
    assert said(device, service) == [
        "Appointment: Saturday 21 November, \u206810:00\u2069, \u2068Rathaus, Zimmer 12-B\u2069",
        "Appointment tomorrow",
        "New message",
    ]


def test_a_sensitive_appointment_says_nothing_whatever_was_chosen(
    selam: Member, service: Service
) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Client, push_level=2)
    change(selam, Person, ui_language="en")
    make_appointment(selam, starts_local=in_days(5), is_sensitive=True)
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    assert said(device, service) == ["New message"]


# ---- one push in twelve hours ----


def test_after_an_outage_only_the_newest_goes_out(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[-1].due_at)
    work({service.origin})
    assert fates(selam) == {
        "d3": ("superseded", "newer"),
        "d1": ("superseded", "newer"),
        "h2": ("accepted", None),
    }
    assert len(service.received) == 1


def test_two_appointments_of_one_day_are_told_of_once(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Client, push_level=1)
    change(selam, Person, ui_language="en")
    make_appointment(selam, starts_local=in_days(5, time(10)))
    make_appointment(selam, starts_local=in_days(5, time(15)))
    go_to(clock.instant(in_days(4, time(17))))
    work({service.origin})
    assert said(device, service) == ["2 appointments tomorrow"]
    notification = device.read(service.received[0].body)
    assert notification["navigate"] == "http://localhost/appointments"
    states = sorted((row.state, row.reason or "") for row in reminders(selam))
    assert states.count(("superseded", "covered")) == 1
    go_to(clock.instant(in_days(5, time(1))))
    work({service.origin})
    assert calls(selam) == []  # both are known of


def test_a_second_matter_within_twelve_hours_gives_way(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(2, time(10)))
    make_appointment(selam, starts_local=in_days(4, time(10)))
    go_to(clock.instant(in_days(1, time(17))))  # d1 of the first, d3 of the second
    work({service.origin})
    found = {(row.subject_id, row.offset): (row.state, row.reason) for row in reminders(selam)}
    assert found[(1, "d1")] == ("accepted", None)
    assert found[(2, "d3")] == ("superseded", "too_soon")
    assert len(service.received) == 1


def test_a_change_of_the_same_day_is_told_at_once(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Client, push_level=1)
    change(selam, Person, ui_language="en")
    appointment = make_appointment(selam, starts_local=in_days(1, time(15)))
    go_to(clock.instant(in_days(0, time(17))))
    work({service.origin})
    go_to(clock.instant(in_days(0, time(20))) + timedelta(hours=12))
    move(appointment, selam, to=in_days(0, time(16)))
    work({service.origin})
    move_again = rows(selam, Appointment)[0]
    go_to(clock.now() + timedelta(minutes=5))
    move(move_again, selam, to=in_days(0, time(18)))
    work({service.origin})
    assert said(device, service) == [
        "Appointment tomorrow",
        "Your appointment has changed",
        "Your appointment has changed",
    ]


def test_news_of_a_later_day_waits_its_twelve_hours(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(3, time(10)))
    go_to(clock.instant(in_days(0, time(17))))
    work({service.origin})
    go_to(clock.now() + timedelta(minutes=10))
    move(appointment, selam, to=in_days(6))
    work({service.origin})
    assert len(service.received) == 1
    assert fates(selam)["changed"] == ("retry", "too_soon")
    go_to(clock.instant(in_days(1, time(7))))
    work({service.origin})
    assert fates(selam)["changed"] == ("accepted", None)


def test_a_cancelled_appointment_is_told_of(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Client, push_level=1)
    change(selam, Person, ui_language="en")
    appointment = make_appointment(selam)
    cancel(appointment, selam)
    work({service.origin})
    assert said(device, service) == ["An appointment is cancelled"]
    go_to(clock.instant(in_days(5)))
    work({service.origin})
    assert len(service.received) == 1


def test_who_cannot_come_is_reminded_of_nothing(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam)
    reply(appointment, selam, "no")
    go_to(clock.instant(in_days(5)))
    work({service.origin})
    assert service.received == []
    assert calls(selam) == []


# ---- quiet hours ----


def test_catching_up_waits_for_the_morning(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    go_to(clock.instant(in_days(2, time(23))))
    work({service.origin})
    first = reminders(selam)[0]
    assert (first.state, first.reason) == ("retry", "quiet")
    assert first.next_try == clock.instant(in_days(1, time(7)))
    go_to(first.next_try)
    work({service.origin})
    assert fates(selam)["d3"] == ("accepted", None)


def test_hours_that_became_quiet_later_count_as_well(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    change(selam, Client, quiet_from=time(16), quiet_to=time(18))
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    assert reminders(selam)[0].next_try == clock.instant(in_days(0, time(18)))


# ---- devices ----


def test_a_device_that_comes_in_time_gets_what_waits(selam: Member, service: Service) -> None:
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    assert fates(selam)["d3"] == ("retry", "no_device")
    assert [entry.reason for entry in calls(selam)] == ["no_device"]
    subscribe(selam, service, Device("a"))
    go_to(clock.now() + timedelta(hours=1))
    work({service.origin})
    assert fates(selam)["d3"] == ("accepted", None)
    assert calls(selam) == []


def test_a_browser_whose_session_was_ended_elsewhere_gets_nothing(
    selam: Member, service: Service
) -> None:
    phone = subscribe(selam, service, Device("a"))
    selam.token()
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session_id = session.scalars(sa.select(Session.id)).one()
        session.merge(phone).session_id = session_id
    make_appointment(selam)
    change(selam, Session, revoked_at=clock.now())
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    assert service.received == []
    assert fates(selam)["d3"] == ("retry", "no_device")


def test_after_a_crash_only_devices_without_it_are_tried_again(
    selam: Member, service: Service
) -> None:
    """The service took it, the worker died before it could write that down for one of two."""
    a, b = Device("a"), Device("b")
    phones = [subscribe(selam, service, device) for device in (a, b)]
    make_appointment(selam)
    first = reminders(selam)[0]
    go_to(first.due_at)
    with carrier_opened(client_of(selam).carrier_id):
        _, (out,) = batch.take(due_by=clock.now())
    assert {to.device.subscription_id for to in out.to} == {phone.id for phone in phones}
    go_to(clock.now() + timedelta(seconds=61))
    work({service.origin})
    tokens = {row.subscription_id: row.ack_token for row in rows(selam, Delivery)}
    assert tokens == {to.device.subscription_id: to.ack for to in out.to}
    assert len(service.received) == 2


def test_a_mark_that_came_too_late_sends_nothing_twice(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam)
    go_to(reminders(selam)[0].due_at)
    with carrier_opened(client_of(selam).carrier_id):
        _, (out,) = batch.take(due_by=clock.now())
    change(selam, Delivery, accepted_at=clock.now())
    go_to(clock.now() + timedelta(seconds=61))
    work({service.origin})
    assert service.received == []
    assert fates(selam)["d3"] == ("accepted", None)
    assert out.due.offset == "d3"


# ---- moved between claim and sending ----


def test_what_moves_after_the_claim_is_not_sent(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam)
    go_to(reminders(selam)[0].due_at)
    with carrier_opened(client_of(selam).carrier_id):
        _, (out,) = batch.take(due_by=clock.now())
    assert out.due.offset == "d3"
    move(appointment, selam, to=in_days(9))
    with carrier_opened(client_of(selam).carrier_id):
        assert not batch.keep(out)


# ---- trouble ----


def test_a_row_that_breaks_is_moved_aside_and_the_others_go_out(
    selam: Member,
    oksana: Member,
    service: Service,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = subscribe(selam, service, Device("a"))
    subscribe(oksana, service, Device("b"))
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.merge(broken).p256dh = "not a key"
    make_appointment(selam, oksana)
    go_to(reminders(selam)[0].due_at)
    before = clock.now()
    with caplog.at_level(logging.ERROR):
        work({service.origin})
    first = reminders(selam)[0]
    assert (first.state, first.reason) == ("retry", "broken")
    assert first.next_try is not None
    assert first.next_try - before >= timedelta(hours=1)
    assert fates(oksana)["d3"] == ("accepted", None)
    assert "broke" in caplog.text
    assert "not a key" not in caplog.text


def test_a_row_that_cannot_be_weighed_does_not_hold_up_the_others(
    selam: Member, oksana: Member, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for member in (selam, oksana):
        subscribe(member, service, Device(member.person.call_name))
    make_appointment(selam, oksana)
    go_to(reminders(selam)[0].due_at)
    poisoned = reminders(selam)[0].id

    def choke(due: Due, **rest: Any) -> Fate | None:
        if due.id == poisoned:
            raise ZeroDivisionError
        return weigh(due, **rest)

    monkeypatch.setattr(batch, "weigh", choke)
    work({service.origin})
    assert fates(selam)["d3"] == ("retry", "broken")
    assert fates(oksana)["d3"] == ("accepted", None)


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
