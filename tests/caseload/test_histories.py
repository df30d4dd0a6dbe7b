"""Histories: one value a day, a new entry ends the former, a mistake leaves its trace."""

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
from app.caseload import histories, titles
from app.caseload.history_kinds import KINDS
from app.caseload.models import Client, CourseEntitlement, ResidenceTitle
from app.caseload.situation import reported_news, right_lapses_within, title_expires_within
from app.caseload.situation_models import (
    HOUSING,
    Competence,
    GermanLevel,
    HousingSituation,
    ResidenceRule,
)
from app.core import clock
from app.core.db import db
from app.core.errors import Missing, Refused
from tests.caseload.scene import at_work, inside, of
from tests.cast import Member

TODAY = clock.today()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def entry(member: Member, table: Any, days: int, by: str = "manager", **says: Any) -> Any:
    return table(client_id=of(member).id, since=ago(days), reported_by=by, **says)


def enter(member: Member, table: Any, days: int, by: Member | None = None, **says: Any) -> int:
    """Write an entry down, by her manager unless said; return its number."""
    who = by or member.manager
    assert who is not None
    reporter = "client" if who is member else "manager"
    with at_work(member):
        made = entry(member, table, days, reporter, **says)
        return int(histories.enter(made, by=who.viewer, now=clock.now()).id)


def lived(member: Member) -> list[HousingSituation]:
    with inside(member):
        return histories.entries(HousingSituation, seen_by=member.viewer)


def said(
    member: Member, verb: Callable[..., None], row_id: int, *, by: Member | None = None
) -> None:
    who = by or member.manager
    assert who is not None
    with at_work(member):
        row = histories.get_entry(
            HousingSituation, row_id, client_id=of(member).id, seen_by=who.viewer
        )
        verb(row, by=who.viewer, now=clock.now())


def trail(member: Member) -> list[str]:
    with inside(member):
        return list(db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)))


def test_a_new_entry_ends_the_former_and_the_same_again_changes_nothing(selam: Member) -> None:
    enter(selam, HousingSituation, 400, kind="collective")
    enter(selam, HousingSituation, 30, kind="assigned")
    enter(selam, HousingSituation, 10, kind="assigned")
    rows = lived(selam)
    assert [(row.kind, row.ended_on) for row in rows] == [
        ("collective", ago(30)),
        ("assigned", None),
    ]
    assert [row.kind for row in histories.on_day(rows, ago(31))] == ["collective"]
    assert [row.kind for row in histories.on_day(rows, ago(30))] == ["assigned"]
    assert histories.on_day(rows, ago(401)) == []
    assert trail(selam) == ["SituationChanged", "SituationEnded", "SituationChanged"]


def test_what_was_a_mistake_lasted_no_day_and_the_former_goes_on(selam: Member) -> None:
    enter(selam, HousingSituation, 400, kind="collective")
    wrong = enter(selam, HousingSituation, 30, kind="private_lease")
    said(selam, histories.take_back, wrong)
    rows = lived(selam)
    assert [row.kind for row in rows if histories.is_today(row)] == ["collective"]
    assert [(row.taken_back_on, row.ended_on) for row in rows][1] == (TODAY, ago(30))
    with pytest.raises(Missing):
        said(selam, histories.take_back, wrong)
    assert trail(selam)[-2:] == ["SituationTakenBack", "SituationChanged"]


def test_nothing_begins_in_the_future_or_before_a_later_entry(selam: Member) -> None:
    enter(selam, HousingSituation, 30, kind="collective")
    for days, refusal in ((-1, histories.NotYet), (31, histories.LaterOneIsThere)):
        with pytest.raises(refusal):
            enter(selam, HousingSituation, days, kind="assigned")
    assert [row.kind for row in lived(selam)] == ["collective"]


def test_each_skill_has_its_own_history_and_competences_stand_side_by_side(selam: Member) -> None:
    for skill, level in (("reading", "A1"), ("speaking", "A2"), ("reading", "B1")):
        enter(selam, GermanLevel, 5, skill=skill, level=level, evidence="course")
    for title in ("Näherin", "Köchin"):
        says = {"kind": "job", "title": title, "country": "", "years": None, "recognised": False}
        enter(selam, Competence, 5, by=selam, **says)
    with inside(selam):
        german = histories.standing(GermanLevel, seen_by=selam.viewer)
        able = histories.standing(Competence, seen_by=selam.viewer)
    assert {(row.skill, row.level) for row in german} == {("speaking", "A2"), ("reading", "B1")}
    assert [row.title for row in able] == ["Näherin", "Köchin"]


def test_what_she_reports_waits_to_be_read_and_is_hers_till_then(selam: Member) -> None:
    theirs = enter(selam, HousingSituation, 30, kind="collective")
    with pytest.raises(Missing):
        said(selam, histories.take_back, theirs, by=selam)
    hers = enter(selam, HousingSituation, 3, by=selam, kind="assigned")
    news = sa.select(Client.id).where(reported_news())
    with inside(selam):
        assert db.session.scalars(news).all() == [of(selam).id]
    said(selam, histories.take_up, hers)
    with inside(selam):
        assert db.session.scalars(news).all() == []
    with pytest.raises(Missing):
        said(selam, histories.take_back, hers, by=selam)
    assert trail(selam)[-1] == "SituationTakenUp"


def test_the_database_refuses_a_second_one_that_stands(selam: Member) -> None:
    enter(selam, ResidenceRule, 30, until=TODAY)
    second = entry(selam, ResidenceRule, 3, until=TODAY)
    second.reported_on = TODAY
    with pytest.raises(sa.exc.IntegrityError), at_work(selam):
        db.session.add(second)


def test_filters_find_what_ends_soon(selam: Member, ahmad: Member) -> None:
    manager = selam.manager
    assert manager is not None
    by, now = manager.viewer, clock.now()
    paper = titles.NewEntitlement(
        kind="integration",
        obligated=False,
        issued_by_kind="bamf",
        issued_on=ago(10),
        valid_until=ago(-20),
        reported_by="manager",
    )
    with at_work(selam):
        for who, days in ((selam, -40), (ahmad, -41)):
            titles.note_title(
                of(who), "toleration", ago(days), reported_by="manager", by=by, now=now
            )
        titles.note_entitlement(of(selam), paper, by=by, now=now)

    def found(condition: sa.ColumnElement[bool]) -> list[int]:
        with inside(selam):
            return list(
                db.session.scalars(sa.select(Client.id).where(condition).order_by(Client.id))
            )

    assert found(title_expires_within(40)) == [of(selam).id]
    assert found(title_expires_within(41)) == [of(selam).id, of(ahmad).id]
    assert (found(right_lapses_within(19)), found(right_lapses_within(20))) == ([], [of(selam).id])
    with at_work(selam):
        (held,) = histories.standing(CourseEntitlement, client_id=of(selam).id, seen_by=by)
        titles.begin_course(held, TODAY, by=by, now=now)
        (title,) = histories.standing(ResidenceTitle, client_id=of(selam).id, seen_by=by)
        histories.end(title, by=by, now=now)
    assert found(right_lapses_within(20)) == []
    assert found(title_expires_within(41)) == [of(ahmad).id]


def test_every_history_has_words_for_all_it_can_say() -> None:
    assert len({kind.table for kind in KINDS.values()}) == len(KINDS)
    for kind in KINDS.values():
        assert set(kind.says) <= set(kind.table.__table__.c.keys()), kind.key
        assert set(kind.one_of_each or ()) <= set(kind.says), kind.key


class Life(RuleBasedStateMachine):
    """Entries, endings and corrections in any order."""

    client: Member

    def __init__(self) -> None:
        super().__init__()
        with at_work(self.client):
            db.session.execute(sa.delete(HousingSituation))
        self.told: list[int] = []  # accepted and not taken back, in their order
        self.was_ended = False

    def _verb(self, verb: Callable[..., None], row_id: int) -> None:
        said(self.client, verb, row_id)

    @rule(days=st.integers(-1, 12), kind=st.sampled_from(HOUSING))
    def entered(self, days: int, kind: str) -> None:
        """Something is written down; what is refused changes nothing."""
        before = [(row.id, row.ended_on) for row in lived(self.client)]
        try:
            made = enter(self.client, HousingSituation, days, kind=kind)
        except Refused:
            assert [(row.id, row.ended_on) for row in lived(self.client)] == before
            return
        if made not in self.told:
            self.told.append(made)

    @rule(number=st.integers(0, 20))
    def taken_back(self, number: int) -> None:
        """Whatever entry was a mistake."""
        if self.told:
            self._verb(histories.take_back, self.told.pop(number % len(self.told)))

    @rule()
    def ended(self) -> None:
        """The last holds no longer."""
        if self.told:
            self.was_ended = True
            self._verb(histories.end, self.told[-1])

    def teardown(self) -> None:
        """On each day at most one; without endings exactly one, and today the last told."""
        rows = lived(self.client)
        days = [ago(number) for number in range(13)]
        held = {day: [row.id for row in histories.on_day(rows, day)] for day in days}
        assert all(len(found) <= 1 for found in held.values())
        real = [row for row in rows if row.taken_back_on is None]
        assert [row.id for row in real] == self.told
        if real and not self.was_ended:
            assert held[TODAY] == [self.told[-1]]
            assert all(len(held[day]) == 1 for day in days if day >= real[0].since)


def test_whatever_is_written_in_whatever_order(app: Flask, selam: Member) -> None:
    machine = type("Life", (Life,), {"client": selam})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
