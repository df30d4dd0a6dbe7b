"""When a due reminder waits or gives way: one push in twelve hours, quiet hours."""

from datetime import time, timedelta

import pytest

from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core import clock
from app.people.models import Person
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    calls,
    change,
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
from tests.notices.test_handlers import cancel, move, reply
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


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
