"""What a client is told at once: a time is proposed, her request has an answer."""

from typing import Any

import pytest

from app.appointments.events import (
    AppointmentFact,
    AppointmentProposed,
    MoveAnswered,
    RequestClosed,
)
from app.appointments.models import Appointment
from app.caseload.models import Client
from app.core import clock
from app.core.events import publish
from app.notices.models import Reminder
from app.people.models import Person
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    at_work,
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
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def tell(
    fact: type[AppointmentFact], about: Appointment, member: Member, by: Member, **more: Any
) -> None:
    with at_work(member):
        publish(
            fact(
                occurred_at=clock.now(),
                by=by.viewer,
                client_id=member.client.id if member.client else 0,
                appointment_id=about.id,
                version=about.version,
                **more,
            )
        )


def english(level: int, member: Member) -> None:
    change(member, Client, push_level=level)
    change(member, Person, ui_language="en")


def test_a_proposed_time_is_told_and_reminded_of(
    selam: Member, jana: Member, service: Service
) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    english(1, selam)
    made = make_appointment(selam, starts_local=in_days(5))
    change(selam, Appointment, state="proposed")
    time = {"starts_local": made.starts_local, "zone": made.zone}
    tell(AppointmentProposed, made, selam, jana, **time)
    assert list(fates(selam)) == ["proposed", "d3", "d1", "h2"]
    work({service.origin})
    assert said(device, service) == ["A time is proposed to you"]
    assert device.read(service.received[0].body)["navigate"].endswith(f"/appointments/{made.id}")


@pytest.mark.sqlite_only
def test_what_she_does_herself_is_no_news(selam: Member) -> None:
    made = make_appointment(selam)
    tell(MoveAnswered, made, selam, selam, wish_id=1, is_accepted=False)
    tell(RequestClosed, made, selam, selam)
    assert list(fates(selam)) == ["d3", "d1", "h2"]


@pytest.mark.sqlite_only
def test_each_answer_to_a_request_is_told(selam: Member, jana: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    english(2, selam)
    made = make_appointment(selam)
    tell(MoveAnswered, made, selam, jana, wish_id=1, is_accepted=True)  # the move itself is told
    assert "answered" not in fates(selam)
    tell(MoveAnswered, made, selam, jana, wish_id=1, is_accepted=False)
    work({service.origin})
    tell(MoveAnswered, made, selam, jana, wish_id=2, is_accepted=False)
    assert {"answered", "answered.2"} <= set(fates(selam))
    assert said(device, service) == ["Your request has an answer"]


def test_a_request_that_ends_without_an_appointment_is_told_or_called_about(
    selam: Member, jana: Member
) -> None:
    made = make_appointment(selam, starts_local=in_days(1))
    change(selam, Appointment, state="cancelled_staff", version=0)
    made.version = 0
    tell(RequestClosed, made, selam, jana)
    news = next(row for row in reminders(selam) if row.offset == "answered")
    assert news.subject == "message"
    assert clock.local(news.expires_at) > in_days(2)
    assert ("message", "no_device") in {(one.subject, one.reason) for one in calls(selam)}
    assert rows(selam, Reminder)
