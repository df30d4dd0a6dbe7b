"""What the worker sends: words, headers, devices, and what breaks."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.caseload.models import Client
from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.notices import batch
from app.notices.due import Due
from app.notices.models import Delivery
from app.notices.weighing import Fate, weigh
from app.people.models import Person, Session
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    calls,
    change,
    client_of,
    fates,
    go_to,
    in_days,
    make_appointment,
    reminders,
    rows,
    said,
    subscribe,
    work,
)
from tests.notices.test_handlers import move
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


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
