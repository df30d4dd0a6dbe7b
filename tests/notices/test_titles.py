"""Titles and entitlements are reminded of until another took their place; final states stay."""

import pytest
import sqlalchemy as sa

from app.caseload import histories, titles
from app.caseload.models import CourseEntitlement, ResidenceTitle
from app.caseload.titles import NewEntitlement
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.notices.models import FINAL, Reminder
from tests.cast import Member
from tests.notices.scene import MORNING, at_work, client_of, go_to, on, reminders, rows, waiting


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def note_title(member: Member, days: int | None, kind: str = "residence_permit") -> None:
    assert member.manager is not None
    with at_work(member):
        titles.note_title(
            client_of(member),
            kind,
            None if days is None else on(days),
            reported_by="manager",
            by=member.manager.viewer,
            now=clock.now(),
        )


def test_a_title_that_expires_is_reminded_of_till_another_takes_its_place(selam: Member) -> None:
    note_title(selam, 70)
    assert list(waiting(selam)) == ["d60", "d30", "d14"]
    note_title(selam, 70)  # the same again
    assert len(rows(selam, ResidenceTitle)) == 1
    note_title(selam, 100, "fictional")
    ended = [row.state for row in reminders(selam) if row.reason == "ended"]
    assert ended == ["superseded"] * 3
    assert list(waiting(selam)) == ["d90", "d60", "d30", "d14"]
    note_title(selam, None, "settlement_permit")
    assert waiting(selam) == {}
    assert [row.ended_on is None for row in rows(selam, ResidenceTitle)] == [False, False, True]


def test_a_title_taken_back_brings_the_reminders_of_the_former_again(selam: Member) -> None:
    assert selam.manager is not None
    note_title(selam, 70)
    note_title(selam, None, "settlement_permit")
    assert waiting(selam) == {}
    wrong = rows(selam, ResidenceTitle)[1]
    with at_work(selam):
        histories.take_back(db.session.merge(wrong), by=selam.manager.viewer, now=clock.now())
    assert list(waiting(selam)) == ["d60.2", "d30.2", "d14.2"]


def test_an_entitlement_is_reminded_of_till_a_course_was_begun(selam: Member) -> None:
    assert selam.manager is not None
    new = NewEntitlement(
        kind="integration",
        obligated=True,
        issued_by_kind="jobcenter",
        issued_on=on(-10),
        valid_until=on(35),
        reported_by="client",
    )
    by, now = selam.manager.viewer, clock.now()
    with at_work(selam):
        titles.note_entitlement(client_of(selam), new, by=by, now=now)
    assert list(waiting(selam)) == ["d30", "d14", "d7", "d1"]
    held = rows(selam, CourseEntitlement)[0]
    with at_work(selam), pytest.raises(titles.NotYet):
        titles.begin_course(db.session.merge(held), on(1), by=by, now=now)
    with at_work(selam):
        titles.begin_course(db.session.merge(held), on(0), by=by, now=now)
    assert waiting(selam) == {}
    upside_down = NewEntitlement(**{**vars(new), "valid_until": on(-20)})
    with at_work(selam), pytest.raises(titles.EndsBeforeItBegins):
        titles.note_entitlement(client_of(selam), upside_down, by=by, now=now)


# ---- final states ----


def test_the_database_itself_lets_no_reminder_leave_a_final_state(selam: Member) -> None:
    carrier_id = client_of(selam).carrier_id
    note_title(selam, 100)
    row_ids = [row.id for row in reminders(selam)]

    def put(row_id: int, into: str) -> None:
        with carrier_opened(carrier_id), transaction() as session:
            row = sa.update(Reminder).where(Reminder.id == row_id)
            session.execute(row.values(state=into, reason="put"))

    for row_id, state in zip(row_ids, FINAL, strict=True):
        put(row_id, state)
        put(row_id, state)  # not another state
        for other in ("planned", "dead" if state != "dead" else "accepted"):
            with pytest.raises(sa.exc.IntegrityError):
                put(row_id, other)
    with carrier_opened(carrier_id), transaction() as session:
        found = session.execute(sa.select(Reminder.id, Reminder.state).order_by(Reminder.id))
        assert [state for _, state in found] == list(FINAL)
