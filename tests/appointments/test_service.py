"""The state machine of appointments, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.appointments import queries, service
from app.appointments.models import Appointment, BringItem, Participation
from app.appointments.refusals import (
    HasBegun,
    HasMoved,
    HourTwice,
    InThePast,
    IsCancelled,
    NobodyInvited,
    NoSuchAnswer,
    NotTheirStep,
    SkippedHour,
    TooShortOrLong,
)
from app.appointments.service import When
from app.appointments.waiting import waiting_of
from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing
from tests import build
from tests.appointments.conftest import Book, in_days, meeting
from tests.cast import Member

PLACE: dict[str, Any] = {"place": "Rathaus, Zimmer 3", "address": "Marktplatz 1, 71332 Waiblingen"}

pytestmark = pytest.mark.usefixtures("at_carrier")


def trail(name: str) -> list[int]:
    """Of whose records the trail tells this."""
    return list(
        db.session.scalars(
            sa.select(AccessLog.client_id).where(AccessLog.what == name).order_by(AccessLog.id)
        )
    )


def part_of(appointment: Appointment, member: Member) -> Participation:
    assert member.client is not None
    return db.session.scalars(
        sa.select(Participation).where(
            Participation.appointment_id == appointment.id,
            Participation.client_id == member.client.id,
        )
    ).one()


def answer(appointment: Appointment, word: str, by: Member, version: int = 1) -> None:
    with transaction():
        service.reply(appointment, answer=word, version=version, by=by.viewer, now=clock.now())


def test_made_for_two_clients_it_is_confirmed_and_told_to_each(
    jana: Member, selam: Member, ahmad: Member
) -> None:
    assert selam.client
    assert ahmad.client
    what = meeting(papers=("identity", "letter"), own_things=("Zwei Fotos",), note="Bis bald")
    with transaction():
        made = service.make(
            [selam.client, ahmad.client], what=what, by=jana.viewer, now=clock.now()
        )
    assert (made.state, made.version) == ("confirmed", 1)
    assert made.ends_at - made.starts_at == timedelta(minutes=45)
    assert trail("AppointmentMade") == [selam.client.id, ahmad.client.id]
    (card,) = queries.get_cards(made.id, seen_by=selam.viewer)
    assert [(b.doc_type, b.own_words) for b in card.bring] == [
        ("identity", None),
        ("letter", None),
        (None, "Zwei Fotos"),
    ]
    assert len(queries.get_cards(made.id, seen_by=jana.viewer)) == 2


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (When(starts_local=in_days(-1), minutes=30), InThePast),
        (When(starts_local=build.next_change_of_clocks(3), minutes=30), SkippedHour),
        (When(starts_local=build.next_change_of_clocks(10), minutes=30), HourTwice),
        (When(starts_local=in_days(2), minutes=4), TooShortOrLong),
        (When(starts_local=in_days(2), minutes=481), TooShortOrLong),
    ],
)
def test_times_that_cannot_be_kept_are_refused(
    jana: Member, selam: Member, when: When, why: type[Exception]
) -> None:
    assert selam.client
    with pytest.raises(why), transaction():
        service.make([selam.client], what=meeting(when=when), by=jana.viewer, now=clock.now())
    assert db.session.scalar(sa.select(sa.func.count(Appointment.id))) == 0


@pytest.mark.parametrize(("is_second", "hours"), [(False, 0), (True, 1)])
def test_of_the_hour_that_comes_twice_the_one_that_was_meant_is_kept(
    jana: Member, selam: Member, is_second: bool, hours: int
) -> None:
    assert selam.client
    wall = build.next_change_of_clocks(10)
    when = When(starts_local=wall, minutes=30, is_second=is_second)
    with transaction():
        made = service.make(
            [selam.client], what=meeting(when=when), by=jana.viewer, now=clock.now()
        )
    assert made.starts_local == wall
    assert made.starts_at == clock.instant(wall) + timedelta(hours=hours)


def test_nobody_invited_is_refused(jana: Member) -> None:
    with pytest.raises(NobodyInvited), transaction():
        service.make([], what=meeting(), by=jana.viewer, now=clock.now())


def test_a_step_must_be_in_her_plan_and_shared(jana: Member, selam: Member, ahmad: Member) -> None:
    assert selam.client
    assert ahmad.client
    with transaction():
        own = build.step(selam.client).id
        hidden = build.step(selam.client, private_to_client=True).id
        foreign = build.step(ahmad.client).id
    for step_id in (foreign, hidden, 999_999):
        with pytest.raises(NotTheirStep), transaction():
            service.make(
                [selam.client], what=meeting(step_id=step_id), by=jana.viewer, now=clock.now()
            )
    with transaction():
        made = service.make(
            [selam.client], what=meeting(step_id=own), by=jana.viewer, now=clock.now()
        )
    assert made.step_id == own


def test_moving_keeps_the_row_raises_the_version_and_drops_the_answers(
    jana: Member, selam: Member, book: Book
) -> None:
    appointment = book(selam)
    answer(appointment, "yes", selam)
    to = When(starts_local=in_days(5, 14), minutes=60)
    with transaction():
        service.move(appointment, to=to, **PLACE, by=jana.viewer, now=clock.now())
    assert (appointment.version, appointment.starts_local) == (2, in_days(5, 14))
    assert appointment.starts_at == clock.instant(in_days(5, 14))
    assert appointment.ends_at - appointment.starts_at == timedelta(minutes=60)
    part = part_of(appointment, selam)
    assert (part.reply, part.replied_at, part.handled_at) == (None, None, None)
    assert trail("AppointmentMoved") == [part.client_id]
    with transaction():  # the same once more changes nothing
        service.move(appointment, to=to, **PLACE, by=jana.viewer, now=clock.now())
    assert appointment.version == 2
    assert len(trail("AppointmentMoved")) == 1


def test_moving_into_the_past_changes_nothing(jana: Member, selam: Member, book: Book) -> None:
    appointment = book(selam)
    with pytest.raises(InThePast), transaction():
        service.move(
            appointment,
            to=When(starts_local=in_days(-2), minutes=45),
            **PLACE,
            by=jana.viewer,
            now=clock.now(),
        )
    db.session.expire_all()
    assert (appointment.version, appointment.starts_local) == (1, in_days(3))


def test_cancelled_is_final(jana: Member, selam: Member, book: Book) -> None:
    appointment = book(selam)
    for _twice in range(2):
        with transaction():
            service.cancel(appointment, by=jana.viewer, now=clock.now())
    assert appointment.state == "cancelled_staff"
    assert len(trail("AppointmentCancelled")) == 1
    with pytest.raises(IsCancelled):
        answer(appointment, "yes", selam)
    with pytest.raises(IsCancelled), transaction():
        service.move(
            appointment,
            to=When(starts_local=in_days(4), minutes=45),
            **PLACE,
            by=jana.viewer,
            now=clock.now(),
        )


def test_what_has_begun_is_left_alone(jana: Member, selam: Member, book: Book) -> None:
    appointment = book(selam)
    clock.shift(timedelta(days=4))
    with pytest.raises(HasBegun):
        answer(appointment, "yes", selam)
    with pytest.raises(HasBegun), transaction():
        service.cancel(appointment, by=jana.viewer, now=clock.now())
    assert part_of(appointment, selam).reply is None


@pytest.mark.parametrize("word", ["yes", "no", "later", "help", "call_me"])
def test_each_answer_is_kept_once_however_often_it_is_sent(
    selam: Member, book: Book, word: str
) -> None:
    appointment = book(selam)
    for _again in range(3):
        answer(appointment, word, selam)
    assert part_of(appointment, selam).reply == word
    assert len(trail("ReplyGiven")) == 1


def test_an_answer_may_be_changed_until_the_start(jana: Member, selam: Member, book: Book) -> None:
    appointment = book(selam)
    answer(appointment, "no", selam)
    part = part_of(appointment, selam)
    with transaction():
        service.take_up_reply(part, "no", by=jana.viewer, now=clock.now())
    assert part.handled_at is not None
    answer(appointment, "call_me", selam)
    db.session.refresh(part)
    assert part.reply == "call_me"
    assert part.handled_at is None
    assert len(trail("ReplyGiven")) == 2


def test_an_answer_to_the_old_time_does_not_count(jana: Member, selam: Member, book: Book) -> None:
    appointment = book(selam)
    with transaction():
        service.move(
            appointment,
            to=When(starts_local=in_days(4), minutes=45),
            **PLACE,
            by=jana.viewer,
            now=clock.now(),
        )
    with pytest.raises(HasMoved):
        answer(appointment, "yes", selam, version=1)
    assert part_of(appointment, selam).reply is None


def test_only_the_five_answers_exist(selam: Member, book: Book) -> None:
    appointment = book(selam)
    with pytest.raises(NoSuchAnswer):
        answer(appointment, "perhaps", selam)


@pytest.mark.parametrize("word", ["no", "later", "help", "call_me"])
def test_an_answer_that_needs_somebody_waits_at_the_desk_until_it_is_taken_up(
    jana: Member, selam: Member, book: Book, word: str
) -> None:
    appointment = book(selam)
    answer(appointment, word, selam)
    (waiting,) = waiting_of(seen_by=jana.viewer).replies
    assert (waiting.reply, waiting.client_name) == (word, "Selam K.")
    part = queries.get_participation(waiting.participation_id, seen_by=jana.viewer)
    for _twice in range(2):
        with transaction():
            service.take_up_reply(part, word, by=jana.viewer, now=clock.now())
    assert waiting_of(seen_by=jana.viewer).replies == []
    assert len(trail("ReplyTakenUp")) == 1


def test_a_yes_needs_nobody_and_strangers_see_no_answers(
    jana: Member, brandt: Member, selam: Member, ahmad: Member, book: Book
) -> None:
    answer(book(selam), "yes", selam)
    assert waiting_of(seen_by=jana.viewer).replies == []
    answer(book(ahmad), "no", ahmad)
    assert len(waiting_of(seen_by=jana.viewer).replies) == 1
    assert waiting_of(seen_by=brandt.viewer).replies == []


def test_ticking_what_lies_ready(selam: Member, ahmad: Member, book: Book) -> None:
    appointment = book(selam)
    item_id = db.session.scalars(sa.select(BringItem.id).order_by(BringItem.sort)).first()
    assert item_id
    item = queries.get_bring_item(item_id, of=appointment.id, seen_by=selam.viewer)
    for have_it in (True, True, False):
        with transaction():
            service.tick_bring(item, have_it=have_it, by=selam.viewer, now=clock.now())
        assert item.have_it is have_it
    assert len(trail("BringItemTicked")) == 2
    with pytest.raises(Missing):
        queries.get_bring_item(item_id, of=appointment.id, seen_by=ahmad.viewer)
