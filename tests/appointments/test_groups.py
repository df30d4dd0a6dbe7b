"""Groups: who joins, leaves or is taken out hears of it, and nobody else sees or hears anything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments import feeds, groups, outcomes, queries, series, service
from app.appointments.models import Appointment, AppointmentChange, Participation
from app.appointments.refusals import IsCancelled
from app.appointments.refusals_desk import GroupIsFull, NotAGroup
from app.appointments.service import When
from app.appointments.waiting import outcomes_of, waiting_of
from app.audit.models import AccessLog
from app.caseload.models import Client
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import CallListEntry, Reminder
from tests.appointments import scene
from tests.appointments.conftest import in_days, meeting
from tests.cast import Member

pytestmark = pytest.mark.usefixtures("at_carrier")
SignIn = Callable[[Member], FlaskClient]


def of(member: Member) -> Client:
    assert member.client is not None
    return member.client


def make(*members: Member, **more: Any) -> Appointment:
    """A group meeting of these, with their manager."""
    assert members[0].manager
    with transaction():
        return service.make(
            [of(member) for member in members],
            what=meeting(kind="group", papers=("identity",), **more),
            by=members[0].manager.viewer,
            now=clock.now(),
        )


def add(appointment: Appointment, member: Member, by: Member) -> None:
    with transaction():
        groups.add(appointment, [of(member)], by=by.viewer, now=clock.now())


def take_out(appointment: Appointment, member: Member, by: Member) -> None:
    with transaction():
        groups.take_out([appointment], of(member).id, by=by.viewer, now=clock.now())


def part_of(appointment: Appointment, member: Member) -> Participation:
    found = groups.find_part(appointment, of(member).id)
    assert found is not None
    return found


def told(member: Member) -> list[str]:
    """What stands in her trail, and what waits to be sent to her."""
    trail = db.session.scalars(
        sa.select(AccessLog.what).where(AccessLog.client_id == of(member).id)
    )
    return sorted(trail)


def planned(member: Member) -> list[tuple[str, str]]:
    rows = db.session.execute(
        sa.select(Reminder.subject, Reminder.offset)
        .where(Reminder.client_id == of(member).id, Reminder.state == "planned")
        .order_by(Reminder.offset)
    )
    return [(row.subject, row.offset) for row in rows]


def state_for(appointment: Appointment, member: Member) -> str:
    (card,) = queries.get_cards(appointment.id, seen_by=member.viewer)
    return card.state


def test_each_has_reminders_of_her_own(selam: Member, ahmad: Member) -> None:
    make(selam, ahmad, when=When(starts_local=in_days(9), minutes=60))
    for member in (selam, ahmad):
        assert {offset for _subject, offset in planned(member)} == {"d3", "d1", "h2"}


def test_who_is_taken_out_is_told_and_nobody_else(
    selam: Member, ahmad: Member, rojin: Member, jana: Member
) -> None:
    made = make(selam, ahmad, rojin)
    scene.reply(made, "yes", ahmad)
    before = {member: (told(member), planned(member)) for member in (ahmad, rojin)}
    for _twice in range(2):
        take_out(made, selam, jana)
    assert state_for(made, selam) == "cancelled_staff"
    assert ("message", "cancelled") in planned(selam)
    assert {subject for subject, _offset in planned(selam)} == {"message"}
    assert told(selam).count("AppointmentCancelled") == 1
    assert {member: (told(member), planned(member)) for member in (ahmad, rojin)} == before
    assert (made.state, made.version, state_for(made, ahmad)) == ("confirmed", 1, "confirmed")


def test_who_cancels_leaves_and_the_desk_alone_hears_it(
    selam: Member, ahmad: Member, jana: Member
) -> None:
    made = make(selam, ahmad)
    before = (told(ahmad), planned(ahmad))
    scene.cancel(made, selam)
    assert (state_for(made, selam), state_for(made, ahmad)) == ("cancelled_client", "confirmed")
    assert planned(selam) == []  # she knows it herself
    assert (told(ahmad), planned(ahmad)) == before
    (waits,) = waiting_of(seen_by=jana.viewer).replies
    assert (waits.client_id, waits.reply, waits.is_cancelled) == (of(selam).id, "no", True)
    with pytest.raises(IsCancelled):
        scene.reply(made, "yes", selam)


def test_the_last_one_leaves_in_the_same_words(selam: Member, ahmad: Member, jana: Member) -> None:
    made = make(selam, ahmad)
    scene.cancel(made, selam)
    changes = sa.select(sa.func.count()).select_from(AppointmentChange)
    before = db.session.scalar(changes)
    scene.cancel(made, ahmad)
    assert state_for(made, ahmad) == "cancelled_client"
    # The history of the meeting is in the copy of who left before: nothing of him stands there.
    assert (made.state, db.session.scalar(changes)) == ("confirmed", before)
    scene.cancel(made, jana)
    assert made.state == "cancelled_staff"


def test_nobody_agrees_for_the_others(selam: Member, ahmad: Member, jana: Member) -> None:
    assert selam.manager
    with transaction():
        made = service.make(
            [of(selam), of(ahmad)],
            what=meeting(kind="group"),
            by=jana.viewer,
            now=clock.now(),
            state="proposed",
        )
    before = told(ahmad)
    scene.reply(made, "yes", selam)
    assert (made.state, told(ahmad)) == ("proposed", before)
    people = set(db.session.scalars(sa.select(AppointmentChange.by_id)))
    assert people == {jana.person.id}


def test_a_later_one_gets_what_the_others_have(
    selam: Member, ahmad: Member, rojin: Member, jana: Member
) -> None:
    made = make(selam, when=When(starts_local=in_days(9), minutes=60))
    before = (told(selam), planned(selam))
    for _twice in range(2):
        add(made, ahmad, jana)
    (card,) = queries.get_cards(made.id, seen_by=ahmad.viewer)
    assert [(item.doc_type, item.have_it) for item in card.bring] == [("identity", False)]
    assert {offset for _subject, offset in planned(ahmad)} == {"d3", "d1", "h2"}
    assert told(ahmad) == ["AppointmentMade"]
    assert (told(selam), planned(selam)) == before
    scene.cancel(made, jana)
    with pytest.raises(IsCancelled):
        add(made, rojin, jana)


def test_who_was_taken_out_by_mistake_is_in_again(
    selam: Member, ahmad: Member, jana: Member
) -> None:
    made = make(selam, ahmad, when=When(starts_local=in_days(9), minutes=60))

    def sequence() -> tuple[int, str]:
        (entry,) = feeds.entries_of(selam.viewer, now=clock.now())
        return entry.sequence, entry.state

    assert sequence() == (1, "confirmed")
    take_out(made, selam, jana)
    assert sequence() == (2, "cancelled_staff")
    add(made, selam, jana)
    assert sequence() == (3, "confirmed")
    assert {offset.partition(".")[0] for _subject, offset in planned(selam)} >= {"d3", "d1", "h2"}


def test_only_a_group_has_people_who_come_and_go(
    selam: Member, ahmad: Member, jana: Member
) -> None:
    with transaction():
        alone = service.make([of(selam)], what=meeting(), by=jana.viewer, now=clock.now())
    with pytest.raises(NotAGroup):
        add(alone, ahmad, jana)
    with pytest.raises(NotAGroup):
        take_out(alone, selam, jana)
    with pytest.raises(GroupIsFull):
        service.make([of(selam)] * 31, what=meeting(), by=jana.viewer, now=clock.now())


def test_outcomes_are_each_ones_own(
    selam: Member, ahmad: Member, rojin: Member, jana: Member
) -> None:
    made = make(selam, ahmad, rojin)
    take_out(made, rojin, jana)
    scene.later(days=5)
    try:
        with transaction():
            for member, outcome in ((selam, "attended"), (ahmad, "missed")):
                part = part_of(made, member)
                outcomes.record(made, part, outcome=outcome, by=jana.viewer, now=clock.now())
        part = part_of(made, rojin)
        with pytest.raises(IsCancelled):
            outcomes.record(made, part, outcome="missed", by=jana.viewer, now=clock.now())
        listed = [
            part.client_id for _day, parts in outcomes_of(seen_by=jana.viewer) for part in parts
        ]
    finally:
        clock.shift(timedelta())
    assert made.state == "held"
    assert [part_of(made, one).outcome for one in (selam, ahmad, rojin)] == [
        "attended", "missed", None,
    ]  # fmt: skip
    assert sorted(listed) == sorted([of(selam).id, of(ahmad).id])


def test_out_of_all_later_dates_is_told_once(selam: Member, ahmad: Member, jana: Member) -> None:
    first = in_days(9)
    with transaction():
        made = series.make_all(
            [of(selam), of(ahmad)],
            what=meeting(kind="group", when=When(starts_local=first, minutes=60)),
            dates=[first.date() + timedelta(weeks=number) for number in range(3)],
            rhythm="weekly",
            by=jana.viewer,
            now=clock.now(),
        )
        groups.take_out(
            series.this_and_after(made[1]), of(selam).id, by=jana.viewer, now=clock.now()
        )
    assert [state_for(one, selam) for one in made] == [
        "confirmed", "cancelled_staff", "cancelled_staff",
    ]  # fmt: skip
    assert [one for one in planned(selam) if one[1] == "cancelled"] == [("message", "cancelled")]
    (card,) = queries.get_cards(made[0].id, seen_by=selam.viewer)
    assert not card.repeats
    (card,) = queries.get_cards(made[0].id, seen_by=ahmad.viewer)
    assert card.repeats


def test_nobody_sees_another_on_page_calendar_push_or_copy(
    signed_in: SignIn, selam: Member, ahmad: Member, rojin: Member, jana: Member, at_carrier: int
) -> None:
    """With the others in the group every byte she gets is as if she were there alone."""
    names = {of(ahmad): ("Zulfikar", "Canary"), of(rojin): ("Zilan", "Canary")}
    with transaction():
        for client, (given, family) in names.items():
            client.given_name, client.family_name = given, family
    made = make(selam, ahmad, rojin)
    scene.reply(made, "call_me", ahmad)
    take_out(made, rojin, jana)
    scene.cancel(made, ahmad)
    browser = signed_in(selam)
    seen = [
        browser.get(path).text
        for path in (
            "/home",
            "/appointments",
            f"/appointments/{made.id}",
            f"/appointments/{made.id}/cancel",
            f"/appointments/{made.id}/calendar.ics",
            "/me/my-data",
            "/me/who-sees-what",
            "/offline/pack",
        )
    ]
    with carrier_opened(at_carrier):
        seen += [repr(vars(row)) for row in _rows_about(selam)]
        seen.append(repr(feeds.entries_of(selam.viewer, now=clock.now())))
    for word in ("Zulfikar", "Zilan", "Canary", "Ahmad", "Rojin"):
        assert [page for page in seen if word in page] == []
    alone = make(selam, when=When(starts_local=in_days(3, 11), minutes=45))
    pages = [browser.get(f"/appointments/{number}").text for number in (made.id, alone.id)]
    assert len(pages[0]) == len(pages[1])


def _rows_about(member: Member) -> list[Any]:
    mine = of(member).id
    found: list[Any] = []
    for table in (Reminder, CallListEntry):
        found += db.session.scalars(sa.select(table).where(table.client_id == mine)).all()
    return found
