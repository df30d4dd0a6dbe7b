"""What carriers and clients want: which reminders, when, how much they say; quiet hours."""

from datetime import time, timedelta

import pytest

from app.core import clock
from app.notices import choosing, wishes
from app.notices.choosing import NoSuchReminder, NoTimeLeft, TooQuiet
from app.people.models import Person
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    at_work,
    change,
    client_of,
    fates,
    go_to,
    in_days,
    make_appointment,
    reminders,
    said,
    subscribe,
    waiting,
    work,
)
from tests.pages import counting
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def choose(member: Member, kind: str, offsets: list[str] | None, level: int | None = None) -> None:
    with at_work(member) as session:
        client = session.merge(client_of(member))
        choosing.choose(
            client, kind, offsets=offsets, level=level, by=member.viewer, now=clock.now()
        )


def be_quiet(member: Member, begins: time, ends: time) -> None:
    with at_work(member) as session:
        client = session.merge(client_of(member))
        choosing.choose_quiet_hours(client, begins, ends, by=member.viewer, now=clock.now())


def set_rule(member: Member, kind: str, *offsets: str, at: time = time(17)) -> None:
    assert member.manager is not None
    with at_work(member):
        choosing.set_rule(kind, offsets, at, by=member.manager.viewer, now=clock.now())


# ---- a client's choice ----


def test_a_choice_changes_what_is_planned_already(selam: Member, oksana: Member) -> None:
    make_appointment(selam, oksana, starts_local=in_days(5))
    choose(selam, "appointment", ["d1"])
    assert list(waiting(selam)) == ["d1"]
    assert fates(selam)["d3"] == ("superseded", "unwanted")
    assert list(waiting(oksana)) == ["d3", "d1", "h2"]
    choose(selam, "appointment", None)
    assert list(waiting(selam)) == ["d3.2", "d1", "h2.2"]
    choose(selam, "appointment", [])
    assert waiting(selam) == {}
    choose(selam, "step", [])
    make_appointment(selam, starts_local=in_days(9))
    assert waiting(selam) == {}


def test_what_was_sent_is_not_planned_again(selam: Member, service: Service) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    choose(selam, "appointment", ["d1"])
    choose(selam, "appointment", None)
    set_rule(selam, "appointment", "d3", "d1", "h2", at=time(20))
    assert list(waiting(selam)) == ["d1", "h2.2"]
    assert fates(selam)["d3"] == ("accepted", None)


def test_what_is_being_sent_stays_as_it_is(selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(5))
    go_to(reminders(selam)[0].due_at + timedelta(minutes=1))
    work(set())  # no device: it is tried again
    set_rule(selam, "appointment", "d3", "d1", "h2", at=time(18))
    assert fates(selam)["d3"][0] == "retry"
    assert waiting(selam)["d1"].hour == 18


def test_a_wish_never_turns_into_silence_by_itself(selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(5))
    choose(selam, "appointment", ["d3"])
    set_rule(selam, "appointment", "d2", "h1")
    assert list(waiting(selam)) == ["d2", "h1"]
    with at_work(selam):
        found = wishes.choices_of(client_of(selam).id, seen_by=selam.viewer)
    assert [one.kind for one in found] == ["appointment", "step", "title", "entitlement", "offer"]
    assert found[0].wanted == found[0].rhythm.offsets == ("d2", "h1")


def test_a_level_of_its_own_for_each_kind(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    change(selam, Person, ui_language="en")
    make_appointment(selam, starts_local=in_days(5))
    choose(selam, "appointment", None, level=1)
    go_to(reminders(selam)[0].due_at)
    work({service.origin})
    choose(selam, "appointment", None, level=0)
    go_to(reminders(selam)[1].due_at)
    work({service.origin})
    assert said(device, service) == ["Appointment in 3 days", "New message"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("kind", "offsets", "level"),
    [("message", None, 1), ("appointment", ["d0"], 1), ("step", ["x"], 1), ("offer", None, 3)],
)
def test_what_there_is_not_is_refused(
    selam: Member, kind: str, offsets: list[str] | None, level: int
) -> None:
    with pytest.raises(NoSuchReminder):
        choose(selam, kind, offsets, level)


# ---- quiet hours ----


def test_quiet_hours_move_what_is_planned(selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(5, time(10)))
    be_quiet(selam, time(16, 30), time(8, 30))
    assert [wall.time() for wall in waiting(selam).values()] == [time(8, 30)] * 3
    be_quiet(selam, time(0), time(0))
    assert [wall.time() for wall in waiting(selam).values()] == [time(17), time(17), time(8)]
    with pytest.raises(TooQuiet):
        be_quiet(selam, time(9), time(8))
    assert list(waiting(selam)) == ["d3", "d1", "h2"]


def test_a_reminder_that_quiet_hours_make_pointless_stays_and_ends_visibly(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(1, time(9)))
    be_quiet(selam, time(21), time(9, 30))
    h2 = next(row for row in reminders(selam) if row.offset == "h2")
    go_to(h2.due_at)
    work({service.origin})
    assert fates(selam)["h2"] == ("expired", "quiet")


# ---- a carrier's rule ----


def test_a_carriers_rule_is_for_all_of_its_clients_and_for_nobody_else(
    selam: Member, oksana: Member, yonas: Member
) -> None:
    for member in (selam, oksana, yonas):
        make_appointment(member, starts_local=in_days(9))
    set_rule(selam, "appointment", "h3", "d7", "d1", at=time(18, 30))
    expected = {
        "d7": in_days(2, time(18, 30)),
        "d1": in_days(8, time(18, 30)),
        "h3": in_days(9, time(7)),
    }
    assert waiting(selam) == waiting(oksana) == expected
    assert list(waiting(yonas)) == ["d3", "d1", "h2"]
    set_rule(selam, "appointment", "d3", "d1", "h2")
    assert list(waiting(selam)) == ["d3.2", "d1", "h2.2"]
    make_appointment(selam, starts_local=in_days(20))
    assert {wall.time() for wall in waiting(selam).values()} == {time(17), time(8)}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("offsets", [(), ("d1", "d2", "d3", "d4", "d5", "d6", "d7")])
def test_a_carrier_cannot_switch_reminders_off(selam: Member, offsets: tuple[str, ...]) -> None:
    with pytest.raises(NoTimeLeft):
        set_rule(selam, "appointment", *offsets)


def test_replanning_a_carrier_costs_the_same_however_many_clients(
    selam: Member, oksana: Member, ahmad: Member
) -> None:
    def cost(hour: int) -> int:
        with counting() as sent:
            set_rule(selam, "appointment", "d3", "d1", "h3" if hour % 2 else "h2", at=time(hour))
        return len(sent)

    make_appointment(selam, starts_local=in_days(9))
    few = cost(17), cost(18), cost(19)
    for number, member in enumerate((selam, oksana, ahmad) * 8):
        make_appointment(member, starts_local=in_days(9 + number))
    many = cost(18), cost(19)
    assert many[1] <= max(few), (few, many)


def test_reminders_keep_their_time_when_nothing_changes(selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(5))
    before = [(row.id, row.due_at, row.state) for row in reminders(selam)]
    choose(selam, "appointment", None)
    set_rule(selam, "appointment", "d3", "d1", "h2")
    be_quiet(selam, time(21), time(7))
    assert [(row.id, row.due_at, row.state) for row in reminders(selam)] == before
