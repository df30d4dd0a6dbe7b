"""What follows for reminders when appointments are made, moved, cancelled, answered."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.appointments.service import When
from app.core import clock
from app.core.access import SYSTEM
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.events import publish
from app.core.tenancy import carrier_opened
from app.notices.devices import has_device
from app.notices.models import Delivery, PushSubscription
from app.people.events import PhonesLocked, SignedIn, SignedOut
from app.people.models import Session
from app.people.sessions import revoke
from tests.cast import Member
from tests.notices.scene import (
    calls,
    client_of,
    go_to,
    in_days,
    keep,
    make_appointment,
    reminders,
    rows,
)
from tests.push_stubs.device import Device

MORNING = clock.instant(datetime(2026, 11, 16, 9))


def states(member: Member) -> list[tuple[str, str, str | None]]:
    return [(row.offset, row.state, row.reason) for row in reminders(member)]


def move(appointment: Appointment, member: Member, *, to: datetime) -> None:
    assert member.manager is not None
    with carrier_opened(client_of(member).carrier_id), transaction():
        appointments.move(
            db.session.merge(appointment),
            to=When(starts_local=to, minutes=45),
            place=appointment.place,
            address=appointment.address,
            by=member.manager.viewer,
            now=clock.now(),
        )


def cancel(appointment: Appointment, member: Member) -> None:
    assert member.manager is not None
    with carrier_opened(client_of(member).carrier_id), transaction():
        appointments.cancel(
            db.session.merge(appointment), by=member.manager.viewer, now=clock.now()
        )


def reply(appointment: Appointment, member: Member, answer: str) -> None:
    with carrier_opened(client_of(member).carrier_id), transaction():
        appointments.reply(
            db.session.merge(appointment),
            answer=answer,
            version=1,
            by=member.viewer,
            now=clock.now(),
        )


def with_phone(member: Member, name: str = "a") -> PushSubscription:
    return keep(client_of(member), f"https://fcm.googleapis.com/{name}", Device(name))


def test_reminders_are_there_from_the_start_even_without_a_device(selam: Member) -> None:
    go_to(MORNING)
    appointment = make_appointment(selam, starts_local=in_days(5))
    rows = reminders(selam)
    assert [row.offset for row in rows] == ["d3", "d1", "h2"]
    assert [clock.local(row.due_at) for row in rows] == [
        in_days(2, time(17)),
        in_days(4, time(17)),
        in_days(5, time(8)),
    ]
    assert {row.expires_at for row in rows} == {appointment.starts_at - timedelta(minutes=10)}
    assert {row.version for row in rows} == {1}


def test_without_a_device_somebody_is_asked_to_call_at_once(selam: Member, oksana: Member) -> None:
    go_to(MORNING)
    with_phone(oksana)
    make_appointment(selam, oksana)
    assert [entry.reason for entry in calls(selam)] == ["no_device"]
    assert calls(oksana) == []


def test_each_client_of_a_group_has_reminders_of_her_own(ahmad: Member, rojin: Member) -> None:
    go_to(MORNING)
    make_appointment(ahmad, rojin)
    assert len(reminders(ahmad)) == len(reminders(rojin)) == 3


def test_a_move_supersedes_the_old_version_and_plans_the_new(selam: Member) -> None:
    go_to(MORNING)
    with_phone(selam)
    appointment = make_appointment(selam, starts_local=in_days(5))
    move(appointment, selam, to=in_days(6))
    found = [(row.version, row.offset, row.state, row.reason) for row in reminders(selam)]
    assert sorted(found) == [
        (1, "d1", "superseded", "moved"),
        (1, "d3", "superseded", "moved"),
        (1, "h2", "superseded", "moved"),
        (2, "changed", "planned", None),
        (2, "d1", "planned", None),
        (2, "d3", "planned", None),
        (2, "h2", "planned", None),
    ]


def test_a_leased_reminder_of_the_old_version_is_superseded_as_well(selam: Member) -> None:
    go_to(MORNING)
    appointment = make_appointment(selam)
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.execute(
            sa.text("UPDATE reminder SET state = 'leased', lease_token = 'x', lease_until = due_at")
        )
    move(appointment, selam, to=in_days(6))
    old = [row for row in reminders(selam) if row.version == 1]
    assert {(row.state, row.lease_token, row.lease_until) for row in old} == {
        ("superseded", None, None)
    }


def test_news_of_a_change_waits_for_the_end_of_the_night(selam: Member) -> None:
    go_to(clock.instant(datetime(2026, 11, 16, 22, 30)))
    with_phone(selam)
    appointment = make_appointment(selam)
    move(appointment, selam, to=in_days(6))
    changed = next(row for row in reminders(selam) if row.offset == "changed")
    assert clock.local(changed.due_at) == datetime(2026, 11, 17, 7)


def test_what_cannot_be_pushed_in_time_any_more_is_told_by_phone(selam: Member) -> None:
    go_to(clock.instant(datetime(2026, 11, 16, 22, 30)))
    with_phone(selam)
    appointment = make_appointment(selam, starts_local=in_days(2))
    move(appointment, selam, to=datetime(2026, 11, 17, 7, 5))
    assert [entry.reason for entry in calls(selam)] == ["short_notice"]
    cancel(appointment, selam)
    assert [entry.reason for entry in calls(selam)] == ["short_notice"]


def test_a_cancelled_appointment_is_not_reminded_of_but_told(selam: Member) -> None:
    go_to(MORNING)
    with_phone(selam)
    appointment = make_appointment(selam)
    cancel(appointment, selam)
    assert states(selam) == [
        ("cancelled", "planned", None),
        ("d3", "superseded", "cancelled"),
        ("d1", "superseded", "cancelled"),
        ("h2", "superseded", "cancelled"),
    ]
    assert reminders(selam)[0].subject == "message"


def test_a_call_about_what_was_cancelled_is_about_the_news(selam: Member) -> None:
    go_to(MORNING)
    appointment = make_appointment(selam)
    cancel(appointment, selam)
    assert [entry.subject for entry in calls(selam)] == ["message"]


def test_no_stops_the_reminders_and_yes_plans_them_anew(selam: Member) -> None:
    go_to(MORNING)
    with_phone(selam)
    appointment = make_appointment(selam, starts_local=in_days(5))
    go_to(clock.instant(in_days(3, time(9))))  # the first one is past
    reply(appointment, selam, "no")
    assert {state for _, state, _ in states(selam)} == {"superseded"}
    reply(appointment, selam, "yes")
    waiting = [row for row in reminders(selam) if row.state == "planned"]
    assert [row.offset for row in waiting] == ["d1.2", "h2.2"]
    reply(appointment, selam, "no")
    reply(appointment, selam, "later")
    waiting = [row for row in reminders(selam) if row.state == "planned"]
    assert [row.offset for row in waiting] == ["d1.3", "h2.3"]


def test_an_answer_is_noted_on_what_reached_her_and_nobody_has_to_call(selam: Member) -> None:
    go_to(MORNING)
    appointment = make_appointment(selam)
    phone = with_phone(selam)
    carrier_id = client_of(selam).carrier_id
    first, second, _ = reminders(selam)
    with carrier_opened(carrier_id), transaction():
        for row, accepted_at in ((first, clock.now()), (second, None)):
            db.session.add(
                Delivery(
                    reminder_id=row.id,
                    subscription_id=phone.id,
                    ack_token=row.offset,
                    accepted_at=accepted_at,
                )
            )
    reply(appointment, selam, "yes")
    answered = {row.ack_token: row.answered_at for row in rows(selam, Delivery)}
    assert answered["d3"] is not None
    assert answered["d1"] is None
    assert calls(selam) == []
    assert [entry.outcome for entry in calls(selam, all_of_them=True)] == ["not_needed"]


def test_signing_out_ends_the_subscription_of_that_session_alone(selam: Member) -> None:
    with carrier_opened(client_of(selam).carrier_id), transaction():
        token = selam.token()
        session_id = db.session.scalars(
            sa.select(Session.id).where(Session.token_hash == fingerprint(token))
        ).one()
    here, there = with_phone(selam, "a"), with_phone(selam, "b")
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.merge(here).session_id = session_id
        session.flush()
        publish(SignedOut(occurred_at=clock.now(), by=selam.viewer, session_id=session_id))
    found = {row.id: row.removed_because for row in rows(selam, PushSubscription)}
    assert found == {here.id: "signed_out", there.id: None}


def test_who_shows_the_passkey_again_keeps_her_reminders(
    selam: Member,
) -> None:
    for _ in range(2):
        selam.token()
    first, second = db.session.scalars(sa.select(Session.id).order_by(Session.id))
    here = with_phone(selam)
    with carrier_opened(client_of(selam).carrier_id), transaction() as session:
        session.merge(here).session_id = first
        revoke(first, now=clock.now())
        session.flush()
        assert not has_device(client_of(selam).id)
        again = {"passkey_id": 1, "session_id": second, "renews_session_id": first}
        publish(SignedIn(occurred_at=clock.now(), by=selam.viewer, **again))
        assert has_device(client_of(selam).id)


def test_a_locked_phone_gets_nothing(selam: Member, oksana: Member) -> None:
    mine, hers = with_phone(selam), with_phone(oksana)
    assert selam.manager is not None
    with carrier_opened(client_of(selam).carrier_id), transaction():
        publish(
            PhonesLocked(
                occurred_at=clock.now(), by=selam.manager.viewer, person_id=selam.person.id
            )
        )
    found = {row.id: row.removed_because for row in rows(selam, PushSubscription)}
    assert found == {mine.id: "locked", hers.id: None}


def test_the_sign_out_of_a_volunteer_touches_no_carrier(gerhard: Member) -> None:
    with transaction():
        publish(SignedOut(occurred_at=clock.now(), by=SYSTEM, session_id=7))
    assert gerhard.grant.carrier_id is None
