"""Asking for an appointment or another time: what becomes of a wish, and who hears of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.appointments import moves, requests, service
from app.appointments.models import Appointment
from app.appointments.refusals import (
    AskedEnough,
    ChangedMeanwhile,
    DayIsOver,
    HasMoved,
    IsCancelled,
    NobodyToAsk,
    OthersComeToo,
    TooFarAway,
)
from app.appointments.refusals_desk import NoSuchWish
from app.appointments.waiting import waiting_of
from app.appointments.wishes import Wish
from app.audit.models import AccessLog
from app.caseload.models import Case
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.notices.models import Reminder
from tests import build
from tests.appointments import scene
from tests.appointments.conftest import Book, in_days, meeting
from tests.cast import Member

pytestmark = pytest.mark.usefixtures("at_carrier")


def trail() -> list[str]:
    """What the trail tells, in order."""
    return list(db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)))


def reminders(*states: str) -> list[str]:
    """Which reminders are in one of these states."""
    rows = sa.select(Reminder.offset).where(Reminder.state.in_(states or ("planned",)))
    return sorted(db.session.scalars(rows))


def test_from_a_wish_to_an_agreed_time(selam: Member, jana: Member) -> None:
    asked = scene.ask(selam, needs_interpreter=True)
    assert (asked.state, asked.version, asked.organiser_id) == ("requested", 0, jana.person.id)
    assert reminders() == []  # of what has no time nobody is reminded
    (waiting,) = waiting_of(seen_by=jana.viewer).asked
    assert waiting.wish is not None
    assert (waiting.client_name, waiting.wish.topic, waiting.wish.days) == (
        "Selam K.",
        "housing",
        ("TU", "TH"),
    )
    scene.propose(asked, jana, papers=("identity",))
    assert (asked.state, asked.version, asked.starts_local) == ("proposed", 1, in_days(3))
    assert not waiting_of(seen_by=jana.viewer).asked
    assert {"d3", "d1", "h2", "proposed"} >= set(reminders()) >= {"d1", "h2", "proposed"}
    scene.reply(asked, "yes", selam)
    assert (asked.state, scene.part_of(asked).reply) == ("confirmed", "yes")
    hers, desk = selam.person.id, jana.person.id
    assert scene.way_of(asked) == [
        ("requested", 0, hers),
        ("proposed", 1, desk),
        ("confirmed", 1, hers),
    ]
    assert trail() == [
        "AppointmentAsked",
        "MoveAnswered",
        "AppointmentProposed",
        "ReplyGiven",
        "AppointmentConfirmed",
    ]


def test_an_interpreter_is_noted_in_her_language_unless_another_is_said(
    selam: Member, jana: Member
) -> None:
    asked = scene.ask(selam, needs_interpreter=True)
    part = scene.part_of(asked)
    assert (part.interpreter_kind, part.interpreter_language) == ("professional", "ti")
    scene.propose(asked, jana, interpreter_kind="phone")
    assert (part.interpreter_kind, part.interpreter_language) == ("phone", "ti")
    other = scene.ask(selam, wish=Wish(topic="work"))
    scene.propose(other, jana, interpreter_kind="volunteer", interpreter_language="ar")
    assert scene.part_of(other).interpreter_language == "ar"
    none = scene.ask(selam, wish=Wish(topic="health"), needs_interpreter=True)
    scene.propose(none, jana, interpreter_language="ar")
    assert (scene.part_of(none).interpreter_kind, scene.part_of(none).interpreter_language) == (
        None,
        None,
    )


def test_the_same_wish_again_is_one_and_a_fourth_one_waits(selam: Member) -> None:
    first = scene.ask(selam)
    again = scene.ask(selam, wish=Wish(topic="housing", parts=("afternoon",)))
    assert again.id == first.id
    assert [wish.parts for wish in scene.wishes_of(first)] == [["afternoon"]]
    for topic in ("work", "health"):
        scene.ask(selam, wish=Wish(topic=topic))
    with pytest.raises(AskedEnough):
        scene.ask(selam, wish=Wish(topic="language"))
    assert db.session.scalar(sa.select(sa.func.count(Appointment.id))) == 3


def test_without_a_contact_person_a_wish_is_refused(selam: Member) -> None:
    with transaction() as session:
        session.execute(sa.update(Case).values(ended_on=clock.today()))
    with pytest.raises(NobodyToAsk):
        scene.ask(selam)


@pytest.mark.parametrize("closed_by", ["selam", "jana"])
def test_what_was_asked_for_may_end_without_a_time(
    selam: Member, jana: Member, closed_by: str
) -> None:
    asked = scene.ask(selam)
    for _twice in range(2):
        scene.cancel(asked, selam if closed_by == "selam" else jana)
    assert trail() == ["AppointmentAsked", "RequestClosed"]
    assert [wish.state for wish in scene.wishes_of(asked)] == ["declined"]
    # The desk's word reaches her as news; her own needs nobody.
    assert reminders() == ([] if closed_by == "selam" else ["answered"])
    assert not waiting_of(seen_by=jana.viewer)
    with pytest.raises(IsCancelled):
        scene.propose(asked, jana)


def test_answered_twice_the_second_one_hears_it(selam: Member, jana: Member) -> None:
    asked = scene.ask(selam)
    scene.propose(asked, jana)
    with pytest.raises(ChangedMeanwhile):
        scene.propose(asked, jana, place="Anderswo")
    assert asked.place == "Rathaus, Zimmer 12-B"


def test_another_time_is_wished_and_the_old_one_stands(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam)
    scene.reply(appointment, "yes", selam)
    scene.ask_to_move(appointment, selam)
    assert (appointment.state, appointment.version, appointment.starts_local) == (
        "confirmed",
        1,
        in_days(3),
    )
    assert scene.part_of(appointment).reply is None  # her yes is no longer sure
    (waiting,) = waiting_of(seen_by=jana.viewer).wishes
    assert waiting.appointment_id == appointment.id
    scene.move(appointment, jana)
    assert (appointment.state, appointment.version) == ("confirmed", 2)
    assert [wish.state for wish in scene.wishes_of(appointment)] == ["accepted"]
    assert not waiting_of(seen_by=jana.viewer)
    assert trail()[-3:] == ["MoveAsked", "MoveAnswered", "AppointmentMoved"]


def test_only_another_time_answers_the_wish_for_one(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam)
    scene.ask_to_move(appointment, selam)
    appointment.place = "Zimmer 3"
    scene.move(appointment, jana, days=3)
    assert [wish.state for wish in scene.wishes_of(appointment)] == ["open"]


def test_there_is_no_other_time_and_she_keeps_the_old_one(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam)
    scene.ask_to_move(appointment, selam)
    scene.ask_to_move(appointment, selam)  # the same wish once more
    (wish,) = scene.wishes_of(appointment)
    for wish_id, refused in ((wish.id + 1, True), (wish.id, False), (wish.id, True)):
        try:
            with transaction():
                moves.decline(appointment, wish_id=wish_id, by=jana.viewer, now=clock.now())
            assert not refused
        except NoSuchWish:
            assert refused
    assert (wish.state, wish.answered_by_id) == ("declined", jana.person.id)
    assert reminders() == ["answered"]
    assert (appointment.version, appointment.starts_local) == (1, in_days(3))
    assert trail() == ["MoveAsked", "MoveAnswered"]
    scene.ask_to_move(appointment, selam, Wish(days=("FR",)))
    scene.reply(appointment, "yes", selam)  # "I come" keeps the old time
    assert [one.state for one in scene.wishes_of(appointment)] == ["declined", "declined"]
    assert not waiting_of(seen_by=jana.viewer)


def test_a_wish_for_a_time_that_is_not_the_one_any_more_is_refused(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam)
    scene.move(appointment, jana)
    with pytest.raises(HasMoved), transaction():
        moves.ask(appointment, wish=Wish(), version=1, by=selam.viewer, now=clock.now())
    assert scene.wishes_of(appointment) == []


def test_a_cancelled_appointment_stands_at_the_desk_until_it_is_taken_up(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam)
    scene.ask_to_move(appointment, selam)
    for _twice in range(2):
        scene.cancel(appointment, selam)
    assert appointment.state == "cancelled_client"
    found = waiting_of(seen_by=jana.viewer)
    assert [part.is_cancelled for part in found.replies] == [True]
    assert found.wishes == []
    assert trail() == ["MoveAsked", "AppointmentCancelled"]
    assert reminders() == []  # she knows it herself


def test_no_is_no_cancelling(selam: Member, book: Book) -> None:
    appointment = book(selam, state="proposed")
    scene.reply(appointment, "no", selam)
    assert (appointment.state, scene.part_of(appointment).reply) == ("proposed", "no")


def test_the_time_of_a_group_is_not_one_clients_to_change(
    selam: Member, ahmad: Member, jana: Member
) -> None:
    assert selam.client
    assert ahmad.client
    with transaction():
        made = service.make(
            [selam.client, ahmad.client],
            what=meeting(kind="group"),
            by=jana.viewer,
            now=clock.now(),
        )
    with pytest.raises(OthersComeToo):
        scene.ask_to_move(made, selam)
    assert made.state == "confirmed"


@pytest.mark.parametrize(
    ("not_before", "why"),
    [(timedelta(days=-1), DayIsOver), (timedelta(days=400), TooFarAway)],
)
def test_days_that_nobody_can_plan_are_refused(
    selam: Member, not_before: timedelta, why: type[Refused]
) -> None:
    with pytest.raises(why):
        scene.ask(selam, wish=Wish(not_before=clock.today() + not_before))


def test_nobody_elses_wish_is_seen(
    selam: Member, yonas: Member, jana: Member, brandt: Member
) -> None:
    scene.ask(selam, is_sensitive=True)
    (part,) = waiting_of(seen_by=jana.viewer).asked
    assert part.wish is not None
    assert (part.kind, part.wish.topic, part.wish.own_words) == ("appointment", None, None)
    assert not waiting_of(seen_by=brandt.viewer)
    petra, grant = build.person("Petra", "de", jana.viewer.role, carrier_id=jana.grant.carrier_id)
    assert not waiting_of(seen_by=Member(person=petra, grant=grant).viewer)


def test_the_proposal_must_be_possible(selam: Member, jana: Member) -> None:
    asked = scene.ask(selam)
    with pytest.raises(Refused):
        scene.propose(asked, jana, step_id=999_999)
    with pytest.raises(Refused):
        requests.propose(
            asked,
            what=meeting(when=service.When(starts_local=in_days(-1), minutes=30)),
            by=jana.viewer,
            now=clock.now(),
        )
    assert (asked.state, asked.version) == ("requested", 0)
