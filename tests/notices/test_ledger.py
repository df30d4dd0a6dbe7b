"""What the desk reads of reminders: the ledger in words, and who can be reached."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Client
from app.core import clock
from app.core.db import transaction
from app.core.i18n import speaking
from app.core.tenancy import carrier_opened
from app.notices import ledger_queries
from app.notices.ledger import REASONS, LedgerLine
from app.notices.models import Delivery, Reminder
from tests.cast import Member
from tests.notices.scene import (
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
from tests.notices.test_handlers import cancel, reply
from tests.pages import counting
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

MORNING = clock.instant(datetime(2026, 11, 16, 9))


@pytest.fixture(autouse=True)
def morning(app: Flask) -> None:
    go_to(MORNING)


def ledger(member: Member, *, seen_by: Member) -> list[LedgerLine]:
    with carrier_opened(seen_by.grant.carrier_id or 0), transaction():
        return ledger_queries.ledger_of(client_of(member).id, seen_by=seen_by.viewer)


def told(member: Member, *, seen_by: Member) -> list[tuple[str, str, str]]:
    """Which reminder, how it stands, and the words in English."""
    lines = ledger(member, seen_by=seen_by)
    with speaking("en"):
        return [(line.what, line.kind, line.words) for line in lines]


def test_a_planned_reminder_says_when(selam: Member, jana: Member) -> None:
    keep(client_of(selam), "https://fcm.googleapis.com/a", Device("a"))
    make_appointment(selam, starts_local=in_days(2))
    assert told(selam, seen_by=jana) == [
        ("Two hours before", "now", "planned for 18 November 08:00"),
        ("The day before", "now", "planned for 17 November 17:00"),
    ]


def test_the_whole_way_of_one_that_arrived(selam: Member, jana: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(2))
    go_to(reminders(selam)[0].due_at + timedelta(seconds=4))
    work({service.origin})
    accepted_at = rows(selam, Delivery)[0].accepted_at
    assert accepted_at is not None
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.execute(
            sa.update(Delivery).values(
                shown_at=accepted_at + timedelta(minutes=1),
                opened_at=accepted_at + timedelta(hours=1, minutes=12),
            )
        )
    go_to(accepted_at + timedelta(hours=1, minutes=13))
    reply(appointment, selam, "yes")
    line = told(selam, seen_by=jana)[1]
    second = f"{clock.local(accepted_at):%S}"
    assert line == (
        "The day before",
        "good",
        f"sent 17:00:{second}, shown 17:01, opened 18:12, answered: “I come”",
    )


def test_why_one_failed_and_that_somebody_must_call(
    selam: Member, jana: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(2))
    go_to(reminders(selam)[0].due_at)
    service.answers = [400]
    work({service.origin})
    found = told(selam, seen_by=jana)
    assert ("The day before", "alarm", "reached nobody: the push service refused the message") in (
        found
    )
    assert (
        "Call",
        "alarm",
        "stands on the call list, the push service refused the message",
    ) in found


def test_one_that_is_tried_again_says_when_and_why(
    selam: Member, jana: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(2))
    go_to(reminders(selam)[0].due_at)
    service.answers = [503]
    service.answer_headers = {"Retry-After": "3600"}
    work({service.origin})
    assert told(selam, seen_by=jana)[1] == (
        "The day before",
        "now",
        "next try 18:00, the push service asked to wait",
    )


def test_without_a_device_it_says_so(selam: Member, jana: Member) -> None:
    make_appointment(selam, starts_local=in_days(2))
    go_to(reminders(selam)[0].due_at)
    work(set())
    lines = dict((what, words) for what, _, words in told(selam, seen_by=jana))
    assert lines["The day before"] == "next try 18:00, no phone of hers gets reminders"
    assert lines["Call"] == "stands on the call list, no phone of hers gets reminders"


def test_what_was_stopped_says_why(selam: Member, jana: Member) -> None:
    keep(client_of(selam), "https://fcm.googleapis.com/a", Device("a"))
    appointment = make_appointment(selam, starts_local=in_days(2))
    cancel(appointment, selam)
    assert ("The day before", "plain", "not sent: the appointment was cancelled") in told(
        selam, seen_by=jana
    )


def test_strangers_read_nothing(selam: Member, brandt: Member, oksana: Member) -> None:
    make_appointment(selam)
    assert ledger(selam, seen_by=brandt) == []
    assert ledger(selam, seen_by=oksana) == []


def test_every_reason_we_write_has_words() -> None:
    assert all(REASONS.values())
    assert {"no_device", "moved", "cancelled", "declined", "busy", "failing", "barred"} <= set(
        REASONS
    )


def test_the_ledger_takes_one_statement_however_long_it_is(selam: Member, jana: Member) -> None:
    for day in range(1, 15):
        make_appointment(selam, starts_local=in_days(day))
    with carrier_opened(client_of(selam).carrier_id), transaction(), counting() as sent:
        lines = ledger_queries.ledger_of(client_of(selam).id, seen_by=jana.viewer)
    assert len([text for text in sent if text.startswith("SELECT")]) == 1
    assert len([line for line in lines if line.offset != "call"]) == 30
    assert len(rows(selam, Reminder)) > 30
    assert rows(selam, Client)
