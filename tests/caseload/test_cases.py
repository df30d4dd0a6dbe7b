"""The course of a case: what may follow what, on which days, and by whom."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.audit.models import AccessLog
from app.audit.retention import due
from app.caseload import cases
from app.caseload.cases import NEXT, Ending
from app.caseload.models import Case
from app.caseload.queries import clients_of, get_client
from app.core import clock
from app.core.db import db
from app.core.errors import Missing, Refused
from tests.caseload.scene import at_work, inside, of
from tests.cast import Member


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def case_of(member: Member) -> Case:
    statement = sa.select(Case).where(Case.client_id == of(member).id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def do(client: Member, manager: Member, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with at_work(client):
        return verb(case_of(client), *args, by=manager.viewer, now=clock.now(), **more)


def closed(client: Member, manager: Member, on: date | None = None) -> None:
    do(client, manager, cases.begin_closing)
    do(client, manager, cases.close, Ending(reason="self_reliant", on=on or clock.today()))


def test_from_the_first_day_to_the_last(selam: Member, jana: Member) -> None:
    do(selam, jana, cases.plan_end, in_days(100))
    do(selam, jana, cases.extend, until=in_days(200), reason="Prüfung im Mai")
    do(selam, jana, cases.begin_closing)
    do(selam, jana, cases.close, Ending(reason="moved", on=in_days(-1)))
    with inside(selam):
        case = case_of(selam)
        assert (case.state, case.end_reason, case.ended_on) == ("closed", "moved", in_days(-1))
        assert (case.planned_end_on, case.extension_reason) == (in_days(200), "Prüfung im Mai")
        assert case.closed_by_id == jana.person.id
        trail = db.session.execute(
            sa.select(AccessLog.what, AccessLog.stood_in).order_by(AccessLog.id)
        ).all()
    told = ["CaseEndPlanned", "CaseExtended", "CaseClosing", "CaseClosed"]
    assert [row.what for row in trail] == told
    assert not any(row.stood_in for row in trail), "she was her own manager till the end"


@pytest.mark.parametrize(
    ("verb", "days"), [("plan_end", -1), ("plan_end", 3000), ("extend", -1), ("extend", 50)]
)
def test_a_plan_is_about_days_ahead(verb: str, days: int, selam: Member, jana: Member) -> None:
    do(selam, jana, cases.plan_end, in_days(60))
    more = {"until": in_days(days), "reason": "x"} if verb == "extend" else {"on": in_days(days)}
    with pytest.raises(Refused) as why:
        do(selam, jana, getattr(cases, verb), **more)
    assert why.value.field == "planned_end_on"


@pytest.mark.parametrize("days", [1, -31, -9999])
def test_it_ends_between_its_first_day_and_today(days: int, selam: Member, jana: Member) -> None:
    do(selam, jana, cases.begin_closing)
    with pytest.raises(Refused) as why:
        do(selam, jana, cases.close, Ending(reason="moved", on=in_days(days)))
    assert why.value.field == "ended_on"
    do(selam, jana, cases.close, Ending(reason="moved", on=in_days(-30)))


def test_nobody_of_the_staff_reads_what_is_closed(
    selam: Member, jana: Member, keller: Member, adler: Member
) -> None:
    closed(selam, jana)
    with inside(selam):
        for member in (jana, keller, adler):
            seen = db.session.scalars(clients_of(member.viewer)).all()
            assert of(selam).id not in seen
            with pytest.raises(Missing):
                get_client(of(selam).id, seen_by=member.viewer)
        assert get_client(of(selam).id, seen_by=selam.viewer), "she herself goes on reading"


def test_what_is_kept_is_counted_from_the_last_day(selam: Member, jana: Member) -> None:
    closed(selam, jana, on=in_days(-10))
    with inside(selam):
        for month, entities in ((2, set()), (4, {"reminders"}), (37, {"record"})):
            on = clock.today() + timedelta(days=31 * month)
            found = due(on, client_id=of(selam).id)
            assert {one.entity for one in found} == entities, month
            assert {one.since for one in found} <= {in_days(-10)}
    with at_work(selam):
        cases.undo(case_of(selam).id, by=jana.viewer, now=clock.now())
    with inside(selam):
        assert due(in_days(5000), client_id=of(selam).id) == []


def test_a_mistake_is_taken_back_for_a_week_by_who_made_it(
    selam: Member, jana: Member, brandt: Member, keller: Member
) -> None:
    closed(selam, jana)
    with inside(selam):
        case_id = case_of(selam).id
    for member in (brandt, keller):
        with pytest.raises(Missing), at_work(member):
            cases.undo(case_id, by=member.viewer, now=clock.now())
    with at_work(selam):
        cases.undo(case_id, by=jana.viewer, now=clock.now())
    with pytest.raises(Missing), at_work(selam):
        cases.undo(case_id, by=jana.viewer, now=clock.now())
    with inside(selam):
        assert get_client(of(selam).id, seen_by=jana.viewer)
    closed(selam, jana)
    clock.shift(timedelta(days=8))
    with pytest.raises(Missing), at_work(selam):
        cases.undo(case_id, by=jana.viewer, now=clock.now())


class Course(RuleBasedStateMachine):
    """One case and everything that may be tried with it; the machine says what must be true."""

    client: Member
    manager: Member

    def __init__(self) -> None:
        super().__init__()
        self.state = "intake"
        with at_work(self.client):
            case = case_of(self.client)
            case.state = "intake"
            case.planned_end_on = case.ended_on = case.end_reason = case.closed_at = None

    def _try(self, verb: Callable[..., Any], to: str, *args: Any, **more: Any) -> None:
        """Let the service act: it walks exactly the arrows there are."""
        is_arrow = to in NEXT.get(self.state, ())
        try:
            do(self.client, self.manager, verb, *args, **more)
        except Refused:
            assert not is_arrow, (self.state, to)
        else:
            assert is_arrow, (self.state, to)
            self.state = to
        self._look()

    def _look(self) -> None:
        with inside(self.client):
            case = case_of(self.client)
            seen = of(self.client).id in db.session.scalars(clients_of(self.manager.viewer)).all()
        assert case.state == self.state
        assert (case.ended_on is None) == (case.end_reason is None) == (self.state != "closed")
        assert seen == (self.state != "closed")

    @rule()
    def begun(self) -> None:
        """The first talk is over."""
        self._try(cases.begin, "active")

    @rule()
    def extended(self) -> None:
        """It goes on longer."""
        self._try(cases.extend, "extension", until=in_days(300), reason="x")

    @rule()
    def closing(self) -> None:
        """The end begins."""
        self._try(cases.begin_closing, "closing")

    @rule(days=st.integers(-30, 0))
    def ended(self, days: int) -> None:
        """It is closed."""
        self._try(cases.close, "closed", Ending(reason="own_wish", on=in_days(days)))

    @rule()
    def undone(self) -> None:
        """The closing was a mistake."""
        try:
            with at_work(self.client):
                case_id = case_of(self.client).id
                cases.undo(case_id, by=self.manager.viewer, now=clock.now())
        except Missing:
            assert self.state != "closed"
        else:
            assert self.state == "closed"
            self.state = "active"
        self._look()


def test_whatever_is_tried_in_whatever_order(app: Flask, selam: Member, jana: Member) -> None:
    machine = type("Course", (Course,), {"client": selam, "manager": jana})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
