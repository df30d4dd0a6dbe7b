"""How it went: noted, taken back, offered again; who is asked when. It counts against nobody."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.appointments import outcomes, own, service
from app.appointments.models import Appointment, BringItem, Participation
from app.appointments.refusals import ChangedMeanwhile, HasBegun, IsCancelled
from app.appointments.refusals_desk import (
    AwaitsNobody,
    NotAnOutcome,
    NotOverYet,
    TooLateToTakeBack,
)
from app.appointments.waiting import outcomes_of, waiting_of
from app.appointments.workdays import is_working_day
from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.notices.models import CallListEntry, Reminder
from tests.appointments import scene
from tests.appointments.conftest import Book, in_days, meeting
from tests.cast import Member

pytestmark = pytest.mark.usefixtures("at_carrier")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("attended", "held"), ("attended_late", "held"), ("missed", "missed")],
)
def test_it_is_noted_once_with_who_and_when(
    selam: Member, jana: Member, book: Book, outcome: str, state: str
) -> None:
    appointment = book(selam, starts_local=in_days(-1))
    for _twice in range(2):
        scene.note(appointment, jana, outcome)
    part = scene.part_of(appointment)
    assert (appointment.state, part.outcome, part.outcome_by_id) == (
        state,
        outcome,
        jana.person.id,
    )
    assert part.outcome_at is not None
    told = db.session.scalars(sa.select(AccessLog.what)).all()
    assert list(told) == ["OutcomeRecorded"]
    assert scene.way_of(appointment) == [(state, 1, jana.person.id)]


def test_a_reason_may_be_added_and_stays_neutral(selam: Member, jana: Member, book: Book) -> None:
    appointment = book(selam, starts_local=in_days(-1))
    scene.note(appointment, jana, "missed")
    assert scene.part_of(appointment).missed_reason is None
    scene.note(appointment, jana, "missed", "letter_late")
    scene.note(appointment, jana, "missed")  # a second tap does not forget it
    assert scene.part_of(appointment).missed_reason == "letter_late"
    card = own.own_past(selam.viewer)[0]
    assert card.was_missed
    for outcome, reason in (("missed", "lazy"), ("attended", "ill"), ("perhaps", None)):
        with pytest.raises(NotAnOutcome):
            scene.note(appointment, jana, outcome, reason)


def test_what_has_not_begun_was_cancelled_or_noted_differently_is_refused(
    selam: Member, jana: Member, book: Book
) -> None:
    ahead, gone = book(selam), book(selam, state="cancelled_staff", starts_local=in_days(-1))
    noted = book(selam, starts_local=in_days(-1))
    scene.note(noted, jana, "attended")
    for appointment, why in ((ahead, NotOverYet), (gone, IsCancelled), (noted, ChangedMeanwhile)):
        with pytest.raises(why):
            scene.note(appointment, jana, "missed")
    with pytest.raises(NotOverYet):
        scene.note(scene.ask(selam), jana, "attended")
    for change in (scene.cancel, scene.move):  # final states are never left
        with pytest.raises(HasBegun):
            change(noted, jana)


def test_a_suggestion_nobody_agreed_to(selam: Member, jana: Member, book: Book) -> None:
    met, lapsed, moved = (
        book(selam, state="proposed", starts_local=in_days(-1, hour)) for hour in (9, 11, 13)
    )
    scene.note(met, jana, "attended")
    assert [step[0] for step in scene.way_of(met)] == ["confirmed", "held"]
    scene.note(lapsed, jana, "missed")  # missed by nobody: she had not agreed
    assert (lapsed.state, scene.part_of(lapsed).outcome) == ("cancelled_staff", None)
    assert db.session.scalars(sa.select(Reminder.id)).all() == []  # nothing to tell anybody
    assert db.session.scalars(sa.select(CallListEntry.id)).all() == []
    scene.move(moved, jana)
    assert (moved.state, moved.version) == ("proposed", 2)


def test_of_a_group_each_is_noted(selam: Member, ahmad: Member, jana: Member) -> None:
    assert selam.client
    assert ahmad.client
    with transaction():
        made = service.make(
            [selam.client, ahmad.client],
            what=meeting(kind="group"),
            by=jana.viewer,
            now=clock.now(),
        )
    scene.later(days=4)
    first, second = db.session.scalars(sa.select(Participation).order_by(Participation.id)).all()

    def note(part: Participation, outcome: str) -> None:
        with transaction():
            outcomes.record(made, part, outcome=outcome, by=jana.viewer, now=clock.now())

    note(first, "missed")
    assert made.state == "confirmed"  # the other one is not noted yet
    note(second, "attended")
    assert made.state == "held"
    with transaction():
        outcomes.take_back(made, first, by=jana.viewer, now=clock.now())
    assert made.state == "held"
    with pytest.raises(AwaitsNobody), transaction():
        outcomes.offer_again(made, what=meeting(), by=jana.viewer, now=clock.now())


def test_a_slip_of_the_finger_is_taken_back_for_a_day(
    selam: Member, jana: Member, book: Book
) -> None:
    appointment = book(selam, starts_local=in_days(-1))
    scene.note(appointment, jana, "missed", "ill")
    scene.later(hours=23)
    for _twice in range(2):
        scene.take_back(appointment, jana)
    part = scene.part_of(appointment)
    assert (appointment.state, part.outcome, part.missed_reason) == ("confirmed", None, None)
    scene.note(appointment, jana, "attended")
    scene.later(hours=23 + 25)
    with pytest.raises(TooLateToTakeBack):
        scene.take_back(appointment, jana)
    assert appointment.state == "held"


def test_after_a_missed_one_comes_an_offer_in_one_step(
    selam: Member, jana: Member, book: Book
) -> None:
    missed = book(selam, starts_local=in_days(-1), note="Bis bald", is_accompanied=True)
    scene.note(missed, jana, "missed")
    offered = scene.offer_again(missed, jana)
    assert scene.offer_again(missed, jana).id == offered.id  # the second tap
    assert (missed.state, offered.state, offered.version) == ("offered_again", "proposed", 1)
    assert (offered.note, offered.kind, offered.is_accompanied) == ("Bis bald", "counselling", True)
    papers = sa.select(BringItem.doc_type).join(
        Participation, Participation.id == BringItem.participation_id
    )
    again = papers.where(Participation.appointment_id == offered.id).order_by(BringItem.sort)
    assert db.session.scalars(again).all() == ["identity", "jobcenter_letter"]
    told = sorted(db.session.scalars(sa.select(AccessLog.what)))
    assert told == ["AppointmentOfferedAgain", "AppointmentProposed", "OutcomeRecorded"]
    with pytest.raises(TooLateToTakeBack):
        scene.take_back(missed, jana)
    with pytest.raises(AwaitsNobody):
        scene.offer_again(offered, jana)
    scene.reply(offered, "yes", selam)
    assert offered.state == "confirmed"


def test_an_offer_in_the_past_changes_nothing(selam: Member, jana: Member, book: Book) -> None:
    missed = book(selam, starts_local=in_days(-1))
    scene.note(missed, jana, "missed")
    with pytest.raises(Refused):
        scene.offer_again(missed, jana, days=-2)
    assert missed.state == "missed"
    assert db.session.scalar(sa.select(sa.func.count(Appointment.id))) == 1


def test_the_desk_is_asked_after_three_working_days(
    selam: Member, jana: Member, brandt: Member, book: Book
) -> None:
    day = clock.today()
    while not is_working_day(day):
        day -= timedelta(days=1)
    met_on = datetime.combine(day, time(0, 5))
    appointment = book(selam, starts_local=met_on, minutes=5)
    came, ahead = 0, day
    while came < 3:
        ahead += timedelta(days=1)
        scene.later(days=(ahead - clock_day()).days, minutes=5)
        came += is_working_day(ahead)
        waiting = waiting_of(seen_by=jana.viewer)
        assert bool(waiting.unrecorded) == (came == 3), (ahead, came)
    assert waiting.unrecorded_count == 1
    assert not waiting_of(seen_by=brandt.viewer)
    scene.note(appointment, jana, "attended")
    assert not waiting_of(seen_by=jana.viewer)


def clock_day() -> date:
    """The real day, whatever a test did to the clock."""
    scene.later(days=0)
    return clock.today()


def test_all_that_is_over_stands_on_the_list_by_day(
    selam: Member, ahmad: Member, jana: Member, book: Book
) -> None:
    for member, days, hour in ((selam, -1, 9), (ahmad, -1, 8), (ahmad, -8, 9), (selam, 2, 9)):
        book(member, starts_local=in_days(days, hour))
    found = outcomes_of(seen_by=jana.viewer)
    assert [(day, [part.client_name for part in parts]) for day, parts in found] == [
        (in_days(-1).date(), ["Ahmad K.", "Selam K."]),
        (in_days(-8).date(), ["Ahmad K."]),
    ]
