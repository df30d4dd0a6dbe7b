"""What each of the fourteen answers does to the reminder, the subscription and the service."""

import logging
import socket
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest

from app.core import clock
from app.notices import push, verdicts
from app.notices.models import Delivery, PushSubscription, Reminder
from app.notices.verdicts import Kind
from tests.cast import Member
from tests.notices.scene import (
    calls,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    rows,
    subscribe,
    work,
)
from tests.notices.scene import reminders as all_reminders
from tests.push_stubs.broken import HOW, Broken
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

pytestmark = pytest.mark.goal_08


def due_now(member: Member) -> Reminder:
    """Make an appointment and go to the second its first reminder is due."""
    make_appointment(member, starts_local=in_days(5))
    first = all_reminders(member)[0]
    go_to(first.due_at)
    return first


def first_of(member: Member) -> Reminder:
    return all_reminders(member)[0]


def is_kept(member: Member) -> bool:
    return [row.removed_at for row in rows(member, PushSubscription)] == [None]


@pytest.mark.parametrize("status", [201, 202, 200])
def test_accepted(selam: Member, service: Service, status: int) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers = [status]
    work({service.origin})
    first = first_of(selam)
    assert (first.state, first.lease_token, first.lease_until) == ("accepted", None, None)
    (delivery,) = rows(selam, Delivery)
    assert delivery.status == status
    assert delivery.accepted_at is not None
    assert calls(selam) == []
    work({service.origin})
    assert len(service.received) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_gone_removes_the_subscription_and_tells_the_desk(
    selam: Member, service: Service, status: int
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers = [status]
    work({service.origin})
    (subscription,) = rows(selam, PushSubscription)
    assert subscription.removed_because == "gone"
    assert [entry.reason for entry in calls(selam)] == ["no_device"]
    assert first_of(selam).state == "retry"  # a new device may come in time
    go_to(clock.now() + timedelta(hours=2))
    work({service.origin})
    assert service.received == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_left_alone_for_as_long_as_it_says(
    selam: Member, service: Service, status: int
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers, service.answer_headers = [status], {"Retry-After": "1234"}
    before = clock.now()
    work({service.origin})
    first = first_of(selam)
    assert (first.state, first.reason) == ("retry", "busy")
    assert first.next_try is not None
    waited = (first.next_try - before).total_seconds()
    assert 1234 <= waited < 1236
    assert is_kept(selam)
    go_to(first.next_try - timedelta(seconds=1))
    work({service.origin})
    assert service.received == []
    go_to(first.next_try)
    work({service.origin})
    assert first_of(selam).state == "accepted"


def test_retry_after_may_be_a_date(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    until = (clock.now() + timedelta(minutes=42)).replace(microsecond=0)
    service.answers = [503]
    service.answer_headers = {"Retry-After": format_datetime(until, usegmt=True)}
    work({service.origin})
    first = first_of(selam)
    assert first.next_try is not None
    assert until <= first.next_try <= until + timedelta(seconds=1)


@pytest.mark.parametrize("words", ["soon", "", "-5", "1e9", "Mon, 99 Nov", "٣"])
def test_an_unreadable_retry_after_is_ten_seconds(
    selam: Member, service: Service, words: str
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers = [429]
    service.answer_headers = {"Retry-After": words} if words else {}
    before = clock.now()
    work({service.origin})
    next_try = first_of(selam).next_try
    assert next_try is not None
    assert 10 <= (next_try - before).total_seconds() < 12


def test_a_wait_beyond_the_appointment_ends_on_the_call_list(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers, service.answer_headers = [429], {"Retry-After": "99999999"}
    work({service.origin})
    first = first_of(selam)
    assert first.next_try == first.expires_at
    go_to(first.expires_at)
    work({service.origin})
    assert first_of(selam).state in ("expired", "superseded")
    assert len(calls(selam)) == 1


@pytest.mark.parametrize("status", [408, 500, 502])
def test_a_failing_service_is_tried_again_ever_later(
    selam: Member, service: Service, status: int
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    for seconds in (10, 30, 120, 600, 3600, 3600):
        service.answers = [status]
        before = clock.now()
        work({service.origin})
        first = first_of(selam)
        assert (first.state, first.reason) == ("retry", "failing")
        assert first.next_try is not None
        assert seconds <= (first.next_try - before).total_seconds() < seconds + 2
        go_to(first.next_try)
    assert is_kept(selam)
    work({service.origin})
    assert first_of(selam).state == "accepted"


def test_a_service_that_fails_to_the_end_leaves_a_call(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    appointment_starts = first_of(selam).expires_at
    service.answers = [500] * 9
    work({service.origin})
    go_to(appointment_starts + timedelta(seconds=1))
    work({service.origin})
    assert {row.state for row in all_reminders(selam)} <= {"expired", "superseded"}
    assert len(calls(selam)) == 1


@pytest.mark.parametrize("how", HOW)
def test_garbage_is_no_answer(selam: Member, how: str) -> None:
    with Broken(HOW[how]) as broken:
        keep(client_of(selam), f"{broken.origin}/push/a", Device("a"))
        due_now(selam)
        work({broken.origin})
        assert broken.asked >= 1
    first = first_of(selam)
    assert (first.state, first.reason) == ("retry", "failing")
    assert is_kept(selam)


def test_a_silent_service_is_given_up_in_time(
    selam: Member, oksana: Member, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real limits are 3 and 10 seconds; only their length differs here."""
    assert push.TIMEOUT.connect == 3
    assert push.TIMEOUT.total == push.TIMEOUT.sock_read == 10
    monkeypatch.setattr(push, "TIMEOUT", aiohttp.ClientTimeout(total=2, connect=1, sock_read=0.5))
    with Broken(None) as broken:
        keep(client_of(selam), f"{broken.origin}/push/a", Device("a"))
        subscribe(oksana, service, Device("b"))
        make_appointment(selam, oksana, starts_local=in_days(5))
        go_to(first_of(selam).due_at)
        work({broken.origin, service.origin})
    assert (first_of(selam).state, first_of(selam).reason) == ("retry", "failing")
    assert first_of(oksana).state == "accepted"


def test_a_refused_connection_is_tried_again(selam: Member) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        keep(client_of(selam), f"{origin}/push/a", Device("a"))
        due_now(selam)
        work({origin})
    assert (first_of(selam).state, first_of(selam).reason) == ("retry", "failing")


@pytest.mark.parametrize("status", [400, 413, 301, 307, 418])
def test_what_a_service_will_never_take_is_dead_and_the_device_stays(
    selam: Member, service: Service, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers, service.answer_headers = [status], {"Location": f"{service.origin}/push/a"}
    with caplog.at_level(logging.ERROR):
        work({service.origin})
    assert (first_of(selam).state, first_of(selam).reason) == ("dead", "refused")
    assert is_kept(selam)
    assert service.received == []  # a redirect is never followed
    assert len(calls(selam)) == 1
    assert f"answered {status}" in caplog.text
    assert "/push/a" not in caplog.text


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_signature_is_our_fault_not_the_devices(
    selam: Member, service: Service, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers = [status]
    before = clock.now()
    with caplog.at_level(logging.ERROR):
        work({service.origin})
    first = first_of(selam)
    assert (first.state, first.reason) == ("retry", "barred")
    assert first.next_try is not None
    assert first.next_try - before >= timedelta(minutes=10)
    assert is_kept(selam)
    assert f"answered {status}" in caplog.text


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_planted_worker_that_drops_devices_at_any_4xx_is_caught(
    selam: Member, service: Service, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_BY_STATUS", dict.fromkeys(range(400, 500), Kind.GONE))
    subscribe(selam, service, Device("a"))
    due_now(selam)
    service.answers = [status]
    work({service.origin})
    assert not is_kept(selam), "what the tests of 400, 401, 403 and 413 look at"


def test_one_device_of_two_is_enough(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    subscribe(selam, service, Device("b"))
    due_now(selam)
    service.answers = [410]
    work({service.origin})
    assert first_of(selam).state == "accepted"
    assert calls(selam) == []
    assert sorted(str(row.removed_because) for row in rows(selam, PushSubscription)) == [
        "None",
        "gone",
    ]


def test_an_address_off_the_list_is_never_connected_to(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    due_now(selam)
    work(set())
    assert (first_of(selam).state, first_of(selam).reason) == ("dead", "refused")
    assert service.received == []
    assert is_kept(selam)
