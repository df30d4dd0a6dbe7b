"""The review: what we propose, what becomes of it, and how a plan stands afterwards."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.events import CaseClosed
from app.caseload.models import Client
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import handlers, service
from app.plan.agreeing import usual_review
from app.plan.standing import review_is_due, standing_of
from app.plan.versions_models import Review
from tests.cast import Member
from tests.plan.conftest import HTMX, form
from tests.plan.test_views_desk_draft import at
from tests.plan.together import Together, op_of

SignIn = Callable[[Member], FlaskClient]


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    return Together(selam, jana)


def due(both: Together) -> bool:
    """What the desk's filter says of Selam."""
    db.session.rollback()
    with carrier_opened(both.carrier_id):
        found = sa.select(Client.id).where(review_is_due(Client.id, clock.today()))
        return db.session.scalar(found) is not None


def state(both: Together) -> str:
    db.session.rollback()
    with carrier_opened(both.carrier_id):
        return standing_of(both.client_id, seen_by=both.manager.viewer).state


def test_a_plan_stands_as_its_versions_say(both: Together) -> None:
    both.draft("work")
    assert state(both) == "active", "the fixture's own version is agreed"
    both.propose()
    both.agree()
    assert not due(both)
    clock.shift(timedelta(days=190))
    assert due(both)
    assert state(both) == "review_due"
    with carrier_opened(both.carrier_id), transaction():
        event = CaseClosed(
            occurred_at=clock.now(), by=both.manager.viewer, client_id=both.client_id, case_id=1
        )
        handlers.end_plan(event)
    assert both.versions()[-1] == (2, "ended")
    assert state(both) == "ended"
    assert not due(both)
    both.draft("housing")
    assert both.versions()[-1] == (3, "draft")
    assert state(both) == "in_preparation"
    both.propose()
    both.agree()
    assert state(both) == "active"


def test_a_goal_begins_with_its_first_step(both: Together) -> None:
    made = both.agreed("work", "housing", steps=("cv",))
    (step,) = both.steps()
    with carrier_opened(both.carrier_id), transaction():
        service.start(db.session.merge(step), op=op_of(both.client))
    assert [goal.state for goal in both.goals(made)] == ["in_progress", "agreed"]


def test_what_we_propose_is_noted_with_one_press(
    both: Together, signed_in: SignIn, page: Any
) -> None:
    made = both.agreed("work", "housing", steps=("cv",))
    with carrier_opened(both.carrier_id), transaction():
        service.finish(db.session.merge(both.steps()[0]), op=op_of(both.client))
    desk = signed_in(both.manager)
    seen = page(desk, at(both, "/review") + "?lang=en", statements=12)
    goals = both.goals(made)
    assert 'value="reached" selected' in seen.html.replace("\n", " ")
    sent = form(
        **{f"goal-{goals[0].id}-answer": "reached", f"goal-{goals[1].id}-answer": "continue"}
    )
    sent["next-on"] = f"{clock.today() + timedelta(days=90)}"
    noted = desk.post(at(both, "/review"), data=sent)
    assert (noted.status_code, noted.location) == (303, at(both))
    assert [goal.state for goal in both.goals(made)] == ["reached", "agreed"]
    with carrier_opened(both.carrier_id):
        (review,) = db.session.scalars(sa.select(Review))
        assert (review.due_on, review.held_on) == (usual_review(clock.today()), clock.today())
        assert review.result == "continued"
        assert both.plan().next_review_on == clock.today() + timedelta(days=90)


def test_what_is_changed_or_dropped_goes_into_a_draft(both: Together, signed_in: SignIn) -> None:
    made = both.agreed("work", "housing", steps=("cv",))
    work, housing = both.goals(made)
    (step,) = both.steps()
    desk = signed_in(both.manager)
    sent = form(
        **{
            f"goal-{work.id}-answer": "pause",
            f"goal-{work.id}-because": "Kurs zuerst",
            f"goal-{housing.id}-answer": "drop",
            f"goal-{housing.id}-because": "Wohnung gefunden",
            f"step-{step.id}-answer": "change",
            "next-on": f"{clock.today() + timedelta(days=90)}",
        }
    )
    noted = desk.post(at(both, "/review"), data=sent, headers=HTMX)
    assert (noted.status_code, noted.headers["HX-Redirect"]) == (204, at(both, "/draft"))
    assert [(goal.state, goal.because) for goal in both.goals(made)] == [
        ("paused", "Kurs zuerst"),
        ("agreed", None),
    ]
    draft = both.draft()
    assert [(goal.state, goal.because) for goal in both.goals(draft)] == [
        ("paused", "Kurs zuerst"),
        ("dropped", "Wohnung gefunden"),
    ]
    both.propose()
    both.agree()
    assert both.versions()[-1] == (3, "agreed")


@pytest.mark.parametrize(
    "wrong",
    [{"answer": "drop"}, {"answer": "pause", "because": "z" * 10_000}, {"answer": "fly"}],
)
def test_a_stop_needs_its_reason(both: Together, signed_in: SignIn, wrong: dict[str, str]) -> None:
    made = both.agreed("work")
    (goal,) = both.goals(made)
    sent = form(**{f"goal-{goal.id}-{name}": value for name, value in wrong.items()})
    answer = signed_in(both.manager).post(at(both, "/review"), data=sent, headers=HTMX)
    assert answer.status_code == 422
    assert wrong.get("because", "") in answer.text
    assert both.goals(made)[0].state == "agreed"
    late = sent | {f"goal-{goal.id}-answer": "continue", "next-on": "2001-01-01"}
    assert signed_in(both.manager).post(at(both, "/review"), data=late).status_code == 422
