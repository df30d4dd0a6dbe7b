"""Steps are reminded of until they are done; another day is another plan."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.notices import ledger_queries
from app.notices.models import CallListEntry
from app.people.models import Person
from app.plan import service as steps
from app.plan.models import Step
from app.plan.service import Op
from tests import build
from tests.cast import Member
from tests.notices.scene import (
    MORNING,
    at_work,
    calls,
    change,
    client_of,
    fates,
    go_to,
    in_days,
    make_appointment,
    on,
    reminders,
    rows,
    said,
    subscribe,
    waiting,
    work,
)
from tests.pages import counting
from tests.push_stubs.device import Device
from tests.push_stubs.service import Service

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def op(member: Member) -> Op:
    return Op(id=uuid.uuid4(), by=member.viewer, now=clock.now())


def make_step(member: Member, **more: Any) -> int:
    """A step that the manager gave a day."""
    assert member.manager is not None
    due_on, private = more.pop("due_on", None), more.get("private_to_client", False)
    with at_work(member):
        step = build.step(client_of(member), **more)
        if due_on is not None:
            step.due_on = due_on
        who = member if private else member.manager
        if not private:
            steps.change(step, due_on=step.due_on, support_level=None, owner=step.owner, op=op(who))
        return step.id


def step_of(member: Member) -> Step:
    return db.session.scalars(sa.select(Step)).one()


# ---- steps ----


def test_a_day_is_reminded_of_four_times_and_only_ahead(selam: Member) -> None:
    make_step(selam, due_on=on(20))
    ten = time(10)
    assert waiting(selam) == {
        "d14": datetime.combine(on(6), ten),
        "d7": datetime.combine(on(13), ten),
        "d1": datetime.combine(on(19), ten),
    }
    first = reminders(selam)[0]
    assert first.params == {"step": "course_reg", "on": on(20).isoformat()}
    assert clock.local(first.expires_at) == datetime.combine(on(21), time(0))
    assert calls(selam) == []  # weeks before nobody has to call


def test_the_catalogue_says_when_a_title_must_be_renewed(selam: Member) -> None:
    make_step(selam, template_key="title_renew", due_on=on(100))
    assert list(waiting(selam)) == ["d90", "d60", "d30", "d14"]


def test_done_stops_reopened_plans_anew_another_day_plans_anew(selam: Member) -> None:
    make_step(selam, due_on=on(9))
    with at_work(selam):
        steps.finish(step_of(selam), op=op(selam))
    assert fates(selam) == {"d7": ("superseded", "done"), "d1": ("superseded", "done")}
    with at_work(selam):
        steps.reopen(step_of(selam), op=op(selam))
    assert list(waiting(selam)) == ["d7.2", "d1.2"]
    assert selam.manager is not None
    with at_work(selam):
        moved = {"due_on": on(29), "support_level": None, "owner": "client"}
        steps.change(step_of(selam), **moved, op=op(selam.manager))  # type: ignore[arg-type]
    assert list(waiting(selam)) == ["d14", "d7", "d1"]
    assert {state for state, why in fates(selam).values() if why == "changed"} == {"superseded"}


def test_a_right_that_lapses_is_a_matter_of_its_own(selam: Member) -> None:
    make_step(selam, due_on=on(9), lapses_on=on(40))
    assert set(waiting(selam)) == {"d7", "d1", "l30", "l14", "l7", "l1"}
    with at_work(selam):
        step_of(selam).lapses_on = on(9)
        steps.start(step_of(selam), op=op(selam))
        steps.finish(step_of(selam), op=op(selam))
        steps.reopen(step_of(selam), op=op(selam))
    assert set(waiting(selam)) == {"d7.2", "d1.2"}  # the same day is said once


def test_what_others_do_is_not_hers_to_be_reminded_of(selam: Member) -> None:
    make_step(selam, due_on=on(9), owner="manager")
    assert reminders(selam) == []


def test_a_step_not_needed_any_more_is_not_reminded_of(selam: Member) -> None:
    make_step(selam, due_on=on(9))
    assert selam.manager is not None
    with at_work(selam):
        steps.not_needed(step_of(selam), because="erledigt", op=op(selam.manager))
    assert waiting(selam) == {}


def test_planning_a_step_costs_the_same_however_many_there_are(selam: Member) -> None:
    counted: list[int] = []
    for number in range(6):
        key = ("cv", "kita", "bank", "wbs", "club", "bsk")[number]
        with counting() as sent:
            make_step(selam, template_key=key, due_on=on(20))
        counted.append(len([text for text in sent if "reminder" in text]))
    assert len(set(counted)) == 1, counted
    assert counted[0] <= 5


# ---- sending them ----


def speak_english(member: Member, level: int) -> None:
    change(member, Person, ui_language="en")
    with at_work(member) as session:
        session.merge(client_of(member)).push_level = level


def test_steps_of_one_day_are_told_of_once(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    speak_english(selam, 1)
    for key in ("cv", "kita", "bank"):
        make_step(selam, template_key=key, due_on=on(8))
    go_to(clock.instant(datetime.combine(on(1), time(10))))
    work({service.origin})
    assert said(device, service) == ["Steps in your plan are due soon"]
    assert device.read(service.received[0].body)["navigate"].endswith("/plan")
    states = [row.state for row in reminders(selam) if row.offset == "d7"]
    assert sorted(states) == ["accepted", "superseded", "superseded"]


def test_a_private_step_says_nothing_and_nobody_is_called(selam: Member, service: Service) -> None:
    device = Device("a")
    subscribe(selam, service, device)
    speak_english(selam, 2)
    with at_work(selam):
        step = build.step(
            client_of(selam), template_key=None, own_words="geheim", private_to_client=True
        )
        step.due_on = on(8)
        steps.finish(step, op=op(selam))
        steps.reopen(step, op=op(selam))
    assert {row.is_private for row in reminders(selam)} == {True}
    go_to(clock.instant(datetime.combine(on(1), time(10))))
    work({service.origin})
    assert said(device, service) == ["New message"]
    go_to(clock.instant(datetime.combine(on(6), time(10))))
    service.answers = [400]
    work({service.origin})
    assert [row.state for row in reminders(selam)] == ["accepted", "dead"]
    assert calls(selam) == []
    assert selam.manager is not None
    with at_work(selam):  # the desk does not learn that there is such a step, she does
        hers = client_of(selam).id
        assert ledger_queries.ledger_of(hers, seen_by=selam.manager.viewer) == []
        assert len(ledger_queries.ledger_of(hers, seen_by=selam.viewer)) == 2


def test_an_appointment_goes_first_and_the_deadline_follows(
    selam: Member, service: Service
) -> None:
    subscribe(selam, service, Device("a"))
    make_appointment(selam, starts_local=in_days(2, time(15)))
    make_step(selam, due_on=on(8))
    go_to(clock.instant(datetime.combine(on(1), time(10))))  # d7 of the step, seven hours before
    work({service.origin})
    assert service.received == []
    found = {(row.subject, row.offset): (row.state, row.reason) for row in reminders(selam)}
    assert found["step", "d7"] == ("retry", "gives_way")
    go_to(clock.instant(in_days(0, time(17))))
    work({service.origin})
    assert [row.offset for row in reminders(selam) if row.state == "accepted"] == ["d1"]
    go_to(clock.instant(in_days(1, time(13))))
    work({service.origin})
    go_to(clock.instant(in_days(1, time(9))))
    work({service.origin})
    assert {(row.subject, row.offset) for row in reminders(selam) if row.state == "accepted"} == {
        ("appointment", "d1"),
        ("appointment", "h2"),
        ("step", "d7"),
    }


def test_far_ahead_nobody_calls_near_the_day_somebody_does(selam: Member) -> None:
    make_step(selam, due_on=on(31))
    go_to(clock.instant(datetime.combine(on(1), time(10))))
    work(set())
    assert fates(selam)["d30"] == ("retry", "no_device")
    assert calls(selam) == []
    go_to(clock.instant(datetime.combine(on(16), time(10))))
    work(set())
    assert [(entry.subject, entry.reason) for entry in calls(selam)] == [("step", "no_device")]
    with at_work(selam):
        steps.finish(step_of(selam), op=op(selam))
    assert calls(selam) == []
    assert [row.outcome for row in rows(selam, CallListEntry)] == ["not_needed"]
